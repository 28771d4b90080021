package dev.portcullis.rules.count;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Rules that share a row count as each would alone: every slot is held against a log of its own that forgets nothing. */
class SharedRowTest {

    private final Random random = new Random();
    private final List<Limit> limits = new ArrayList<>();
    private final List<ExactLog> logs = new ArrayList<>();
    private Tally tally = new Tally();
    private List<Slot> slots = List.of();
    private long now;

    private void begin(long seed) {
        random.setSeed(seed);
        tally = new Tally();
        limits.clear();
        logs.clear();
        slots = new Slots().take(1 + random.nextInt(6));
        for (int i = 0; i < slots.size(); i++) {
            limits.add(limit());
            logs.add(new ExactLog());
        }
        now = random.nextLong();
    }

    private Limit limit() {
        long over = 1L + random.nextInt(random.nextBoolean() ? 60 : 5000);
        return new Limit(over, Duration.ofNanos(1L + random.nextInt(3000)));
    }

    private long next() {
        int kind = random.nextInt(10);
        now += kind < 6 ? random.nextInt(4) : kind < 9 ? random.nextInt(200) : random.nextInt(4000);
        return random.nextInt(4) > 0 ? 1 : 1L + random.nextInt(100);
    }

    private void holds() {
        Limits together = new Limits(slots, limits);
        List<Integer> near = new ArrayList<>();
        for (int i = 0; i < slots.size(); i++) {
            Limit limit = limits.get(i);
            long exact = logs.get(i).count(now, limit.within());
            long counted = tally.count(slots.get(i), limit, now);
            assertThat(counted).isLessThanOrEqualTo(exact);
            assertThat(Math.min(exact, limit.over()) - counted).isLessThanOrEqualTo(limit.over() / 50);
            if (counted > limit.over() / 2) {
                near.add(slots.get(i).index());
            }
        }
        List<Integer> found = new ArrayList<>();
        for (int i = tally.nextNear(together, 0, now, 0); i >= 0; i = tally.nextNear(together, 0, now, i + 1)) {
            found.add(i);
        }
        assertThat(found).isEqualTo(near);
    }

    /** Most events are counted by all; some are left out by one, or one begins anew. What is near its limit is found without reading all. */
    @Property(tries = 1500)
    void everySlotCountsForItself(@ForAll long seed) {
        begin(seed);
        Tally own = tally;
        Limits together = new Limits(slots, limits);
        synchronized (own) {
            for (int step = 0; step < 300; step++) {
                long weight = next();
                int odd = random.nextInt(40);
                int one = random.nextInt(slots.size());
                if (odd == 0) {
                    tally.clear(slots.get(one));
                    logs.set(one, new ExactLog());
                } else if (odd == 1) {
                    tally.add(slots.get(one), limits.get(one), weight, now);
                    logs.get(one).add(now, weight);
                } else {
                    BitSet leftOut = new BitSet();
                    leftOut.set(one, odd < 5);
                    count(together, weight, leftOut);
                }
                if (random.nextInt(3) == 0) {
                    holds();
                }
            }
        }
    }

    private void count(Limits together, long weight, BitSet leftOut) {
        assertNearWith(together, weight);
        tally.add(together, weight, now, leftOut.isEmpty() ? null : leftOut);
        for (int i = 0; i < logs.size(); i++) {
            if (!leftOut.get(i)) {
                logs.get(i).add(now, weight);
            }
        }
    }

    private void assertNearWith(Limits together, long weight) {
        int first = tally.nextNear(together, weight, now, 0);
        int expected = Tally.NONE_NEAR;
        for (int i = slots.size() - 1; i >= 0; i--) {
            boolean near = tally.countWith(slots.get(i), limits.get(i), weight, now)
                    > limits.get(i).over() / 2;
            expected = near ? i : expected;
        }
        assertThat(first).isEqualTo(expected);
    }

    /** Half of the time the clock of another thread is behind. */
    @Property(tries = 500)
    void noSlotRunsAheadWhenTimesComeOutOfOrder(@ForAll long seed) {
        begin(seed);
        Tally own = tally;
        Limits together = new Limits(slots, limits);
        synchronized (own) {
            for (int step = 0; step < 300; step++) {
                long weight = next();
                long at = now - (random.nextBoolean() ? random.nextInt(500) : 0);
                tally.add(together, weight, at, null);
                for (int i = 0; i < logs.size(); i++) {
                    logs.get(i).add(at, weight);
                    assertThat(tally.count(slots.get(i), limits.get(i), now))
                            .isLessThanOrEqualTo(
                                    logs.get(i).count(now, limits.get(i).within()));
                }
            }
        }
    }

    /** After a reload some rules are gone and others have other limits, which hold at once for what was counted. */
    @Property(tries = 500)
    void whoStaysGoesOnWhenOthersGo(@ForAll long seed) {
        begin(seed);
        Tally own = tally;
        synchronized (own) {
            for (int reload = 0; reload < 4 && !slots.isEmpty(); reload++) {
                Limits together = new Limits(slots, limits);
                for (int step = 0; step < 60; step++) {
                    long weight = next();
                    tally.add(together, weight, now, null);
                    logs.forEach(log -> log.add(now, weight));
                }
                holds();
                int gone = random.nextInt(slots.size());
                slots = new ArrayList<>(slots);
                slots.remove(gone).retire();
                limits.remove(gone);
                logs.remove(gone);
            }
        }
    }

    @Property(tries = 200)
    void differentThingsAreCountedByEverySlotToo(@ForAll long seed) {
        random.setSeed(seed);
        tally = new Tally();
        Tally own = tally;
        slots = new Slots().take(3);
        List<Limit> distinct = List.of(
                Limit.distinct(1 + random.nextInt(50), Duration.ofSeconds(10)),
                Limit.distinct(20, Duration.ofSeconds(1)),
                Limit.distinct(1000, Duration.ofHours(1)));
        Limits together = new Limits(slots, distinct);
        List<Slot> apart = List.of(
                new Slots().take(1).get(0),
                new Slots().take(1).get(0),
                new Slots().take(1).get(0));
        List<Tally> each = List.of(new Tally(), new Tally(), new Tally());
        long at = random.nextLong();
        for (int step = 0; step < 200; step++) {
            at += (long) random.nextInt(100) << random.nextInt(26);
            long thing = (1L + random.nextInt(40)) * 0x9E3779B97F4A7C15L;
            synchronized (own) {
                tally.add(together, thing, at, null);
            }
            for (int i = 0; i < 3; i++) {
                long expected;
                synchronized (each.get(i)) {
                    each.get(i).add(apart.get(i), distinct.get(i), thing, at);
                    expected = each.get(i).count(apart.get(i), distinct.get(i), at);
                }
                synchronized (own) {
                    assertThat(tally.count(slots.get(i), distinct.get(i), at)).isEqualTo(expected);
                }
            }
        }
    }
}
