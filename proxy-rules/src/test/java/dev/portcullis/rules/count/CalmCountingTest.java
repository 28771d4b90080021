package dev.portcullis.rules.count;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/**
 * What is counted by an addition in a cell, of what its windows have lent, is counted as it is otherwise: held against a log that forgets
 * nothing, in rows side by side in one tally.
 */
class CalmCountingTest {

    private static final int ROWS = 4;

    private final Random random = new Random();
    private final Tally tally = new Tally();
    private final List<Slot> slots = new ArrayList<>();
    private final List<Limit> limits = new ArrayList<>();
    private final List<Limits> rows = new ArrayList<>();
    private final List<ExactLog> logs = new ArrayList<>();
    private long now;

    private void begin(long seed) {
        random.setSeed(seed);
        now = random.nextLong();
        Slots numbers = new Slots();
        synchronized (tally) {
            slots.forEach(tally::clear);
        }
        slots.clear();
        limits.clear();
        rows.clear();
        logs.clear();
        for (int row = 0; row < ROWS; row++) {
            slots.add(numbers.take(1).get(0));
            limits.add(limit());
            rows.add(new Limits(List.of(slots.get(row)), List.of(limits.get(row))));
            logs.add(new ExactLog());
        }
    }

    private Limit limit() {
        return new Limit(1L + random.nextInt(20_000), Duration.ofMillis(1L + random.nextInt(100_000)));
    }

    private void pass() {
        int kind = random.nextInt(20);
        now += kind < 14 ? random.nextInt(1 << 22) : kind < 19 ? random.nextInt(1 << 28) : random.nextLong(1L << 37);
    }

    /** Counts as a request is counted, or is not because another rule acts. */
    private boolean count(int row, long event, long at) {
        boolean calm = tally.addCalmly(rows.get(row), event, at);
        if (random.nextInt(8) == 0) {
            if (calm) {
                tally.takeBack(rows.get(row), event);
            }
            return calm;
        }
        if (!calm) {
            tally.add(rows.get(row), event, at, null);
        }
        logs.get(row).add(at, event);
        return calm;
    }

    private void holds(int row, boolean isExact) {
        Limit limit = limits.get(row);
        long exact = logs.get(row).count(now, limit.within());
        int near = tally.nextNear(rows.get(row), 0, now, 0);
        long counted = tally.count(slots.get(row), limit, now);
        assertThat(counted).isLessThanOrEqualTo(exact);
        assertThat(near >= 0).isEqualTo(counted > limit.over() / 2);
        if (isExact) {
            assertThat(Math.min(exact, limit.over()) - counted).isLessThanOrEqualTo(limit.over() / 50);
        }
    }

    @Property(tries = 400)
    void nothingIsLostAndNothingRunsAhead(@ForAll long seed) {
        begin(seed);
        synchronized (tally) {
            for (int step = 0; step < 2000; step++) {
                pass();
                int row = random.nextInt(ROWS);
                count(row, random.nextInt(5) > 0 ? 1 : 1L + random.nextInt(300), now);
                if (random.nextInt(10) == 0) {
                    holds(row, true);
                }
            }
        }
    }

    @Property(tries = 200)
    void nothingRunsAheadWhenTimesComeOutOfOrder(@ForAll long seed) {
        begin(seed);
        synchronized (tally) {
            for (int step = 0; step < 2000; step++) {
                pass();
                int row = random.nextInt(ROWS);
                count(row, 1, now - (random.nextBoolean() ? random.nextInt(1 << 28) : 0));
                if (random.nextInt(10) == 0) {
                    holds(row, false);
                }
            }
        }
    }

    /** What was lent under other limits is not counted on: whoever is near a new limit is seen at once. */
    @Property(tries = 200)
    void otherLimitsHoldAtOnce(@ForAll long seed) {
        begin(seed);
        synchronized (tally) {
            for (int step = 0; step < 1000; step++) {
                pass();
                int row = random.nextInt(ROWS);
                count(row, 1, now);
                if (random.nextInt(50) == 0) {
                    limits.set(row, limit());
                    rows.set(row, new Limits(List.of(slots.get(row)), List.of(limits.get(row))));
                    holds(row, false);
                }
            }
        }
    }

    @Test
    void mostEventsAreCountedInTheCell() {
        begin(1);
        rows.set(0, new Limits(List.of(slots.get(0)), List.of(new Limit(10_000, Duration.ofHours(1)))));
        int calm = 0;
        synchronized (tally) {
            for (int request = 0; request < 5000; request++) {
                now += 20_000_000;
                if (tally.addCalmly(rows.get(0), 1, now)) {
                    calm++;
                } else {
                    tally.add(rows.get(0), 1, now, null);
                }
            }
        }
        assertThat(calm).isGreaterThan(4900);
    }

    @Test
    void oneEventOfDifferentThingsIsNeverCountedInTheCell() {
        begin(1);
        Limits things = new Limits(List.of(slots.get(0)), List.of(Limit.distinct(100, Duration.ofHours(1))));
        synchronized (tally) {
            for (long thing : new long[] {Long.MIN_VALUE, -1, 1, Long.MAX_VALUE, Long.MIN_VALUE + 1}) {
                assertThat(tally.addCalmly(things, thing, now)).isFalse();
                tally.add(things, thing, now, null);
            }
        }
    }
}
