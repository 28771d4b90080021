package dev.portcullis.rules.engine;

import static dev.portcullis.rules.engine.Processes.BOT;
import static dev.portcullis.rules.engine.Processes.FLOOD;
import static dev.portcullis.rules.engine.Processes.MINUTE;
import static dev.portcullis.rules.engine.Processes.OTHER;
import static dev.portcullis.rules.engine.Processes.count;
import static dev.portcullis.rules.engine.Processes.logOf;
import static dev.portcullis.rules.engine.Processes.world;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.engine.Processes.Log;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.rule.Rule.Action;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests that come while, or before, the counts of the process before are read. */
class KeptCountsMeetingNewOnesTest {

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
        before.visits(3, OTHER);
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
}
