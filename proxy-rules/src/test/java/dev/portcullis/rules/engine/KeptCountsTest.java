package dev.portcullis.rules.engine;

import static dev.portcullis.rules.engine.Processes.BOT;
import static dev.portcullis.rules.engine.Processes.FLOOD;
import static dev.portcullis.rules.engine.Processes.MINUTE;
import static dev.portcullis.rules.engine.Processes.OTHER;
import static dev.portcullis.rules.engine.Processes.after;
import static dev.portcullis.rules.engine.Processes.count;
import static dev.portcullis.rules.engine.Processes.logOf;
import static dev.portcullis.rules.engine.Processes.world;
import static dev.portcullis.rules.engine.Processes.writing;
import static dev.portcullis.rules.engine.Rules.path;
import static dev.portcullis.rules.engine.Rules.requests;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.engine.CountKeeping.Restored;
import dev.portcullis.rules.engine.Processes.Log;
import dev.portcullis.rules.keep.Changes;
import dev.portcullis.rules.rule.Per;
import dev.portcullis.rules.rule.PolicySettings;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.rule.Rule.Action;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Counts over a restart, as bytes that another engine reads. */
class KeptCountsTest {

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
        before.visits(3, OTHER);
        Log log = new Log();
        CountWriter writer = writing(before, log);
        writer.writeChanges(); // what was noted before all of it was written
        int written = log.size();
        writer.writeChanges();
        assertThat(log.size()).as("nothing has changed").isEqualTo(written);

        before.engine.lift(BOT.client());
        before.visit(OTHER);
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
    void whatABanHasSpentOfAPairIsNotCountedAgainThoughTheProcessWasKilledBeforeItWroteThat() throws IOException {
        for (String counted : List.of(
                "per = [client, host], over = 10, within = 1 hour",
                "per = agent, over = 2, within = 1 hour, members { over = 10, within = 1 hour }")) {
            PolicySettings settings =
                    World.read("rules.flood { count = requests, " + counted + ", then = ban, for = 1 minute }");
            World before = world(settings);
            before.visits(10, BOT);
            before.visits(10, OTHER);
            Log log = logOf(before);
            before.visit(BOT);
            assertThat(before.banned).hasSize(1);

            World after = after(before, Duration.ZERO, log, settings);
            assertThat(after.visit(BOT).forwards()).isFalse();
            after.advance(MINUTE.plusSeconds(1));
            assertThat(after.passed(10, BOT)).isEqualTo(10);
            assertThat(after.visit(OTHER).forwards()).as("who was not banned").isFalse();
        }
    }

    @Test
    void whatIsForgottenOnPurposeStaysSoHoweverManyOthersChange() throws IOException {
        World before = world(FLOOD);
        before.visits(8, BOT);
        Log log = new Log();
        CountWriter writer = writing(before, log);
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
}
