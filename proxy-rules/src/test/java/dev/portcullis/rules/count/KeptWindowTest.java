package dev.portcullis.rules.count;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class KeptWindowTest {

    private static final Instant CLOCK = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Limit LIMIT = new Limit(1000, MINUTE);
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Slot before = new Slots().take(1).get(0);
    private final Slot after = new Slots().take(1).get(0);

    private static long count(Tally tally, Slot slot, long now) {
        synchronized (tally) {
            return tally.count(slot, LIMIT, now);
        }
    }

    private void carry(Tally from, Tally to, long now, long down, long nowThere) {
        KeptWindow kept;
        synchronized (from) {
            kept = KeptWindow.of("rule", from, before, LIMIT, now, CLOCK);
        }
        assertThat(kept.pieces()).hasSizeLessThanOrEqualTo(KeptWindow.PIECES);
        assertThat(kept.total()).isEqualTo(count(from, before, now));
        synchronized (to) {
            kept.restore(to, after, LIMIT, nowThere, CLOCK.plusNanos(down));
        }
    }

    /** After a restart the count is what it would have been, or up to a piece and a granule lower; never higher. */
    @Property(tries = 200)
    void aCountGoesOnAndNeverRunsAhead(@ForAll long seed) {
        Random random = new Random(seed);
        Tally old = new Tally();
        long now = 0;
        int events = 1 + random.nextInt(1200);
        synchronized (old) {
            for (int i = 0; i < events; i++) {
                now += random.nextInt(100_000_000);
                old.add(before, LIMIT, 1, now);
            }
        }
        long down = random.nextInt(10) * SECOND;
        long origin = random.nextLong();
        Tally fresh = new Tally();
        carry(old, fresh, now, down, origin);

        for (int second = 0; second < 70; second++) {
            long real = count(old, before, now + down + second * SECOND);
            long restored = count(fresh, after, origin + second * SECOND);
            assertThat(restored).isLessThanOrEqualTo(real);
            if (second == 0) {
                assertThat(restored).isGreaterThanOrEqualTo(real - 40 - LIMIT.granule());
            }
        }
    }

    @Test
    void whatIsCountedAlreadyIsNotMadeYounger() {
        Tally old = new Tally();
        synchronized (old) {
            old.add(before, LIMIT, 10, 0);
        }
        Tally fresh = new Tally();
        synchronized (fresh) {
            fresh.add(after, LIMIT, 5, 100 * SECOND);
        }
        carry(old, fresh, 10 * SECOND, 5 * SECOND, 100 * SECOND);

        assertThat(count(fresh, after, 100 * SECOND)).isEqualTo(15);
        assertThat(count(fresh, after, 146 * SECOND))
                .as("the old ones are 61 seconds old")
                .isLessThanOrEqualTo(5);
    }

    @Test
    void nothingIsTakenInWhenTheCalendarHasGoneBack() {
        Tally old = new Tally();
        synchronized (old) {
            old.add(before, LIMIT, 10, 0);
        }
        Tally fresh = new Tally();
        carry(old, fresh, SECOND, -60 * SECOND, 0);

        assertThat(count(fresh, after, 0)).isZero();
    }
}
