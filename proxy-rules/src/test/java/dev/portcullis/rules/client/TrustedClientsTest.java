package dev.portcullis.rules.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.api.Clients.Forwarding;
import dev.portcullis.rules.api.IpPrefix;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedClientsTest {

    private static final InetAddress PROXY = address("10.0.0.1");

    private final TrustedClients clients = new TrustedClients(
            new NetworkList(List.of(prefix("10.0.0.0").widen(8, 8), prefix("2001:db8:ffff::1"))), 64);

    @Test
    void anIpv4PeerIsItsOwnClient() {
        assertThat(clients.direct(address("192.0.2.1"))).hasToString("192.0.2.1");
        assertThat(clients.direct(address("::ffff:192.0.2.1"))).hasToString("192.0.2.1");
    }

    @Test
    void anIpv6PeerIsItsNetwork() {
        assertThat(clients.direct(address("2001:db8::1"))).hasToString("2001:db8::/64");
        assertThat(new TrustedClients(NetworkList.EMPTY, 56).direct(address("2001:db8:0:1ff::1")))
                .hasToString("2001:db8:0:100::/56");
    }

    @Test
    void trustsTheProxiesThatAreListedAndNobodyElse() {
        assertThat(clients.trusts(address("10.200.3.4"))).isTrue();
        assertThat(clients.trusts(address("::ffff:10.0.0.1"))).isTrue();
        assertThat(clients.trusts(address("2001:db8:ffff::1"))).isTrue();
        assertThat(clients.trusts(address("2001:db8:ffff::2"))).isFalse();
        assertThat(clients.trusts(address("127.0.0.1"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.1                          | 192.0.2.1",
                "192.0.2.1:5678                     | 192.0.2.1",
                "2001:db8::1                        | 2001:db8::1",
                "[2001:db8::1]                      | 2001:db8::1",
                "[2001:db8::1]:443                  | 2001:db8::1",
                "\"192.0.2.1\"                      | 192.0.2.1",
                "\"192.0.2.1:80\"                   | 192.0.2.1",
                "\"[2001:db8::1]:443\"              | 2001:db8::1",
                "::ffff:192.0.2.1                   | 192.0.2.1",
                "2001:DB8:0:0::1                    | 2001:db8::1",
            })
    void takesAnAddressInEveryUsualForm(String element, String address) {
        assertThat(behind(" \t" + element + " "))
                .isEqualTo(new Forwarding(prefix(address).widen(32, 64), address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unknown",
                "_hidden",
                "www.example.org",
                "192.0.2",
                "192.0.2.1:",
                "192.0.2.1:123456",
                "192.0.2.1:http",
                "192.0.2.1 192.0.2.2",
                "192.0.2.1;192.0.2.2",
                "[192.0.2.1]",
                "[2001:db8::1",
                "2001:db8::1]",
                "[2001:db8::1]443",
                "[2001:db8::1]:",
                "[]",
                "[",
                "\"",
                "\"\"",
                "\"192.0.2.1",
                "192.0.2.1\"",
                "'192.0.2.1'",
                "fe80::1%eth0",
                "-",
                "for=192.0.2.1",
                "192.0.2.1/32",
            })
    void chargesTheProxyWhenTheElementIsMalformed(String element) {
        assertThat(behind(element)).isEqualTo(new Forwarding(prefix("10.0.0.1"), ""));
        assertThat(behind("192.0.2.9, " + element)).isEqualTo(new Forwarding(prefix("10.0.0.1"), ""));
    }

    @Test
    void walksFromRightToLeftPastTrustedProxies() {
        assertThat(behind("192.0.2.1, 10.0.0.3, 10.0.0.2"))
                .isEqualTo(new Forwarding(prefix("192.0.2.1"), "192.0.2.1, 10.0.0.3, 10.0.0.2"));
    }

    @Test
    void doesNotBelieveWhatAStrangerClaims() {
        assertThat(behind("127.0.0.1, 10.0.0.9, 192.0.2.66, 10.0.0.2"))
                .isEqualTo(new Forwarding(prefix("192.0.2.66"), "192.0.2.66, 10.0.0.2"));
    }

    @Test
    void readsSeveralFieldsAsOneList() {
        assertThat(behind("192.0.2.66", "192.0.2.1,10.0.0.3", "10.0.0.2"))
                .isEqualTo(new Forwarding(prefix("192.0.2.1"), "192.0.2.1, 10.0.0.3, 10.0.0.2"));
    }

    @Test
    void stopsAtAMalformedElementAndChargesTheLastGoodHop() {
        assertThat(behind("192.0.2.1, unknown, 10.0.0.3, 10.0.0.2"))
                .isEqualTo(new Forwarding(prefix("10.0.0.3"), "10.0.0.3, 10.0.0.2"));
    }

    @Test
    void chargesTheLeftmostWhenAllAreTrusted() {
        assertThat(behind("10.0.0.4, 10.0.0.3")).isEqualTo(new Forwarding(prefix("10.0.0.4"), "10.0.0.4, 10.0.0.3"));
    }

    @Test
    void passesOverEmptyElements() {
        assertThat(behind(", 192.0.2.1, , ,10.0.0.2,"))
                .isEqualTo(new Forwarding(prefix("192.0.2.1"), "192.0.2.1, 10.0.0.2"));
    }

    @Test
    void chargesTheProxyWhenNobodyIsNamed() {
        Forwarding proxy = new Forwarding(prefix("10.0.0.1"), "");

        assertThat(behind()).isEqualTo(proxy);
        assertThat(behind("")).isEqualTo(proxy);
        assertThat(behind(" ,, ", ",")).isEqualTo(proxy);
    }

    @Test
    void chargesAnIpv6ClientByItsNetworkButTellsItsAddress() {
        assertThat(behind("2001:db8:1:2:3:4:5:6"))
                .isEqualTo(new Forwarding(prefix("2001:db8:1:2::").widen(0, 64), "2001:db8:1:2:3:4:5:6"));
    }

    @Test
    void looksAtSoManyHopsAndNoMore() {
        List<String> hops = new ArrayList<>(Collections.nCopies(TrustedClients.MAX_HOPS, "10.0.0.2"));
        hops.set(0, "10.0.0.99");
        String believed = String.join(", ", hops);

        assertThat(behind("192.0.2.1, " + believed)).isEqualTo(new Forwarding(prefix("10.0.0.99"), believed));
    }

    @Test
    void endsSoonOnAnEndlessListOfNothing() {
        assertThat(behind("192.0.2.1" + ",".repeat(100_000))).isEqualTo(new Forwarding(prefix("10.0.0.1"), ""));
    }

    @Property(tries = 5000)
    void neverThrowsAndAlwaysChargesSomebody(@ForAll List<String> values, @ForAll("nearlyLists") String list) {
        assertThat(clients.behind(PROXY, values).client()).isNotNull();
        assertThat(behind(list).client()).isNotNull();
    }

    @Property
    void readsItsOwnChainAgain(@ForAll("nearlyLists") String list) {
        Forwarding first = behind(list);

        assertThat(behind(first.chain())).isEqualTo(first);
    }

    @Provide
    static Arbitrary<String> nearlyLists() {
        Arbitrary<String> pieces = Arbitraries.of(
                ",",
                ",",
                ", ",
                "\"",
                "[",
                "]",
                ":",
                ":80",
                "10.0.0.7",
                "10.1.2.3",
                "192.0.2.1",
                "2001:db8::5",
                "2001:db8:ffff::1",
                "unknown",
                " ",
                "\t",
                "\r\n",
                "\0",
                "é");
        return pieces.list().ofMaxSize(24).map(list -> String.join("", list));
    }

    private Forwarding behind(String... values) {
        return clients.behind(PROXY, List.of(values));
    }

    private static IpPrefix prefix(String text) {
        return Objects.requireNonNull(AddressText.parse(text));
    }

    private static InetAddress address(String text) {
        return prefix(text).address();
    }
}
