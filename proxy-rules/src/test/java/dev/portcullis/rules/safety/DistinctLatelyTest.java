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
}
