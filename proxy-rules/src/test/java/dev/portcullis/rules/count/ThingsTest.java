package dev.portcullis.rules.count;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** For any sequence of things, what a window says is held against a log that forgets nothing. */
class ThingsTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long TICK = 1L << 23;

    /** A thing that is seen {@code gap} nanoseconds after the one before. */
    record Step(long gap, int thing) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Long> gaps = Arbitraries.frequencyOf(
                Tuple.of(5, Arbitraries.longs().between(0, TICK)),
                Tuple.of(3, Arbitraries.longs().between(0, SECOND)),
                Tuple.of(1, Arbitraries.longs().between(0, 20 * SECOND)));
        return Combinators.combine(gaps, Arbitraries.integers().between(0, 60))
                .as(Step::new)
                .list()
                .ofMaxSize(300);
    }

    private static long print(int thing) {
        return (thing + 1L) * 0x9E3779B97F4A7C15L;
    }

    /** When each thing was last seen. */
    private static final class LastSeen {
        private final Map<Integer, Long> at = new HashMap<>();

        long within(long now, long window) {
            return at.values().stream().filter(seen -> now - seen < window).count();
        }
    }

    @Property(tries = 1000)
    void theCountNeverRunsAheadAndIsExactButForTwoTicks(
            @ForAll("steps") List<Step> steps,
            @ForAll @IntRange(min = 1, max = 50) int over,
            @ForAll @LongRange(min = 1, max = 30) long seconds,
            @ForAll long began) {
        Limit limit = Limit.distinct(over, Duration.ofSeconds(seconds));
        long within = seconds * SECOND;
        LastSeen exact = new LastSeen();
        Things window = new OneThing(print(0), began);
        exact.at.put(0, began);
        long now = began;
        for (Step step : steps) {
            now += step.gap();
            boolean isNew = window.countWith(now, print(step.thing()), limit) > window.count(now, limit);
            assertThat(isNew || exact.at.containsKey(step.thing())).isTrue();
            window = window.add(now, print(step.thing()), limit);
            exact.at.put(step.thing(), now);

            long counted = window.count(now, limit);
            assertThat(counted).isLessThanOrEqualTo(exact.within(now, within));
            assertThat(counted).isGreaterThanOrEqualTo(Math.min(over, exact.within(now, within - 2 * TICK)));
        }
        long wait = window.untilAtMost(0, now, limit);
        assertThat(window.count(now + wait, limit)).isZero();
    }

    @Property(tries = 500)
    void theCountNeverRunsAheadWhenTimesComeOutOfOrder(
            @ForAll List<@LongRange(min = -2_000_000_000L, max = 2_000_000_000L) Long> gaps) {
        Limit limit = Limit.distinct(20, Duration.ofSeconds(3));
        LastSeen exact = new LastSeen();
        Things window = new OneThing(print(0), 0);
        exact.at.put(0, 0L);
        long at = 0;
        long latest = 0;
        for (int i = 0; i < gaps.size(); i++) {
            at += gaps.get(i);
            latest = Math.max(latest, at);
            int thing = i % 30;
            window = window.add(at, print(thing), limit);
            exact.at.merge(thing, at, Math::max);
            assertThat(window.count(latest, limit)).isLessThanOrEqualTo(exact.within(latest, 3 * SECOND));
        }
    }

    @Test
    void theSameThingCountsOnce() {
        Limit limit = Limit.distinct(15, Duration.ofMinutes(5));
        Things window = new OneThing(print(7), 0);
        for (int i = 0; i < 10_000; i++) {
            window = window.add(i * 1_000_000L, print(7), limit);
        }
        assertThat(window.count(10 * SECOND, limit)).isEqualTo(1);
        assertThat(window).isInstanceOf(OneThing.class);
    }

    @Test
    void aThingThatIsSeenAgainStaysAndOthersLeave() {
        Limit limit = Limit.distinct(15, Duration.ofSeconds(60));
        Things window = new OneThing(print(1), 0);
        window = window.add(0, print(2), limit);
        window = window.add(59 * SECOND, print(1), limit);

        assertThat(window.count(59 * SECOND, limit)).isEqualTo(2);
        assertThat(window.count(60 * SECOND, limit)).isEqualTo(1);
        assertThat(window.count(119 * SECOND, limit)).isZero();
    }

    @Test
    void aShorterWindowHoldsAtOnce() {
        Things window = new OneThing(print(1), 0);
        Limit day = Limit.distinct(15, Duration.ofDays(1));
        for (int thing = 2; thing <= 10; thing++) {
            window = window.add(thing * SECOND, print(thing), day);
        }
        assertThat(window.count(10 * SECOND, day)).isEqualTo(10);
        Limit seconds = Limit.distinct(15, Duration.ofSeconds(5));
        assertThat(window.count(10 * SECOND, seconds)).isLessThanOrEqualTo(5);
    }

    @Test
    void memoryIsBoundedByTheLimit() {
        Limit limit = Limit.distinct(100, Duration.ofDays(31));
        Things window = new OneThing(print(0), 0);
        for (int thing = 0; thing < 100_000; thing++) {
            window = window.add(thing, print(thing), limit);
        }
        assertThat(window.count(100_000, limit)).isEqualTo(101);
    }
}
