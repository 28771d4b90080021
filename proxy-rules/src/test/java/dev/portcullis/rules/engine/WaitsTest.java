package dev.portcullis.rules.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.portcullis.rules.api.Verdict;
import dev.portcullis.rules.ban.Ban;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Rules that count the requests which have to wait for the origin. */
class WaitsTest {

    private static final Request BOT = Request.from("192.0.2.1");
    private static final Request VISITOR = Request.from("192.0.2.2");
    private static final Request ADMINISTRATOR = Request.from("198.51.100.7");

    private final World world = World.of(
            "rules.storm { count = waits, over = 3, within = 10s, then = ban, for = 10m }",
            "rules.flood { count = requests, over = 1000, within = 10s, then = deny }");

    /** A request arrives and has to wait, if it is let through. */
    private Verdict waits(Request request) {
        Verdict verdict = world.ask(request);
        world.engine.waits(request, verdict, world.time.nanos());
        return verdict;
    }

    @Test
    void theRequestThatIsOneTooManyBansItsClientWhileItWaits() {
        for (int i = 0; i < 3; i++) {
            assertThat(waits(BOT)).isEqualTo(Verdict.Pass.INSTANCE);
        }
        assertThat(world.banned).isEmpty();
        assertThat(waits(BOT)).isEqualTo(Verdict.Pass.INSTANCE);

        assertThat(world.engine.refuses(BOT.client(), world.time.nanos())).isTrue();
        assertThat(world.banned)
                .singleElement()
                .extracting(Ban::rule, Ban::reason)
                .containsExactly("storm", "4 requests that had to wait within 10 seconds, over the limit of 3");
        assertThat(waits(BOT)).isEqualTo(new Verdict.Banned("storm"));
        assertThat(waits(VISITOR)).isEqualTo(Verdict.Pass.INSTANCE);
    }

    @Test
    void requestsThatNeedNotWaitAreNotCounted() {
        world.visits(500, BOT);
        for (int i = 0; i < 3; i++) {
            waits(BOT);
        }

        assertThat(world.banned).isEmpty();
    }

    @Test
    void theWindowSlides() {
        for (int i = 0; i < 30; i++) {
            waits(BOT);
            world.advance(Duration.ofMillis(3400));
        }

        assertThat(world.banned).isEmpty();
    }

    @Test
    void whoIsOnTheAllowListMayWaitAsOftenAsItLikes() {
        for (int i = 0; i < 10; i++) {
            assertThat(waits(ADMINISTRATOR)).isInstanceOf(Verdict.Allow.class);
        }

        assertThat(world.banned).isEmpty();
    }

    @Test
    void theEvidenceShowsHowEarlierOnesEnded() {
        for (int i = 0; i < 3; i++) {
            Request request = Request.from("192.0.2.1").get("/page-" + i);
            waits(request);
            world.engine.ended(
                    request, Verdict.Pass.INSTANCE, World.costing(Duration.ofMillis(20)), world.time.nanos());
        }
        waits(BOT.get("/last"));

        Ban.Evidence evidence = Objects.requireNonNull(world.banned.get(0).evidence());
        assertThat(evidence.last())
                .extracting(Ban.Request::path, Ban.Request::status)
                .contains(tuple("/page-2", 200), tuple("/last", 0));
    }

    @Test
    void whoeverWaitsTooOftenCanBeThrottledInstead() {
        World mild = World.of("rules.queue { count = waits, over = 2, within = 10s, then = throttle }");
        for (int i = 0; i < 3; i++) {
            mild.engine.waits(BOT, mild.ask(BOT), mild.time.nanos());
        }

        assertThat(mild.ask(BOT)).isEqualTo(new Verdict.Throttle("queue", 10));
    }

    @Test
    void waitsCanAddPoints() {
        World scoring = World.of(
                "rules.pushy { count = waits, over = 2, within = 10s, add = 5 }",
                "rules.enough { count = score, over = 9, within = 1m, then = ban, for = 1h }");
        for (int i = 0; i < 6; i++) {
            scoring.engine.waits(BOT, scoring.ask(BOT), scoring.time.nanos());
        }

        assertThat(scoring.banned).extracting(Ban::rule).containsExactly("enough");
    }
}
