package dev.portcullis.rules.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.api.IpPrefix;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NetworkListTest {

    private final NetworkList list = new NetworkList(List.of(
            network("192.0.2.0", 24),
            network("192.0.2.16", 28),
            network("198.51.100.7", 32),
            network("2001:db8::", 32),
            network("2001:db8:1::1", 128)));

    @Test
    void holdsTheAddressesOfItsNetworks() {
        assertThat(list.contains(address("192.0.2.255"))).isTrue();
        assertThat(list.contains(address("198.51.100.7"))).isTrue();
        assertThat(list.contains(address("2001:db8:ffff::1"))).isTrue();
    }

    @Test
    void holdsNoOthers() {
        assertThat(list.contains(address("192.0.3.0"))).isFalse();
        assertThat(list.contains(address("198.51.100.6"))).isFalse();
        assertThat(list.contains(address("2001:db9::1"))).isFalse();
    }

    @Test
    void namesTheWidestEntry() {
        assertThat(list.find(address("192.0.2.17"))).isEqualTo("192.0.2.0/24");
        assertThat(list.find(address("2001:db8:1::1"))).isEqualTo("2001:db8::/32");
        assertThat(list.find(address("198.51.100.7"))).isEqualTo("198.51.100.7");
    }

    @Test
    void holdsANetworkOnlyWhole() {
        assertThat(list.contains(network("192.0.2.128", 25))).isTrue();
        assertThat(list.contains(network("192.0.2.0", 23))).isFalse();
        assertThat(list.contains(network("198.51.100.0", 24))).isFalse();
    }

    @Test
    void takesAMappedAddressForIpv4() {
        assertThat(list.contains(address("::ffff:192.0.2.1"))).isTrue();
    }

    @Test
    void everyAddressIsInTheWholeOfItsKind() {
        NetworkList ipv4 = new NetworkList(List.of(network("0.0.0.0", 0)));

        assertThat(ipv4.contains(address("203.0.113.9"))).isTrue();
        assertThat(ipv4.contains(address("2001:db8::1"))).isFalse();
    }

    @Test
    void theEmptyListHoldsNobody() {
        assertThat(NetworkList.EMPTY.contains(address("127.0.0.1"))).isFalse();
        assertThat(NetworkList.EMPTY.entries()).isEmpty();
    }

    @Test
    void agreesWithComparingEntryByEntry() {
        Random random = new Random(1);
        List<IpPrefix> entries =
                Stream.generate(() -> randomPrefix(random)).limit(200).toList();
        NetworkList many = new NetworkList(entries);

        for (int i = 0; i < 20_000; i++) {
            IpPrefix asked = randomPrefix(random);
            assertThat(many.contains(asked))
                    .as("%s", asked)
                    .isEqualTo(entries.stream().anyMatch(entry -> entry.contains(asked)));
        }
    }

    /** Prefixes of few distinct bits, so that they often hold one another. */
    private static IpPrefix randomPrefix(Random random) {
        int bits = random.nextInt(1 << 12);
        return random.nextBoolean()
                ? new IpPrefix(0, 0xFFFFL << 32 | (long) bits << 20, 96 + random.nextInt(33))
                : new IpPrefix((long) bits << 52, random.nextInt(4), random.nextInt(129));
    }

    private static IpPrefix address(String text) {
        return Objects.requireNonNull(AddressText.parse(text));
    }

    private static IpPrefix network(String text, int length) {
        return address(text).widen(length, length);
    }

    @Test
    void tellsOfAnyEntryThatSharesAnAddress() {
        Random random = new Random(7);
        for (int round = 0; round < 2000; round++) {
            NetworkList some = new NetworkList(Stream.generate(() -> block(random))
                    .limit(random.nextInt(6))
                    .toList());
            IpPrefix asked = block(random);
            IpPrefix found = some.overlap(asked);
            boolean expected =
                    some.entries().stream().anyMatch(entry -> entry.contains(asked) || asked.contains(entry));
            assertThat(found != null).as("%s in %s", asked, some).isEqualTo(expected);
            if (found != null) {
                assertThat(some.entries()).contains(found);
                assertThat(found.contains(asked) || asked.contains(found)).isTrue();
            }
        }
    }

    /** Of few addresses, so that blocks meet; of IPv6 some around what IPv4 looks like there. */
    private static IpPrefix block(Random random) {
        boolean isIpv4 = random.nextBoolean();
        long low = isIpv4 ? 0xFFFF_0000_0000L | random.nextInt(8) << 28 : random.nextLong();
        int length = isIpv4 ? 96 + random.nextInt(33) : random.nextInt(129);
        return new IpPrefix(isIpv4 ? 0 : random.nextInt(2), low, length);
    }
}
