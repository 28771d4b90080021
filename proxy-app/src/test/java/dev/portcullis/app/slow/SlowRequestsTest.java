package dev.portcullis.app.slow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.app.fake.FakeExchange;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Outcome.Ending;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlowRequestsTest {

    private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");

    private final SlowRequests slow = new SlowRequests();

    @Test
    void theSlowestComeFirstWithWhatTheySpentTheirTimeOn() {
        slow.ended(at(0, 200).waited(50_000_000));
        slow.ended(at(1, 900).requestLine("POST", "/search?q=x", "HTTP/1.1").site("shop"));

        List<SlowRequest> found = slow.slowest(START, 50);

        assertThat(found).extracting(SlowRequest::target).containsExactly("/search?q=x", "/x");
        assertThat(found.get(0))
                .isEqualTo(new SlowRequest(
                        START.plusSeconds(1),
                        FakeExchange.address("192.0.2.7"),
                        "shop",
                        "POST",
                        "/search?q=x",
                        new SlowRequest.End(200, Ending.SERVED, 1234),
                        new SlowRequest.Times(901_000_000, 0, 900_000_000, 700_000)));
        assertThat(found.get(1).times().waited()).isEqualTo(50_000_000);
        assertThat(slow.slowest(START, 1)).hasSize(1);
    }

    @Test
    void onlyTheSlowestOfAMinuteAreKeptWhateverTheOrder() {
        for (int i = 0; i < 1000; i++) {
            slow.ended(at(0, 1 + i * 7919 % 1000));
        }

        assertThat(slow.slowest(START, 1000))
                .hasSize(SlowRequests.OF_A_MINUTE)
                .extracting(request -> request.times().origin() / 1_000_000)
                .startsWith(1000L, 999L, 998L)
                .endsWith(981L);
    }

    @Test
    void aMinuteOfStormDoesNotPushOutTheMinutesBefore() {
        slow.ended(at(0, 5));
        for (int i = 0; i < 100; i++) {
            slow.ended(at(60, 8000 + i));
        }

        assertThat(slow.slowest(START.plusSeconds(60), 1000))
                .hasSize(SlowRequests.OF_A_MINUTE + 1)
                .last()
                .satisfies(request -> assertThat(request.start()).isEqualTo(START));
    }

    @Test
    void whatIsTenMinutesOldIsForgotten() {
        slow.ended(at(0, 500));
        slow.ended(at(60, 100));

        assertThat(slow.slowest(START.plusSeconds(599), 50)).hasSize(2);
        assertThat(slow.slowest(START.plusSeconds(600), 50)).hasSize(1);
        assertThat(slow.slowest(START.plusSeconds(660), 50)).isEmpty();

        slow.ended(at(600, 1));

        assertThat(slow.slowest(START.plusSeconds(600), 50))
                .extracting(SlowRequest::start)
                .containsExactly(START.plusSeconds(60), START.plusSeconds(600));
    }

    @Test
    void aRequestIsOfTheMinuteInWhichItEnded() {
        slow.ended(at(0, 700_000));

        assertThat(slow.slowest(START.plusSeconds(19 * 60), 50)).hasSize(1);
    }

    @Test
    void aCalendarThatWasSetBackLosesNothingOfWhatIsKept() {
        slow.ended(at(600, 300));
        slow.ended(at(0, 900));

        assertThat(slow.slowest(START.plusSeconds(600), 50))
                .extracting(SlowRequest::start)
                .containsExactly(START.plusSeconds(600));
    }

    @Test
    void refusedRequestsAndTunnelsAreNotAmongThem() {
        slow.ended(new FakeExchange().outcome(new Outcome(Ending.REFUSED, 403, 0, 0, 0)));
        slow.ended(new FakeExchange().outcome(new Outcome(Ending.SERVED, 101, 0, 0, 5_000_000)));
        assertThat(slow.slowest(START, 50)).isEmpty();

        slow.ended(new FakeExchange().waited(10).outcome(new Outcome(Ending.SHED, 503, 0, 0, 0)));
        assertThat(slow.slowest(START, 50)).hasSize(1);
    }

    @Test
    void endlessTargetsAndMethodsAreCut() {
        slow.ended(at(0, 5).requestLine("X".repeat(400), "/" + "a".repeat(60_000), "HTTP/1.1"));

        SlowRequest kept = slow.slowest(START, 1).get(0);
        assertThat(kept.target()).hasSize(SlowRequest.LONGEST + 3).endsWith("aaa...");
        assertThat(kept.method()).hasSize(SlowRequest.LONGEST + 3);
    }

    private static FakeExchange at(int second, long originMillis) {
        return new FakeExchange() {
            @Override
            public Instant start() {
                return START.plusSeconds(second);
            }
        }.outcome(new Outcome(Ending.SERVED, 200, 0, 1234, originMillis * 1_000_000));
    }
}
