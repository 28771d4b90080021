package dev.portcullis.rules.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class IpPrefixTest {

    @Property
    void theOrderIsTotalAndConsistentWithEquals(
            @ForAll long high,
            @ForAll long low,
            @ForAll @IntRange(max = 128) int length,
            @ForAll long otherHigh,
            @ForAll long otherLow,
            @ForAll @IntRange(max = 128) int otherLength) {
        IpPrefix prefix = new IpPrefix(high, low, length);
        for (IpPrefix other : List.of(
                new IpPrefix(otherHigh, otherLow, otherLength),
                new IpPrefix(high, otherLow, otherLength),
                new IpPrefix(high, low, otherLength))) {
            assertThat(prefix.compareTo(other) == 0).isEqualTo(prefix.equals(other));
            assertThat(Integer.signum(prefix.compareTo(other))).isEqualTo(-Integer.signum(other.compareTo(prefix)));
        }
    }

    @Test
    void theOrderIsThatOfAddressesABlockBeforeWhatIsInIt() {
        List<IpPrefix> inOrder = List.of(
                new IpPrefix(0, 0, 0),
                new IpPrefix(0, 1, 128),
                IpPrefix.of(new byte[] {(byte) 192, 0, 2, 1}).widen(24, 0),
                IpPrefix.of(new byte[] {(byte) 192, 0, 2, 1}),
                IpPrefix.of(new byte[] {(byte) 192, 0, 2, 2}),
                new IpPrefix(0x2001_0db8_0000_0000L, 0, 64),
                new IpPrefix(0x2001_0db8_0000_0000L, 0, 128),
                new IpPrefix(0xfe80_0000_0000_0000L, -1, 128));
        assertThat(inOrder).isSorted();
    }

    /** With lists in its bins the map would take five thousand million steps. */
    @Test
    @Timeout(5)
    void addressesWhoseHashesCollideAreFoundFast() {
        int colliding = 100_000;
        Map<IpPrefix, Integer> map = new HashMap<>();
        for (int i = 0; i < colliding; i++) {
            map.put(colliding(i), i);
        }
        assertThat(map.keySet().stream().map(IpPrefix::hashCode).distinct()).hasSize(1);
        for (int i = 0; i < colliding; i++) {
            assertThat(map.get(colliding(i))).isEqualTo(i);
        }
    }

    /** Different addresses of one hash: the second half is chosen so that what the hash is made of stays the same. */
    private static IpPrefix colliding(long high) {
        return new IpPrefix(high, high * 0x9E3779B97F4A7C15L, 128);
    }
}
