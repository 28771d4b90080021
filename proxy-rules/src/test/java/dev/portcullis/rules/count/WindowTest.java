package dev.portcullis.rules.count;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** For any sequence of events, what a window says is held against a log that forgets nothing. */
class WindowTest {

    private static final Duration WITHIN = Duration.ofNanos(1000);

    /** An event {@code gap} nanoseconds after the one before. */
    record Step(long gap, long weight) {}

    @Property(tries = 2000)
    void theCountNeverRunsAheadAndLagsByLessThanTwoPercentOfTheLimit(
            @ForAll("steps") List<Step> steps, @ForAll @LongRange(min = 1, max = 5000) long over) {
        Limit limit = new Limit(over, WITHIN);
        ExactLog log = new ExactLog();
        OneWindow window = new OneWindow(0, 1);
        log.add(0, 1);
        long now = 0;
        for (Step step : steps) {
            now += step.gap();
            window = window.add(now, step.weight(), limit);
            log.add(now, step.weight());

            long exact = log.count(now, 1000);
            assertThat(window.count(now, limit)).isLessThanOrEqualTo(exact);
            if (exact <= over) {
                assertThat(exact - window.count(now, limit)).isLessThanOrEqualTo(over / 50);
            } else if (exact > over + over / 50) {
                assertThat(window.count(now, limit)).isGreaterThan(over);
            }
        }
    }

    @Property(tries = 1000)
    void theCountIsRightAtAnyLaterTime(
            @ForAll("steps") List<Step> steps,
            @ForAll @LongRange(min = 1, max = 5000) long over,
            @ForAll @Size(min = 1, max = 5) List<@LongRange(min = 0, max = 400) Long> waits) {
        Limit limit = new Limit(over, WITHIN);
        ExactLog log = new ExactLog();
        OneWindow window = new OneWindow(0, 1);
        log.add(0, 1);
        long now = 0;
        for (Step step : steps) {
            now += step.gap();
            window = window.add(now, step.weight(), limit);
            log.add(now, step.weight());
        }
        for (long wait : waits) {
            now += wait;
            long exact = log.count(now, 1000);
            assertThat(window.count(now, limit)).isLessThanOrEqualTo(exact);
            assertThat(Math.min(exact, over) - window.count(now, limit)).isLessThanOrEqualTo(over / 50);
        }
    }

    @Property(tries = 1000)
    void theCountNeverRunsAheadWhenTimesComeOutOfOrder(
            @ForAll @Size(min = 1, max = 200) List<@LongRange(min = -300, max = 300) Long> gaps,
            @ForAll @LongRange(min = 1, max = 300) long over) {
        Limit limit = new Limit(over, WITHIN);
        ExactLog log = new ExactLog();
        OneWindow window = new OneWindow(0, 1);
        log.add(0, 1);
        long at = 0;
        long latest = 0;
        for (long gap : gaps) {
            at += gap;
            latest = Math.max(latest, at);
            window = window.add(at, 1, limit);
            log.add(at, 1);
            assertThat(window.count(latest, limit)).isLessThanOrEqualTo(log.count(latest, 1000));
        }
    }

    @Property(tries = 1000)
    void theCountNeverRunsAheadWhenTheLimitChangesAndIsExactAgainWhenTheLongerWindowHasPassed(
            @ForAll("steps") List<Step> before,
            @ForAll("steps") List<Step> after,
            @ForAll @LongRange(min = 1, max = 5000) long overBefore,
            @ForAll @LongRange(min = 1, max = 5000) long overAfter,
            @ForAll @LongRange(min = 1, max = 3000) long withinBefore,
            @ForAll @LongRange(min = 1, max = 3000) long withinAfter) {
        Limit limit = new Limit(overBefore, Duration.ofNanos(withinBefore));
        ExactLog log = new ExactLog();
        OneWindow window = new OneWindow(0, 1);
        log.add(0, 1);
        long now = 0;
        for (Step step : before) {
            now += step.gap();
            window = window.add(now, step.weight(), limit);
            log.add(now, step.weight());
        }
        long changed = now;
        limit = new Limit(overAfter, Duration.ofNanos(withinAfter));
        for (Step step : after) {
            now += step.gap();
            assertThat(window.count(now, limit)).isLessThanOrEqualTo(log.count(now, withinAfter));
            window = window.add(now, step.weight(), limit);
            log.add(now, step.weight());
            long exact = log.count(now, withinAfter);
            assertThat(window.count(now, limit)).isLessThanOrEqualTo(exact);
            if (now - changed >= Math.max(withinBefore, withinAfter)) {
                assertThat(Math.min(exact, overAfter) - window.count(now, limit))
                        .isLessThanOrEqualTo(overAfter / 50);
            }
        }
    }

    @Property(tries = 500)
    void noMoreThanAboutAHundredBucketsAreHeldWhateverTheLimit(
            @ForAll @LongRange(min = 1, max = 1_000_000_000_000L) long over,
            @ForAll @IntRange(min = 1, max = 120) int parts) {
        Limit limit = new Limit(over, Duration.ofHours(1));
        long weight = Math.max(1, over / parts);
        OneWindow window = new OneWindow(0, weight);
        for (int i = 1; i < 1000; i++) {
            window = window.add(i, i % 2 == 0 ? weight : 1, limit);
        }
        assertThat(window.buckets()).isLessThanOrEqualTo(103);
    }

    @Property(tries = 1000)
    void theWaitForRoomIsNeitherTooShortNorLongerThanNeeded(
            @ForAll("steps") List<Step> steps,
            @ForAll @LongRange(min = 1, max = 500) long over,
            @ForAll @LongRange(min = 0, max = 500) long most) {
        Limit limit = new Limit(over, WITHIN);
        OneWindow window = new OneWindow(0, 1);
        long now = 0;
        for (Step step : steps) {
            now += step.gap();
            window = window.add(now, step.weight(), limit);
        }
        long wait = window.untilAtMost(most, now, limit);
        if (wait > 0) {
            assertThat(window.count(now + wait - 1, limit)).isGreaterThan(most);
        }
        assertThat(window.count(now + wait, limit)).isLessThanOrEqualTo(most);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Long> gaps = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.longs().between(0, 3)),
                Tuple.of(4, Arbitraries.longs().between(0, 60)),
                Tuple.of(1, Arbitraries.longs().between(900, 1100)));
        Arbitrary<Long> weights = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.just(1L)),
                Tuple.of(2, Arbitraries.longs().between(1, 90)),
                Tuple.of(1, Arbitraries.longs().between(1, 3000)));
        return Combinators.combine(gaps, weights).as(Step::new).list().ofMaxSize(300);
    }
}
