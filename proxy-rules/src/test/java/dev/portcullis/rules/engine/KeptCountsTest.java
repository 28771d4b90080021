package dev.portcullis.rules.engine;

import static dev.portcullis.rules.engine.Rules.path;
import static dev.portcullis.rules.engine.Rules.requests;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.crawler.NameService;
import dev.portcullis.rules.engine.CountKeeping.Restored;
import dev.portcullis.rules.hash.FingerprintKey;
import dev.portcullis.rules.keep.Changes;
import dev.portcullis.rules.rule.Per;
import dev.portcullis.rules.rule.PolicySettings;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.rule.Rule.Action;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Counts over a restart, as bytes that another engine reads. */
class KeptCountsTest {

    private static final FingerprintKey KEY = new FingerprintKey(1, 2);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Request BOT = Request.from("192.0.2.66");
    private static final Rule FLOOD = requests("flood", 10, MINUTE, Action.BAN);

    /** What a process writes until it is killed. */
    private static final class Log implements CountKeeping.Output, CountKeeping.Frames {

        private final List<byte[]> frames = new ArrayList<>();

        @Override
        public void write(byte[] bytes, int length) {
            frames.add(Arrays.copyOf(bytes, length));
        }

        @Override
        public int size() {
            return frames.size();
        }

        @Override
        public byte[] get(int place) {
            return frames.get(place);
        }
    }

    private static World world(PolicySettings settings) {
        World world = new World(settings, NameService.NONE, KEY);
        world.engine.keeping().begin();
        return world;
    }

    private static World world(Rule... rules) {
        return world(World.settings(rules));
    }

    private static Log logOf(World world) throws IOException {
        Log log = new Log();
        world.engine.keeping().writer(log).writeAll(() -> {});
        return log;
    }

    /** Another process, started so much later, that has read all of this. */
    private static World after(World before, Duration down, Log log, PolicySettings settings) throws IOException {
        World after = world(settings);
        after.time.jump(Duration.between(after.time.now(), before.time.now()).plus(down));
        after.bans.restoreKept(before.bans.kept());
        after.engine.keeping().restore(log);
        return after;
    }

    private static long count(World world, String rule, Facts facts) {
        Regime regime = world.engine.regime();
        long now = world.time.nanos();
        return regime.counts.count(Objects.requireNonNull(regime.rule(rule)), regime.inquiry(facts, now), now);
    }

    @Test
    void whatWasCountedIsCountedOnAfterARestart() throws IOException {
        World before = world(FLOOD);
        before.visits(8, BOT);
        World after = after(before, Duration.ofSeconds(5), logOf(before), before.settings);

        assertThat(after.counted("192.0.2.66", "flood")).isEqualTo(8);
        after.visits(2, BOT);
        assertThat(after.banned).isEmpty();
        after.visit(BOT);
        assertThat(after.banned).hasSize(1);
    }

    @Test
    void whatLeavesItsWindowMeanwhileIsNotCounted() throws IOException {
        World before = world(FLOOD);
        before.visits(5, BOT);
        before.advance(Duration.ofSeconds(30));
        before.visits(3, BOT);

        World after = after(before, Duration.ofSeconds(29), logOf(before), before.settings);
        assertThat(after.counted("192.0.2.66", "flood")).isEqualTo(8);
        after.advance(Duration.ofSeconds(1));
        assertThat(after.counted("192.0.2.66", "flood")).isEqualTo(3);
        after.advance(Duration.ofSeconds(30));
        assertThat(after.counted("192.0.2.66", "flood")).isZero();
    }

    @Test
    void onlyWhatHasChangedIsWrittenAgainAndTheLastWordHolds() throws IOException {
        World before = world(FLOOD);
        before.visits(8, BOT);
        before.visits(3, Request.from("192.0.2.67"));
        Log log = new Log();
        CountWriter writer = before.engine.keeping().writer(log);
        writer.writeAll(() -> {});
        writer.writeChanges(); // what was noted before all of it was written
        int written = log.size();
        writer.writeChanges();
        assertThat(log.size()).as("nothing has changed").isEqualTo(written);

        before.engine.lift(BOT.client());
        before.visit(Request.from("192.0.2.67"));
        writer.writeChanges();
        World after = after(before, Duration.ZERO, log, before.settings);

        assertThat(after.counted("192.0.2.66", "flood"))
                .as("forgotten on purpose")
                .isZero();
        assertThat(after.counted("192.0.2.67", "flood")).isEqualTo(4);
    }

    @Test
    void countsOfARuleThatCountsSomethingElseAreLeftOut() throws IOException {
        World before = world(FLOOD);
        before.visits(8, BOT);
        Log log = logOf(before);

        assertThat(count(after(before, MINUTE.dividedBy(2), log, World.settings(FLOOD)), "flood", BOT))
                .isEqualTo(8);
        for (Rule other : List.of(
                Rules.where(FLOOD, path("/page*")),
                Rules.per(FLOOD, Per.NETWORK),
                Rules.butNot(FLOOD, "shop"),
                Rules.limit("flood", Rule.Count.ERRORS, 10, MINUTE, Action.BAN),
                requests("other", 10, MINUTE, Action.BAN))) {
            World after = after(before, Duration.ZERO, log, World.settings(other));
            assertThat(count(after, other.name(), BOT)).as(other.toString()).isZero();
        }
    }

    @Test
    void anotherLimitGoesOnWithTheCountsAsAtAReload() throws IOException {
        World before = world(FLOOD);
        before.visits(8, BOT);
        World after =
                after(before, Duration.ZERO, logOf(before), World.settings(requests("flood", 5, MINUTE, Action.BAN)));

        assertThat(after.counted("192.0.2.66", "flood")).isBetween(6L, 8L);
    }

    @Test
    void whatABanHasSpentIsNotCountedAgain() throws IOException {
        World before = world(FLOOD);
        before.visits(10, BOT);
        Log log = logOf(before);
        before.visit(BOT);
        assertThat(before.banned).hasSize(1);

        World after = after(before, Duration.ZERO, log, before.settings); // killed before the next second's writing
        after.engine.lift(BOT.client());
        assertThat(after.counted("192.0.2.66", "flood")).isZero();
        assertThat(after.visit(BOT).forwards()).isTrue();
    }

    @Test
    void nothingIsTakenInWhenTheClockIsBehindOrTheKeyIsAnother() throws IOException {
        World before = world(FLOOD);
        before.visits(8, BOT);
        Log log = logOf(before);

        World earlier = world(FLOOD);
        earlier.time.jump(Duration.ofSeconds(-1));
        Restored restored = earlier.engine.keeping().restore(log);
        assertThat(restored.subjects()).isZero();
        assertThat(restored.why()).contains("clock");

        World stranger = new World(World.settings(FLOOD), NameService.NONE, new FingerprintKey(1, 3));
        assertThat(stranger.engine.keeping().restore(log).subjects()).isZero();
    }

    @Test
    void aCalendarThatIsSetBackBetweenTwoWritingsMakesNothingYounger() throws IOException {
        World before = world(FLOOD);
        before.visits(8, BOT);
        Log log = new Log();
        CountWriter writer = before.engine.keeping().writer(log);
        writer.writeAll(() -> {});
        before.advance(Duration.ofSeconds(40));
        before.time.jump(Duration.ofSeconds(-40));
        before.visits(3, Request.from("192.0.2.67"));
        writer.writeChanges();

        World after = after(before, Duration.ofSeconds(30), log, before.settings);
        assertThat(after.counted("192.0.2.66", "flood")).as("70 seconds ago").isZero();
        assertThat(after.counted("192.0.2.67", "flood")).isEqualTo(3);
    }

    @Test
    void aCalendarThatIsSetBackIsNotedThoughNothingElseHappens() throws IOException {
        World before = world(FLOOD);
        before.visits(8, BOT);
        Log log = new Log();
        CountWriter writer = before.engine.keeping().writer(log);
        writer.writeAll(() -> {});
        writer.writeChanges();
        before.advance(Duration.ofSeconds(40));
        before.time.jump(Duration.ofSeconds(-40));
        writer.writeChanges();

        World after = after(before, Duration.ofSeconds(30), log, before.settings);
        assertThat(after.counted("192.0.2.66", "flood")).isZero();
    }

    @Test
    void whatAProcessWroteWithItsCalendarBeforeTheNextOnesIsLeftOut() throws IOException {
        World first = world(FLOOD);
        first.advance(Duration.ofHours(1));
        first.visits(8, BOT);
        Log log = logOf(first);
        World second = world(FLOOD);
        second.visits(3, Request.from("192.0.2.67"));
        second.engine.keeping().writer(log).writeAll(() -> {});

        World third = after(second, Duration.ofSeconds(1), log, second.settings);
        assertThat(third.counted("192.0.2.66", "flood")).isZero();
        assertThat(third.counted("192.0.2.67", "flood")).isEqualTo(3);
    }

    @Test
    void whatIsForgottenOnPurposeStaysSoHoweverManyOthersChange() throws IOException {
        World before = world(FLOOD);
        before.visits(8, BOT);
        Log log = new Log();
        CountWriter writer = before.engine.keeping().writer(log);
        writer.writeAll(() -> {});
        for (int i = 0; i < Changes.MOST; i++) {
            before.visit(Request.from("10.0." + i / 256 + "." + i % 256));
        }
        before.engine.lift(BOT.client());
        writer.writeChanges();

        World after = after(before, Duration.ZERO, log, before.settings);
        assertThat(after.counted("10.0.3.1", "flood")).isEqualTo(1);
        assertThat(after.counted("192.0.2.66", "flood")).isZero();
    }

    /** A frame of counts with an entry that goes on behind its end. */
    private static byte[] broken(byte[] frame) {
        byte[] broken = Arrays.copyOf(frame, CountWriter.HEAD + 5);
        broken[CountWriter.HEAD] = 99;
        return broken;
    }

    @Test
    void aFrameThatIsNotUnderstoodIsLeftOut() throws IOException {
        World before = world(FLOOD);
        before.visits(8, BOT);
        Log log = logOf(before);
        log.frames.add(broken(log.frames.get(log.size() - 1)));
        log.frames.add(new byte[] {});

        World after = world(FLOOD);
        assertThat(after.engine.keeping().restore(log)).isEqualTo(new Restored(1, 0, 2, ""));
        assertThat(after.counted("192.0.2.66", "flood")).isEqualTo(8);
    }

    @Test
    void whatIsCountedAlreadyIsKeptBesideWhatWasBefore() throws IOException {
        Rule paths = Rules.limit("paths", Rule.Count.DISTINCT_PATHS, 20, MINUTE, Action.OBSERVE);
        World before = world(FLOOD, paths);
        for (int i = 0; i < 4; i++) {
            before.visit(BOT.get("/" + i));
        }
        World after = world(FLOOD, paths);
        after.time.jump(Duration.ofSeconds(40));
        for (int i = 2; i < 5; i++) {
            after.visit(BOT.get("/" + i));
        }
        after.engine.keeping().restore(logOf(before));

        assertThat(count(after, "flood", BOT)).isEqualTo(7);
        assertThat(count(after, "paths", BOT)).isEqualTo(5);
        after.advance(Duration.ofSeconds(20));
        assertThat(count(after, "flood", BOT)).isEqualTo(3);
        assertThat(count(after, "paths", BOT)).isEqualTo(3);
    }

    /** Frames between whose heads and contents something happens. */
    private record Interrupted(Log log, Runnable event, List<Integer> asked) implements CountKeeping.Frames {

        Interrupted(Log log, Runnable event) {
            this(log, event, new ArrayList<>());
        }

        @Override
        public int size() {
            return log.size();
        }

        @Override
        public byte[] get(int place) {
            if (asked.size() == log.size()) {
                event.run();
            }
            asked.add(place);
            return log.get(place);
        }
    }

    @Test
    void whoIsForgottenWhileTheLogIsReadStaysSo() throws IOException {
        World before = world(FLOOD);
        before.visits(8, BOT);
        before.visits(3, Request.from("192.0.2.67"));
        World after = world(FLOOD);
        after.engine.keeping().restore(new Interrupted(logOf(before), () -> after.engine.lift(BOT.client())));
        assertThat(after.counted("192.0.2.66", "flood")).isZero();
        assertThat(after.counted("192.0.2.67", "flood")).isEqualTo(3);

        World another = world(FLOOD);
        another.engine.lift(BOT.client()); // before it is even begun
        another.engine.keeping().restore(logOf(before));
        assertThat(another.counted("192.0.2.66", "flood")).isZero();
        another.visit(BOT);
        assertThat(another.counted("192.0.2.66", "flood")).isEqualTo(1);
    }

    @Test
    void whoIsBannedWhileTheLogIsReadBeginsAnewAfterwards() throws IOException {
        World before = world(FLOOD);
        before.visits(8, BOT);
        World after = world(FLOOD);
        after.engine.keeping().restore(new Interrupted(logOf(before), () -> after.visits(11, BOT)));

        assertThat(after.banned).hasSize(1);
        assertThat(after.counted("192.0.2.66", "flood")).isZero();
    }

    @Test
    void sessionsAreKnownAgain() throws IOException {
        PolicySettings settings = World.read(
                "rules.s { count = requests, per = session, over = 9, within = 1 hour," + " then = throttle }");
        World before = world(settings);
        Request visitor = BOT.with("cookie", "PHPSESSID=abc");
        before.engine.cookiesSet(visitor, List.of("PHPSESSID=abc; path=/"), 0);
        before.visits(5, visitor);
        World after = after(before, Duration.ZERO, logOf(before), settings);

        assertThat(count(after, "s", visitor)).isEqualTo(5);
        after.visit(visitor);
        assertThat(count(after, "s", visitor)).isEqualTo(6);
    }

    private static final List<String> RULES = List.of(
            "rules.a { count = requests, per = client, over = 40, within = 10 seconds, then = ban, for = 5 seconds }",
            "rules.b { count = requests, per = client, over = 4000, within = 30 seconds, then = observe }",
            "rules.c { count = errors, per = network, over = 3000, within = 20 seconds, then = observe }",
            "rules.d { count = origin-time, per = agent, over = 1 hour, within = 15 seconds, then = observe }",
            "rules.e { count = distinct-paths, per = client, over = 50, within = 10 seconds, then = observe }",
            "rules.f { count = bytes, per = [client, host], over = 1 GB, within = 1 minute, then = observe }",
            "rules.g { count = requests, per = all, over = 1000000, within = 1 minute, then = observe }",
            "rules.h { count = requests, per = path, where { status = [\"4xx\"] }, over = 900, within = 20 seconds,"
                    + " then = observe }",
            "rules.i { where.path = \"/1*\", add = 3 }",
            "rules.j { count = score, over = 100000, within = 20 seconds, then = observe }");

    private static final List<String> NAMES = List.of("a", "b", "c", "d", "e", "f", "g", "h", "j");

    private static long weight(String rule) {
        return switch (rule) {
            case "d" -> 10_000_000;
            case "f" -> 1000;
            case "j" -> 3;
            default -> 1;
        };
    }

    /** Whatever is asked, and whenever the process is killed: no count is ahead afterwards, and none lags by more than what came last. */
    @Property(tries = 60)
    void aKillCostsWhatCameAfterTheLastWritingAndNothingElse(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        World before = world(World.read(RULES.toArray(String[]::new)));
        Log log = new Log();
        CountWriter writer = before.engine.keeping().writer(log);
        Set<Facts> asked = new HashSet<>();
        int since = 0;
        boolean whole = true;
        for (int step = random.nextInt(400); step > 0; step--) {
            switch (random.nextInt(12)) {
                case 0 -> before.advance(Duration.ofMillis(100L * random.nextInt(40)));
                case 1 -> {
                    if (random.nextInt(4) == 0) {
                        writer = before.engine.keeping().writer(log);
                        writer.writeAll(() -> {});
                    }
                    writer.writeChanges();
                    since = 0;
                }
                case 2 -> {
                    if (random.nextInt(20) == 0) {
                        before.engine.reconfigure(World.read(
                                RULES.subList(random.nextInt(3), RULES.size()).toArray(String[]::new)));
                        before.engine.reconfigure(World.read(RULES.toArray(String[]::new)));
                        whole = false; // what has gone with a rule was written before
                    }
                }
                default -> {
                    Request request = Request.from("192.0." + random.nextInt(2) + "." + random.nextInt(3))
                            .get("/" + random.nextInt(30))
                            .as("agent" + random.nextInt(2));
                    if (asked.size() < 20) {
                        asked.add(request);
                    }
                    int times = 1 + random.nextInt(5);
                    for (int i = 0; i < times; i++) {
                        before.visit(request, random.nextBoolean() ? 200 : 404);
                    }
                    since += times;
                }
            }
        }
        Duration down = Duration.ofMillis(100L * random.nextInt(60));
        World after = after(before, down, log, World.read(RULES.toArray(String[]::new)));
        before.advance(down);
        for (int look = 0; look < 4; look++) {
            for (String rule : NAMES) {
                for (Facts facts : asked) {
                    long kept = count(after, rule, facts);
                    long was = count(before, rule, facts);
                    if (whole) {
                        assertThat(kept).as(rule + " of " + facts).isLessThanOrEqualTo(was);
                    }
                    assertThat(kept)
                            .as(rule + " of " + facts + ", " + since + " since")
                            .isGreaterThanOrEqualTo(was - since * weight(rule));
                }
            }
            before.advance(Duration.ofSeconds(4));
            after.advance(Duration.ofSeconds(4));
        }
    }
}
