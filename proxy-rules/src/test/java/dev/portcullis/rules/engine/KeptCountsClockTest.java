package dev.portcullis.rules.engine;

import static dev.portcullis.rules.engine.Processes.BOT;
import static dev.portcullis.rules.engine.Processes.FLOOD;
import static dev.portcullis.rules.engine.Processes.OTHER;
import static dev.portcullis.rules.engine.Processes.after;
import static dev.portcullis.rules.engine.Processes.logOf;
import static dev.portcullis.rules.engine.Processes.world;
import static dev.portcullis.rules.engine.Processes.writing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.crawler.NameService;
import dev.portcullis.rules.engine.CountKeeping.Restored;
import dev.portcullis.rules.engine.Processes.Log;
import dev.portcullis.rules.hash.FingerprintKey;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Counts over a restart, with a clock or a key that is not the one they were counted by. */
class KeptCountsClockTest {

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
        CountWriter writer = writing(before, log);
        before.advance(Duration.ofSeconds(40));
        before.time.jump(Duration.ofSeconds(-40));
        before.visits(3, OTHER);
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
        CountWriter writer = writing(before, log);
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
        second.visits(3, OTHER);
        writing(second, log);

        World third = after(second, Duration.ofSeconds(1), log, second.settings);
        assertThat(third.counted("192.0.2.66", "flood")).isZero();
        assertThat(third.counted("192.0.2.67", "flood")).isEqualTo(3);
    }
}
