package dev.portcullis.rules.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.admission.AdmissionSettings.Places;
import dev.portcullis.rules.admission.AdmissionSettings.Queue;
import dev.portcullis.rules.admission.Door.Asking;
import dev.portcullis.rules.api.Place.Entry;
import dev.portcullis.rules.api.Place.Result;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An origin that is slow, and clients that do not wait for it. */
class SlowOriginTest {

    private static final String VISITOR = "192.0.2.1";
    private static final String OTHER = "198.51.100.1";
    private static final String BOT = "203.0.113.1";
    private static final Places UP_TO_FOUR = new Places(2, 2, 4, 0, 0);

    private static Door door(Places places) {
        return new Door(Door.settings(places, new Queue(1000, 1 << 20, Duration.ofSeconds(10), 1e9, 0.1)));
    }

    @Test
    void slowRequestsDoNotKeepOthersOut() {
        Door door = door(UP_TO_FOUR);
        door.ask("report 1", BOT);
        door.ask("report 2", BOT);
        door.ask("visitor", VISITOR);

        door.sweepAfter(Duration.ofMillis(999));
        assertThat(door.heard).isEmpty();
        door.sweepAfter(Duration.ofMillis(1));

        assertThat(door.heard).containsExactly("visitor");
        assertThat(door.pages().slow()).isEqualTo(2);
    }

    @Test
    void aClientsOwnSlowRequestsMakeNoRoomForIt() {
        Door door = door(UP_TO_FOUR);
        door.ask("report 1", BOT);
        door.ask("report 2", BOT);
        door.ask("report 3", BOT);

        door.sweepAfter(Duration.ofSeconds(2));

        assertThat(door.heard).isEmpty();
    }

    @Test
    void slowRequestsMakeRoomUpToTheCeiling() {
        Door door = door(UP_TO_FOUR);
        for (int i = 1; i <= 9; i++) {
            door.ask("report " + i, "192.0.2." + i);
        }

        for (int i = 0; i < 9; i++) {
            door.sweepAfter(Duration.ofSeconds(1));
        }

        assertThat(door.pages().inFlight()).isEqualTo(4);
    }

    @Test
    void aSlowRequestIsChargedAsTimeGoesBy() {
        Door door = door(UP_TO_FOUR);
        door.ask("report", BOT);
        for (int i = 0; i < 8; i++) {
            door.ask("page", VISITOR).answeredAfter(500);
            door.admission.sweep(door.time.nanos());
        }

        assertThat(door.admission.spenders(1, door.time.nanos()).get(0).client())
                .isEqualTo(Door.address(BOT));
    }

    @Test
    void nobodyIsChargedForTimeInWhichTheOriginStoodStill() {
        Door door = door(UP_TO_FOUR);
        Asking hanging = door.ask("hanging", VISITOR);
        for (int i = 0; i < 100; i++) {
            door.sweepAfter(Duration.ofMillis(250));
        }
        assertThat(door.pages().stalled()).isTrue();

        long stoodStill = hanging.done(25_000, Result.ANSWERED);

        assertThat(stoodStill).isBetween(23_700_000_000L, 24_500_000_000L);

        assertThat(door.pages().stalled()).isFalse();
        assertThat(door.admission.spenders(1, door.time.nanos()).get(0).originNanos())
                .isBetween(500_000_000L, 1_300_000_000L);
    }

    @Test
    void nobodyPushesWhileTheOriginStandsStill() {
        Door door = door(Places.fixed(1, 0, 0));
        Asking hanging = door.ask("hanging", VISITOR);
        for (int i = 0; i < Line.ONE_BROWSER; i++) {
            assertThat(door.ask("before", BOT).place.isPushing()).isFalse();
        }
        assertThat(door.ask("before", BOT).place.isPushing()).isTrue();
        assertThat(door.askFor("/picture.png", BOT).place.isPushing()).isFalse();
        assertThat(door.ask("other", OTHER).place.isPushing()).isFalse();
        door.sweepAfter(Duration.ofSeconds(2));
        assertThat(door.ask("meanwhile", BOT).place.isPushing()).isFalse();

        hanging.done(2_000, Result.ANSWERED);

        assertThat(door.ask("after", BOT).place.isPushing()).isTrue();
    }

    @Test
    void thePlaceOfAnAbandonedRequestIsKeptWhileTheOriginIsThoughtToWork() {
        Door door = door(Places.fixed(1, 0, 0));
        door.uses(OTHER, 100);
        Asking gone = door.ask("gone", BOT);
        door.ask("visitor", VISITOR);
        door.time.advance(Duration.ofMillis(5));
        gone.done(5, Result.ABANDONED);

        assertThat(door.heard).isEmpty();
        assertThat(door.pages().abandoned()).isEqualTo(1);
        door.sweepAfter(Duration.ofMillis(194));
        assertThat(door.heard).isEmpty();
        door.sweepAfter(Duration.ofMillis(1));

        assertThat(door.heard).containsExactly("visitor");
        assertThat(door.pages().abandoned()).isZero();
    }

    @Test
    void whoAbandonsARequestIsChargedForTheWholeOfIt() {
        Door door = door(Places.fixed(1, 0, 0));
        door.uses(OTHER, 100);
        Asking gone = door.ask("gone", BOT);
        door.time.advance(Duration.ofMillis(5));
        gone.done(5, Result.ABANDONED);

        assertThat(door.admission.spenders(1, door.time.nanos()).get(0).client())
                .isEqualTo(Door.address(BOT));
    }

    @Test
    void aRequestThatIsAbandonedLateGivesItsPlaceBackAtOnce() {
        Door door = door(Places.fixed(1, 0, 0));
        Asking gone = door.ask("gone", BOT);
        door.ask("visitor", VISITOR);

        door.time.advance(Duration.ofSeconds(3));
        gone.done(3_000, Result.ABANDONED);

        assertThat(door.heard).containsExactly("visitor");
    }

    @Test
    void aRequestThatTheOriginRefusedGivesItsPlaceBackAtOnce() {
        Door door = door(Places.fixed(1, 0, 0));
        Asking refused = door.ask("refused", BOT);
        assertThat(door.ask("visitor", VISITOR).place.entry()).isEqualTo(Entry.WAITING);

        refused.done(0, Result.FAILED);

        assertThat(door.heard).containsExactly("visitor");
        assertThat(door.admission.spenders(9, door.time.nanos()))
                .filteredOn(spender -> spender.client().equals(Door.address(BOT)))
                .allMatch(spender -> spender.originNanos() == 0);
    }
}
