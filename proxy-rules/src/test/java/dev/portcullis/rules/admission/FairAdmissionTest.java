package dev.portcullis.rules.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.rules.admission.AdmissionSettings.Places;
import dev.portcullis.rules.admission.AdmissionSettings.Queue;
import dev.portcullis.rules.admission.Door.Asking;
import dev.portcullis.rules.api.Admission;
import dev.portcullis.rules.api.Place.Entry;
import dev.portcullis.rules.api.Place.Result;
import dev.portcullis.rules.api.Precedence;
import dev.portcullis.rules.api.Shed;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Who goes to the origin when. */
class FairAdmissionTest {

    private static final String VISITOR = "192.0.2.1";
    private static final String OTHER = "198.51.100.1";
    private static final String BOT = "203.0.113.1";

    @Test
    void whoComesWhileThereIsRoomGoesAtOnce() {
        Door door = Door.limitedTo(2);

        assertThat(door.ask("a", VISITOR).place.entry()).isEqualTo(Entry.ADMITTED);
        assertThat(door.ask("b", VISITOR).place.entry()).isEqualTo(Entry.ADMITTED);
        assertThat(door.ask("c", VISITOR).place.entry()).isEqualTo(Entry.WAITING);
        assertThat(door.heard).isEmpty();
    }

    @Test
    void aPlaceThatIsGivenBackGoesToWhoWaits() {
        Door door = Door.limitedTo(1);
        Asking first = door.ask("a", VISITOR);
        Asking second = door.ask("b", OTHER);

        first.answeredAfter(20);

        assertThat(door.heard).containsExactly("b");
        assertThat(second.place.entry()).isEqualTo(Entry.WAITING);
        assertThat(second.place.waitedNanos()).isEqualTo(20_000_000);
        assertThat(door.pages().inFlight()).isEqualTo(1);
    }

    @Test
    void aPlaceIsGivenBackOnce() {
        Door door = Door.limitedTo(1);
        Asking first = door.ask("a", VISITOR);
        door.ask("b", OTHER);
        door.ask("c", OTHER);

        first.answeredAfter(20);
        first.done(20, Result.ANSWERED);
        first.leave();

        assertThat(door.heard).containsExactly("b");
        assertThat(door.pages().inFlight()).isEqualTo(1);
    }

    @Test
    void theClientThatUsedLessGoesFirst() {
        Door door = Door.limitedTo(1);
        door.uses(BOT, 9_000);
        door.uses(VISITOR, 3_000);

        assertThat(nextOf(door, BOT, VISITOR)).isEqualTo(VISITOR);
    }

    @Test
    void whatAClientUsedIsForgottenByHalfEachHalfLife() {
        Door door = Door.limitedTo(1);
        door.uses(BOT, 9_000);
        door.time.advance(Duration.ofSeconds(60));
        door.uses(VISITOR, 3_000);

        assertThat(nextOf(door, VISITOR, BOT)).isEqualTo(BOT);
    }

    /** Which of two, that ask while the only place is taken, goes when it is free. */
    private static String nextOf(Door door, String first, String second) {
        Asking served = door.ask("served", OTHER);
        door.ask("first", first);
        door.ask("second", second);

        served.answeredAfter(20);

        assertThat(door.heard).hasSize(1);
        return door.heard.get(0).equals("first") ? first : second;
    }

    @Test
    void aClientsOwnRequestsGoInTheOrderTheyCame() {
        Door door = Door.limitedTo(1);
        Asking next = door.ask("a", VISITOR);
        Asking b = door.ask("b", VISITOR);
        Asking c = door.ask("c", VISITOR);
        door.ask("d", VISITOR);

        next.answeredAfter(20);
        b.answeredAfter(20);
        c.answeredAfter(20);

        assertThat(door.heard).containsExactly("b", "c", "d");
    }

    @Test
    void whatIsAtTheOriginIsChargedBeforeItIsDone() {
        Door door = Door.limitedTo(4);
        for (int i = 0; i < 40; i++) {
            door.uses(BOT, 500);
            door.uses(VISITOR, 500);
        }
        Asking first = door.ask("a", OTHER);
        Asking second = door.ask("b", OTHER);
        door.ask("c", OTHER);
        door.ask("d", OTHER);
        for (int i = 0; i < 3; i++) {
            door.ask("bot", BOT);
        }
        door.ask("visitor", VISITOR);

        first.done(1, Result.ANSWERED);
        second.done(1, Result.ANSWERED);

        assertThat(door.heard).containsExactly("bot", "visitor");
    }

    @Test
    void whoLeavesTheQueueIsNotServed() {
        Door door = Door.limitedTo(1);
        Asking first = door.ask("a", VISITOR);
        Asking second = door.ask("b", OTHER);
        door.ask("c", OTHER);

        second.leave();
        first.answeredAfter(20);

        assertThat(door.heard).containsExactly("c");
        assertThat(door.counted(Precedence.UNKNOWN).gone()).isEqualTo(1);
    }

    @Test
    void aPlaceThatIsGivenBackUnusedCostsNothing() {
        Door door = Door.limitedTo(1);
        Asking first = door.ask("a", VISITOR);
        door.ask("b", OTHER);

        first.leave();

        assertThat(door.heard).containsExactly("b");
        assertThat(door.admission.spenders(9, 0))
                .filteredOn(spender -> spender.client().equals(Door.address(VISITOR)))
                .allMatch(spender -> spender.originNanos() == 0);
    }

    @Test
    void whoWaitsForTooLongIsShed() {
        Door door = Door.limitedTo(1);
        door.ask("a", VISITOR);
        Asking late = door.ask("late", OTHER);

        door.sweepAfter(Duration.ofMillis(9_999));
        assertThat(door.heard).isEmpty();
        door.sweepAfter(Duration.ofMillis(1));

        assertThat(door.heard).containsExactly("late waited-too-long");
        assertThat(late.shed).isNotNull();
        assertThat(door.pages().waiting()).isZero();
        assertThat(door.admission.report(0).shed()).containsEntry(Shed.Reason.WAITED_TOO_LONG, 1L);
    }

    @Test
    void whenTheQueueIsFullTheGreediestClientsLastRequestIsShed() {
        Door door =
                new Door(Door.settings(Places.fixed(1, 0, 0), new Queue(4, 1 << 20, Duration.ofSeconds(10), 1e9, 0.1)));
        door.ask("a", OTHER);
        door.ask("bot 1", BOT);
        door.ask("bot 2", BOT);
        door.ask("bot 3", BOT);
        Asking visitor = door.ask("visitor", VISITOR);
        Asking second = door.ask("other", OTHER);
        Asking tooMany = door.ask("bot 4", BOT);

        assertThat(visitor.place.entry()).isEqualTo(Entry.WAITING);
        assertThat(second.place.entry()).isEqualTo(Entry.WAITING);
        assertThat(door.heard).containsExactly("bot 3 queue-full");
        assertThat(tooMany.place.entry()).isEqualTo(Entry.SHED);
        assertThat(tooMany.place.shed()).isEqualTo(new Shed(Shed.Reason.QUEUE_FULL, 1));
    }

    @Test
    void theQueueIsBoundedInBytes() {
        Door door =
                new Door(Door.settings(Places.fixed(1, 0, 0), new Queue(1000, 1000, Duration.ofSeconds(10), 1e9, 0.1)));
        door.ask("a", OTHER);
        door.askHolding(600, "bot 1", BOT);
        door.askHolding(400, "bot 2", BOT);
        door.askHolding(100, "visitor", VISITOR);

        assertThat(door.heard).containsExactly("bot 2 queue-full");
        assertThat(door.pages().waitingBytes()).isEqualTo(700);
    }

    @Test
    void fullMeansTheLowestClassFirst() {
        Door door =
                new Door(Door.settings(Places.fixed(1, 0, 0), new Queue(2, 1 << 20, Duration.ofSeconds(10), 1e9, 0.1)));
        door.ask("a", OTHER);
        door.ask("member 1", BOT, Precedence.SESSION);
        door.ask("stranger", VISITOR, Precedence.UNKNOWN);
        door.ask("member 2", BOT, Precedence.SESSION);

        assertThat(door.heard).containsExactly("stranger queue-full");
    }

    @Test
    void aHigherClassGoesFirstWhateverItUsed() {
        Door door = Door.limitedTo(1);
        door.uses(BOT, 60_000);
        Asking first = door.ask("a", OTHER);
        door.ask("visitor", VISITOR);
        door.ask("suspect", OTHER, Precedence.SUSPECTED);
        door.ask("member", BOT, Precedence.SESSION);

        first.answeredAfter(20);

        assertThat(door.heard).containsExactly("member");
    }

    @Test
    void aReservedPlaceIsForClientsOfLittleRecentUse() {
        Door door = new Door(
                Door.settings(Places.fixed(1, 0, 1), new Queue(1000, 1 << 20, Duration.ofSeconds(10), 1e9, 0.1)));
        door.uses(BOT, 60_000);
        door.ask("a", BOT);

        assertThat(door.ask("b", BOT).place.entry()).isEqualTo(Entry.WAITING);
        assertThat(door.ask("c", VISITOR).place.entry()).isEqualTo(Entry.ADMITTED);
        assertThat(door.ask("d", OTHER).place.entry()).isEqualTo(Entry.WAITING);
        assertThat(door.ask("e", OTHER, Precedence.SUSPECTED).place.entry()).isEqualTo(Entry.WAITING);
        assertThat(door.pages().inFlight()).isEqualTo(2);
    }

    @Test
    void aSparePlaceIsLeftWhileClientsOfLittleRecentUseCome() {
        Door door = new Door(
                Door.settings(Places.fixed(2, 1, 0), new Queue(1000, 1 << 20, Duration.ofSeconds(10), 1e9, 0.1)));
        door.uses(BOT, 60_000);
        door.sweepAfter(Duration.ofSeconds(6));
        Asking one = door.ask("1", BOT);
        Asking two = door.ask("2", BOT);
        assertThat(two.place.entry()).isEqualTo(Entry.ADMITTED);
        one.answeredAfter(20);
        Asking visitor = door.ask("visitor", VISITOR);
        assertThat(visitor.place.entry()).isEqualTo(Entry.ADMITTED);
        visitor.answeredAfter(20);

        assertThat(door.ask("3", BOT).place.entry()).isEqualTo(Entry.WAITING);
        door.sweepAfter(Duration.ofSeconds(5));
        assertThat(door.heard).containsExactly("3");
    }

    @Test
    void staticFilesDoNotWaitBehindPages() {
        Door door = Door.limitedTo(1);
        door.ask("a", VISITOR);

        assertThat(door.askFor("/page", VISITOR).place.entry()).isEqualTo(Entry.WAITING);
        assertThat(door.askFor("/style.CSS", VISITOR).place.entry()).isEqualTo(Entry.ADMITTED);
        assertThat(door.askFor("/index.php/style.css", VISITOR).place.entry()).isEqualTo(Entry.WAITING);
        assertThat(door.askFor("/v1.css/page", VISITOR).place.entry()).isEqualTo(Entry.WAITING);
    }

    @Test
    void staticFilesHaveABoundOfTheirOwn() {
        Door door = Door.limitedTo(1);
        for (int i = 0; i < 8; i++) {
            assertThat(door.askFor("/style.css", VISITOR).place.entry()).isEqualTo(Entry.ADMITTED);
        }

        assertThat(door.askFor("/style.css", VISITOR).place.entry()).isEqualTo(Entry.WAITING);
        assertThat(door.ask("page", OTHER).place.entry()).isEqualTo(Entry.ADMITTED);
    }

    @Test
    void aPathThatIsKnownToTakeNextToNothingIsAFile() {
        Door door = Door.limitedTo(1);
        for (int i = 0; i < 8; i++) {
            door.askFor("/feed", VISITOR).answeredAfter(1);
        }
        door.ask("a", OTHER);

        assertThat(door.askFor("/feed", VISITOR).place.entry()).isEqualTo(Entry.ADMITTED);
        assertThat(door.askFor("/other", VISITOR).place.entry()).isEqualTo(Entry.WAITING);
    }

    @Test
    void aClientThatUsedMuchHasNoBypass() {
        Door door = Door.limitedTo(1);
        door.uses(BOT, 60_000);
        door.ask("a", OTHER);

        assertThat(door.askFor("/missing.css", BOT).place.entry()).isEqualTo(Entry.WAITING);
    }

    @Test
    void clientsHearEvenIfOneOfThemFails() {
        Door door = Door.limitedTo(2);
        Asking one = door.ask("1", VISITOR);
        Asking two = door.ask("2", VISITOR);
        door.admission.enter(
                new Asked(Door.address(OTHER), "/page"),
                Precedence.ALLOWED,
                0,
                new Admission.Waiter() {
                    @Override
                    public void admitted() {
                        throw new IllegalStateException("broken");
                    }

                    @Override
                    public void shed(Shed shed) {}
                },
                door.time.nanos());
        door.ask("next", OTHER);

        assertThatThrownBy(() -> one.answeredAfter(20)).hasMessage("broken");
        two.answeredAfter(20);

        assertThat(door.heard).containsExactly("next");
        assertThat(door.pages().inFlight()).isEqualTo(2);
    }

    @Test
    void theReportSaysHowLongEachClassWaited() {
        Door door = Door.limitedTo(1);
        Asking first = door.ask("a", VISITOR);
        door.ask("b", OTHER, Precedence.SESSION);
        first.answeredAfter(20);

        var session = door.counted(Precedence.SESSION);
        assertThat(session.admitted()).isEqualTo(1);
        assertThat(session.waits().totalNanos()).isEqualTo(20_000_000);
        assertThat(session.waits().counts()).containsExactly(0L, 0L, 0L, 1L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L);
        var unknown = door.counted(Precedence.UNKNOWN);
        assertThat(unknown.originNanos()).isEqualTo(20_000_000);
    }

    @Test
    void theCostliestClientsAreNamedFirst() {
        Door door = Door.limitedTo(1);
        door.uses(VISITOR, 1_000);
        door.uses(BOT, 3_000);
        door.ask("a", OTHER);
        door.ask("b", BOT);

        var spenders = door.admission.spenders(2, door.time.nanos());

        assertThat(spenders)
                .extracting(Admission.Spender::client)
                .containsExactly(Door.address(BOT), Door.address(VISITOR));
        assertThat(spenders.get(0).share()).isBetween(0.6, 0.7);
        assertThat(spenders.get(0).waiting()).isEqualTo(1);
    }
}
