package dev.portcullis.rules.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.admission.Door.Asking;
import dev.portcullis.rules.api.Place.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    void theNextOfTheGreedyGoesWhenItsTimeHasComeAndNotWithTheNextSweep() {
        aVisitorGoesBeforeTheSecondOfABot().answeredAfter(20);

        assertThat(door.pass(Duration.ofMillis(19))).isZero();
        assertThat(door.pass(Duration.ofMillis(1))).isOne();

        assertThat(door.heard).containsExactly("visitor", "2", "3");
        assertThat(door.pass(Duration.ofMinutes(1))).isZero();
    }

    @Test
    void whoIsAloneIsNotHeldToThePaceOfTheGreedy() {
        List<Asking> pages = new ArrayList<>();
        for (int i = 1; i <= 9; i++) {
            pages.add(door.ask(Integer.toString(i), BOT));
        }

        pages.get(0).answeredAfter(20);
        pages.get(1).answeredAfter(20);
        pages.get(2).answeredAfter(20);

        assertThat(door.heard).containsExactly("2", "3", "4");
    }

    @Test
    void whoAsksForOnePageAtATimeIsNotHeldToThePaceOfTheGreedy() {
        door.uses(READER, 60_000);
        Asking second = aVisitorGoesBeforeTheSecondOfABot();

        second.answeredAfter(20);

        assertThat(door.ask("reader", READER).place.entry()).isEqualTo(Entry.ADMITTED);
        assertThat(door.heard).containsExactly("visitor", "2");
    }

    @Test
    void theMoreWaitTheLessOfTheTimeTheyUse() {
        assertThat(pauseAfterAPage(0.5, 0, 1)).isEqualTo(40);
        assertThat(pauseAfterAPage(0.5, 100, 1)).isEqualTo(40);
        assertThat(pauseAfterAPage(0.5, 200, 1)).isEqualTo(160);
        assertThat(pauseAfterAPage(0.5, 200, 4)).isEqualTo(40);
        assertThat(pauseAfterAPage(0.5, 10_000, 1)).isEqualTo(400);
        assertThat(pauseAfterAPage(0.01, 0, 1)).isEqualTo(2_000);
    }

    /** The milliseconds from the beginning of a page of 20 milliseconds to the next one. */
    private static long pauseAfterAPage(double share, int waiting, int places) {
        GreedyPace pace = new GreedyPace(share, 0);
        long from = Duration.ofHours(1).toNanos();
        pace.used(from, from + Duration.ofMillis(20).toNanos(), places, waiting);
        long millis = 0;
        while (!pace.allows(from + Duration.ofMillis(millis).toNanos())) {
            millis++;
        }
        return millis;
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
