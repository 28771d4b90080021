package dev.portcullis.app.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.app.fake.SampleBans;
import dev.portcullis.rules.time.ManualTime;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class OutboxTest {

    private final ManualTime time = new ManualTime();
    private final Outbox outbox = new Outbox(Pace.DEFAULT);

    @Test
    void nothingIsSentWhenNothingHappened() {
        advance(3600);

        assertThat(outbox.due(now())).isNull();
        assertThat(outbox.rest()).isNull();
    }

    @Test
    void whatHappensWithinTheWindowIsOneMessage() {
        warning("one");
        advance(29);
        warning("two");
        assertThat(outbox.due(now())).isNull();
        advance(1);

        assertThat(due().events()).extracting(Event::text).containsExactly("one", "two");
        assertThat(outbox.due(now())).isNull();
    }

    @Test
    void threeHundredBansAreOneMessage() {
        BanTally tally = new BanTally();
        for (int i = 0; i < 300; i++) {
            tally.add(SampleBans.scanner());
        }
        outbox.add(tally, now());
        advance(30);

        Digest digest = due();
        assertThat(digest.size()).isEqualTo(300);
        assertThat(digest.bans().samples()).hasSize(5);
        outbox.accepted(now());
        assertThat(outbox.due(now())).isNull();
    }

    @Test
    void aCriticalEventWaitsForNoWindow() {
        outbox.add(event(Severity.CRITICAL, "down"), now());

        assertThat(due().events()).hasSize(1);
    }

    @Test
    void notEvenACriticalEventIsToldWithinAMinuteOfTheLastMessage() {
        outbox.add(event(Severity.CRITICAL, "down"), now());
        due();
        outbox.accepted(now());
        outbox.add(event(Severity.CRITICAL, "down again"), now());
        advance(59);
        assertThat(outbox.due(now())).isNull();
        advance(1);

        assertThat(due().events()).extracting(Event::text).containsExactly("down again");
    }

    @Test
    void nothingElseIsSentWhileAMessageIsOnItsWay() {
        warning("one");
        advance(30);
        due();
        warning("two");
        advance(3600);

        assertThat(outbox.due(now())).isNull();
    }

    @Test
    void whatCouldNotBeSentIsTriedAgainEverMoreRarelyWithWhatCameMeanwhile() {
        warning("one");
        advance(30);
        Digest digest = due();
        outbox.failed(digest, Reply.Failed.unreachable("gone"), now());
        warning("two");
        int[] waits = {5, 10, 20, 40, 80, 160, 320, 600, 600};
        for (int wait : waits) {
            advance(wait - 1);
            assertThat(outbox.due(now())).as("before %s s", wait).isNull();
            advance(1);
            digest = due();
            outbox.failed(digest, Reply.Failed.unreachable("gone"), now());
        }

        assertThat(digest.events()).extracting(Event::text).containsExactly("one", "two");
        assertThat(outbox.dropped()).isZero();
    }

    @Test
    void aTargetThatAsksToBeLeftAloneIs() {
        warning("one");
        advance(30);
        outbox.failed(due(), new Reply.Failed("HTTP 429", false, Duration.ofSeconds(90)), now());
        advance(89);
        assertThat(outbox.due(now())).isNull();
        advance(1);

        assertThat(outbox.due(now())).isNotNull();
    }

    @Test
    void ofTooManyEventsTheOldestAreCountedOnly() {
        for (int i = 1; i <= 60; i++) {
            warning("event " + i);
        }
        advance(30);
        Digest digest = due();

        assertThat(digest.events()).hasSize(50).first().extracting(Event::text).isEqualTo("event 11");
        assertThat(digest.missing()).isEqualTo(10);
        assertThat(outbox.dropped()).isEqualTo(10);
    }

    @Test
    void aMessageThatIsRefusedAgainAndAgainIsGivenUpAndTheNextOneSaysSo() {
        warning("poison");
        advance(30);
        for (int i = 0; i < 8; i++) {
            outbox.failed(due(), new Reply.Failed("HTTP 400", true, Duration.ZERO), now());
            advance(3600);
        }
        assertThat(outbox.due(now())).isNull();
        assertThat(outbox.dropped()).isEqualTo(1);
        warning("later");
        advance(600);

        Digest digest = due();
        assertThat(digest.events()).extracting(Event::text).containsExactly("later");
        assertThat(digest.missing()).isEqualTo(1);
    }

    @Test
    void afterASuccessTheNextFailureIsTriedAgainSoon() {
        warning("one");
        advance(30);
        outbox.failed(due(), Reply.Failed.unreachable("gone"), now());
        advance(5);
        due();
        outbox.accepted(now());
        warning("two");
        advance(60);
        outbox.failed(due(), Reply.Failed.unreachable("gone"), now());
        advance(5);

        assertThat(outbox.due(now())).isNotNull();
    }

    @Test
    void whatIsGivenUpAtTheEndIsCounted() {
        warning("one");
        warning("two");

        assertThat(outbox.giveUp()).isEqualTo(2);
        assertThat(outbox.dropped()).isEqualTo(2);
        assertThat(outbox.rest()).isNull();
    }

    private Digest due() {
        return Objects.requireNonNull(outbox.due(now()));
    }

    private void warning(String text) {
        outbox.add(event(Severity.WARNING, text), now());
    }

    private Event event(Severity severity, String text) {
        return new Event(Topic.ORIGIN, severity, time.now(), text);
    }

    private void advance(long seconds) {
        time.advance(Duration.ofSeconds(seconds));
    }

    private long now() {
        return time.nanos();
    }
}
