package dev.portcullis.rules.engine;

import static dev.portcullis.rules.engine.Rules.requests;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.api.Verdict;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.rule.Rule.Action;
import java.time.Duration;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The story that Portcullis is for: a bot that makes more than 9800 requests within an hour. */
class FloodStoryTest {

    private static final int LIMIT = 9800;
    private static final long HOUR = Duration.ofHours(1).toNanos();
    private static final Rule HOURLY_FLOOD = requests("hourly-flood", LIMIT, Duration.ofHours(1), Action.BAN);
    private static final Request BOT = Request.from("192.0.2.66");

    private final World world = new World(HOURLY_FLOOD);

    @Test
    void asManyRequestsAsTheLimitSpreadOverAnHourPassAndOneMoreIsBanned() {
        for (int i = 0; i < LIMIT; i++) {
            assertThat(world.visit(BOT)).isEqualTo(Verdict.Pass.INSTANCE);
            world.advance(Duration.ofNanos(HOUR / LIMIT - 1));
        }
        assertThat(world.visit(BOT)).isEqualTo(new Verdict.Banned("hourly-flood"));
        assertThat(world.banned).singleElement().satisfies(ban -> assertThat(ban.reason())
                .isEqualTo("9801 requests within 1 hour, over the limit of 9800"));
    }

    @Test
    void aBotThatKeepsGoingIsCaughtAtMostTwoPercentLateWhereverItBegan() {
        Duration gap = Duration.ofNanos(HOUR * 10 / (LIMIT * 11));
        int passed = 0;
        while (world.visit(BOT).equals(Verdict.Pass.INSTANCE)) {
            world.advance(gap);
            passed++;
        }
        assertThat(passed).isBetween(LIMIT, LIMIT + LIMIT / 50);
    }

    @ParameterizedTest(name = "{0}, {1} minutes past")
    @MethodSource("alignments")
    void whoNeverMakesMoreThanTheLimitWithinAnyHourIsNeverBanned(String shape, int phase, long[] offsets) {
        world.advance(Duration.ofMinutes(phase));
        long period = world.time.nanos();
        for (int hour = 0; hour < 3; hour++) {
            for (long offset : offsets) {
                world.advance(Duration.ofNanos(period + offset - world.time.nanos()));
                assertThat(world.visit(BOT)).isEqualTo(Verdict.Pass.INSTANCE);
            }
            period += HOUR;
        }
        assertThat(world.banned).isEmpty();
    }

    /** Each shape is repeated every hour, so that every window of an hour, wherever it lies, holds exactly the limit. */
    static Stream<Arguments> alignments() {
        return IntStream.of(0, 1, 17, 30, 59)
                .boxed()
                .flatMap(phase -> Stream.of(
                        Arguments.of("evenly", phase, shape(i -> HOUR / LIMIT * i)),
                        Arguments.of("all at once at the beginning", phase, shape(i -> 0)),
                        Arguments.of("all at once at the end", phase, shape(i -> HOUR - 1)),
                        Arguments.of("half at each end", phase, shape(i -> i < LIMIT / 2 ? 0 : HOUR - 1)),
                        Arguments.of("one, then the rest at the end", phase, shape(i -> i == 0 ? 0 : HOUR - 1)),
                        Arguments.of("ever faster", phase, shape(i -> (long) (HOUR * Math.sqrt(i / (double) LIMIT)))),
                        Arguments.of("in ten bursts", phase, shape(i -> HOUR / 10 * (i / (LIMIT / 10)))),
                        Arguments.of("in uneven bursts", phase, shape(i -> HOUR / 7 * (i % 7 == 0 ? i / 1400 : 6)))));
    }

    private static long[] shape(LongUnaryOperator offset) {
        return LongStream.range(0, LIMIT).map(offset).sorted().toArray();
    }

    @Test
    void interpolationBetweenTwoBucketsWouldBanHimForBurstsAnHourApart() {
        TwoBuckets interpolation = new TwoBuckets(HOUR);
        long[] bursts = shape(i -> i);
        boolean wouldBan = false;
        for (int hour = 0; hour < 2; hour++) {
            for (long offset : bursts) {
                long now = hour * HOUR + offset;
                wouldBan |= interpolation.count(now) + 1 > LIMIT;
                interpolation.add(now);
            }
        }
        assertThat(wouldBan).isTrue();
    }

    @Test
    void interpolationReads157ForATrue80() {
        TwoBuckets interpolation = new TwoBuckets(HOUR);
        for (int hour = 0; hour < 2; hour++) {
            for (int i = 0; i < 80; i++) {
                interpolation.add(hour * HOUR + i);
                world.engine.decide(BOT, hour * HOUR + i);
            }
        }
        long now = HOUR + HOUR / 25;
        assertThat(Math.round(interpolation.count(now))).isEqualTo(157);
        assertThat(world.engine.counts(BOT.client(), now).get(0).counted()).isEqualTo(80);
    }

    /** The usual sliding window: the fixed bucket before counts for the part of it that is still within the window. */
    private static final class TwoBuckets {

        private final long length;
        private long bucket;
        private long before;
        private long current;

        TwoBuckets(long length) {
            this.length = length;
        }

        void add(long now) {
            turn(now);
            current++;
        }

        double count(long now) {
            turn(now);
            return before * (1 - (now % length) / (double) length) + current;
        }

        private void turn(long now) {
            long wanted = now / length;
            if (wanted != bucket) {
                before = wanted == bucket + 1 ? current : 0;
                current = 0;
                bucket = wanted;
            }
        }
    }
}
