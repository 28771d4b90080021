package dev.portcullis.rules.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.count.Tallies;
import dev.portcullis.rules.hash.Fingerprint;
import org.junit.jupiter.api.Test;

class MetTest {

    @Test
    void tellsWhoWasMet() {
        Met met = new Met(1_000_000);
        for (int i = 0; i < 100_000; i++) {
            assertThat(met.add(new IpPrefix(0, (long) i << 8, 128))).isTrue();
            assertThat(met.add(new IpPrefix(0, (long) i << 8, 120))).isTrue();
            assertThat(met.add(new Fingerprint(0, i))).isTrue();
        }
        assertThat(met.add(Tallies.EVERYBODY)).isTrue();
        for (int i = 0; i < 100_000; i += 77) {
            assertThat(met.add(new IpPrefix(0, (long) i << 8, 128))).isFalse();
            assertThat(met.add(new IpPrefix(0, (long) i << 8, 120))).isFalse();
            assertThat(met.add(new Fingerprint(0, i))).isFalse();
        }
        assertThat(met.add(Tallies.EVERYBODY)).isFalse();
    }

    @Test
    void takesNoMoreThanItMay() {
        Met met = new Met(1000);
        int taken = 0;
        for (int i = 0; i < 5000; i++) {
            taken += met.add(new Fingerprint(i, 0)) ? 1 : 0;
        }
        assertThat(taken).isEqualTo(1000);
        assertThat(met.isFull()).isTrue();
    }
}
