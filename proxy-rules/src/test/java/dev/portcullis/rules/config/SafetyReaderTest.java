package dev.portcullis.rules.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.ban.Bannable;
import dev.portcullis.rules.client.AddressText;
import dev.portcullis.rules.client.NetworkList;
import dev.portcullis.rules.rule.Condition.StatusRange;
import dev.portcullis.rules.rule.SafetySettings;
import dev.portcullis.rules.rule.SafetySettings.Admins;
import dev.portcullis.rules.rule.SafetySettings.Breaker;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SafetyReaderTest {

    private static SafetySettings read(String hocon) {
        Checked<SafetySettings> checked = Document.ofText("test", hocon).check(SafetyReader::read);
        assertThat(checked.problems()).isEmpty();
        return checked.value().orElseThrow();
    }

    private static List<String> found(String hocon) {
        return Document.ofText("test", hocon).check(SafetyReader::read).problems().stream()
                .map(Problem::found)
                .toList();
    }

    @Test
    void everyKeyHasADefault() {
        assertThat(read("")).isEqualTo(SafetySettings.DEFAULT);
    }

    @Test
    void everyKeyIsRead() {
        assertThat(read("""
                        bans { probation = 5 minutes, breaker { share = 50%, least = 7, pause = 1 minute } }
                        learn-admins { paths = ["/adminzone/*"], status = [200, "3xx"], cookie = cms_session, for = 7 days }
                        untrusted-forwarding = ignore
                        """))
                .isEqualTo(new SafetySettings(
                        Duration.ofMinutes(5),
                        new Breaker(0.5, 7, Duration.ofMinutes(1)),
                        new Admins(
                                List.of("/adminzone/*"),
                                List.of(new StatusRange(200, 200), new StatusRange(300, 399)),
                                "cms_session",
                                Duration.ofDays(7)),
                        false));
        SafetySettings off = read("bans { probation = off, breaker.share = off }");
        assertThat(off.probation()).isZero();
        assertThat(off.breaker().share()).isGreaterThan(1);
    }

    @Test
    void whatMakesNoSenseIsAnError() {
        assertThat(found("learn-admins.paths = [\"/*\"]"))
                .containsExactly("\"/*\" is every path: everybody would be an administrator");
        assertThat(found("bans.breaker.share = 0.3")).containsExactly("\"0.3\" is not such a percentage");
        assertThat(found("learn-admins.cookie = \"a b\"")).containsExactly("\"a b\" is not a cookie's name");
    }

    private static NetworkList cdn(String hocon) {
        Checked<NetworkList> checked =
                Document.ofText("test", hocon).check(root -> CdnReader.read(root, NetworkList.EMPTY));
        assertThat(checked.problems()).isEmpty();
        return checked.value().orElseThrow();
    }

    @Test
    void aListedCdnCanNotBeBanned() {
        NetworkList cdns = cdn("cdn = [cloudflare, fastly, \"198.51.100.0/24\"]");
        Bannable bannable = new Bannable(NetworkList.EMPTY, cdns, 64);

        for (String address : List.of("104.16.1.1", "2606:4700::1", "151.101.1.1", "198.51.100.9")) {
            IpPrefix edge = Objects.requireNonNull(AddressText.parse(address));
            assertThat(cdns.contains(edge)).as(address).isTrue();
            assertThat(bannable.byRule(edge)).as(address).isFalse();
        }
        assertThat(bannable.byRule(Objects.requireNonNull(AddressText.parse("192.0.2.1"))))
                .isTrue();
    }

    @Test
    void anUnknownCdnIsToldWithTheNearestName() {
        assertThat(Document.ofText("test", "cdn = cloudflar")
                        .check(root -> CdnReader.read(root, NetworkList.EMPTY))
                        .problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.nearest()).isEqualTo("cloudflare"));
    }
}
