package dev.portcullis.rules.safety;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.portcullis.rules.api.IpPrefix;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistinctLatelyTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static IpPrefix client(int number) {
        return new IpPrefix(0, 0xFFFF_0000_0000L | 0x0A00_0000 + number, 128);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 1_000, 10_000, 100_000})
    void countsClientsNotRequestsWithinTwoPercent(int clients) {
        DistinctLately lately = new DistinctLately(MINUTE, 0);
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < clients; i++) {
                lately.see(client(i), 5);
            }
        }
        assertThat((double) lately.count(5)).isCloseTo(clients, within(Math.max(0.5, clients * 0.02)));
    }

    @Test
    void forgetsWhoWasSeenTwoWindowsAgo() {
        DistinctLately lately = new DistinctLately(MINUTE, 0);
        lately.see(client(1), 0);
        long minute = MINUTE.toNanos();
        assertThat(lately.count(minute - 1)).isEqualTo(1);
        assertThat(lately.count(minute)).as("of the window before").isEqualTo(1);
        assertThat(lately.count(2 * minute)).isZero();

        lately.see(client(1), 10 * minute);
        assertThat(lately.count(10 * minute)).isEqualTo(1);
        assertThat(lately.count(20 * minute)).isZero();
    }

    @Test
    void tellsHowManyAreOfANetworkInTheWindowAndTheOneBefore() {
        DistinctLately lately = new DistinctLately(MINUTE, 0);
        IpPrefix network = client(0).widen(24, 48);
        IpPrefix other = client(1 << 16).widen(24, 48);
        for (int i = 0; i < 100; i++) {
            lately.see(client(i).hashCode(), network, 5);
        }
        long next = MINUTE.toNanos() + 5;
        for (int i = 50; i < 150; i++) {
            lately.see(client(i).hashCode(), network, next);
            lately.see(client(i).hashCode(), network, next + 1);
        }
        assertThat(lately.count(network, next + 2)).isCloseTo(150, within(2L));
        assertThat(lately.count(other, next + 2)).isZero();
        assertThat(lately.count(network, next + MINUTE.toNanos())).isCloseTo(100, within(2L));
        assertThat(lately.count(network, next + 4 * MINUTE.toNanos())).isZero();
    }

    @Test
    void tellsANetworksShareOfVeryManyClients() {
        DistinctLately lately = new DistinctLately(MINUTE, 0);
        for (int i = 0; i < 100_000; i++) {
            lately.see(client(i).hashCode(), client(i % 2 << 16).widen(24, 48), 5);
        }
        assertThat((double) lately.count(client(0).widen(24, 48), 5)).isCloseTo(50_000, within(1_500.0));
    }
}
