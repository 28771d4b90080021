package dev.portcullis.rules.ban;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.client.NetworkList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BannableTest {

    private final Bannable bannable = new Bannable(
            new NetworkList(List.of(BansTest.block("198.51.100.0/28"), BansTest.block("2001:db8:a::1"))),
            new NetworkList(List.of(BansTest.block("203.0.113.9"), BansTest.block("2001:db8:cd::/48"))),
            64);

    @ParameterizedTest
    @ValueSource(
            strings = {"192.0.2.1", "127.0.0.2", "127.0.1.0/24", "2001:db8::/64", "198.51.100.1", "198.51.100.0/24"})
    void aRuleMayBanAnybodyWhoActsForThemselves(String subject) {
        assertThat(bannable.byRule(BansTest.block(subject))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.0.0.0/8",
                "127.0.0.0/24",
                "0.0.0.0/0",
                "::1",
                "::/64",
                "::/0",
                "203.0.113.9",
                "203.0.113.0/24",
                "2001:db8:cd:1::/64",
                "2001:db8:cd::/48",
                "2001:db8::/32"
            })
    void aRuleMayNotBanWhoActsForOthersNorANetworkThatHoldsThem(String subject) {
        assertThat(bannable.byRule(BansTest.block(subject))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "192.0.2.0/24", "127.0.0.2", "2001:db8:b::/64"})
    void anAdministratorMayBanAnybodyElse(String subject) {
        assertThat(bannable.refusal(BansTest.block(subject))).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1 can't be banned: it is this machine itself",
        "::/64, '::/64 can''t be banned: it holds ::1, which is this machine itself'",
        "203.0.113.9, 203.0.113.9 can't be banned: it is a trusted proxy",
        "203.0.113.0/24, '203.0.113.0/24 can''t be banned: it holds 203.0.113.9, which is a trusted proxy'",
        "2001:db8:cd:1::/64, '2001:db8:cd:1::/64 can''t be banned: it is in 2001:db8:cd::/48, which is a trusted proxy'",
        "198.51.100.3, '198.51.100.3 can''t be banned: it is in 198.51.100.0/28, which is on the allow-list'",
        "198.51.0.0/16, '198.51.0.0/16 can''t be banned: it holds 198.51.100.0/28, which is on the allow-list'",
        "2001:db8:a::/64, '2001:db8:a::/64 can''t be banned: it holds 2001:db8:a::1, which is on the allow-list'",
    })
    void anAdministratorIsToldWhyNot(String subject, String refusal) {
        assertThat(bannable.refusal(BansTest.block(subject))).isEqualTo(refusal);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "192.0.2.0/24, 192.0.2.0/24",
        "2001:db8::1, 2001:db8::/64",
        "2001:db8::/96, 2001:db8::/64",
        "2001:db8::/64, 2001:db8::/64",
        "2001:db8::/48, 2001:db8::/48"
    })
    void anIpv6AddressStandsForItsClient(String given, String meant) {
        assertThat(bannable.subject(BansTest.block(given))).isEqualTo(BansTest.block(meant));
    }
}
