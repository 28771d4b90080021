package dev.portcullis.rules.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.admission.Door.Asking;
import dev.portcullis.rules.api.Place.Entry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How much of the origin's time is left to clients that have many requests waiting, while visitors come. */
class GreedyPaceTest {

    private static final String VISITOR = "192.0.2.1";
    private static final String READER = "198.51.100.1";
    private static final String BOT = "203.0.113.1";

    private final Door door = Door.limitedTo(1);

    @Test
    void theGreedyUseHalfOfTheTimeWhileClientsOfLittleRecentUseCome() {
        Asking second = aVisitorGoesBeforeTheSecondOfABot();

        second.answeredAfter(20);
        door.sweepAfter(Duration.ofMillis(19));
        assertThat(door.heard).containsExactly("visitor", "2");

        door.sweepAfter(Duration.ofMillis(1));
        assertThat(door.heard).containsExactly("visitor", "2", "3");
    }

    @Test
    void whoAsksForOnePageAtATimeIsNotHeldToThePaceOfTheGreedy() {
        door.uses(READER, 60_000);
        Asking second = aVisitorGoesBeforeTheSecondOfABot();

        second.answeredAfter(20);

        assertThat(door.ask("reader", READER).place.entry()).isEqualTo(Entry.ADMITTED);
        assertThat(door.heard).containsExactly("visitor", "2");
    }

    /** A bot asks for nine pages at once, a visitor for one; the first two of these three are over. */
    private Asking aVisitorGoesBeforeTheSecondOfABot() {
        Asking first = door.ask("1", BOT);
        Asking second = door.ask("2", BOT);
        for (int i = 3; i <= 9; i++) {
            door.ask(Integer.toString(i), BOT);
        }
        Asking visitor = door.ask("visitor", VISITOR);
        first.answeredAfter(20);
        visitor.answeredAfter(20);
        assertThat(door.heard).containsExactly("visitor", "2");
        return second;
    }
}
