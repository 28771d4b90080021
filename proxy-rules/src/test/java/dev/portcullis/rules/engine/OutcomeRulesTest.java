package dev.portcullis.rules.engine;

import static dev.portcullis.rules.engine.Rules.first;
import static dev.portcullis.rules.engine.Rules.limit;
import static dev.portcullis.rules.engine.Rules.not;
import static dev.portcullis.rules.engine.Rules.path;
import static dev.portcullis.rules.engine.Rules.requests;
import static dev.portcullis.rules.engine.Rules.status;
import static dev.portcullis.rules.engine.Rules.where;
import static dev.portcullis.rules.engine.World.costing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Outcome.Ending;
import dev.portcullis.rules.api.Verdict;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.rule.Rule.Action;
import dev.portcullis.rules.rule.Rule.Count;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OutcomeRulesTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Request ANYBODY = Request.from("192.0.2.1");

    private static Rule costly(Action then) {
        return limit("costly", Count.ORIGIN_TIME, Duration.ofSeconds(60).toNanos(), MINUTE, then);
    }

    @Test
    void aClientThatUsedMoreOfTheOriginsTimeThanTheLimitIsThrottledUntilItHasRoomAgain() {
        World world = new World(costly(Action.THROTTLE));
        world.visit(ANYBODY, costing(Duration.ofSeconds(40)));
        world.advance(Duration.ofSeconds(10));
        world.visit(ANYBODY, costing(Duration.ofSeconds(20)));
        assertThat(world.visit(ANYBODY, costing(Duration.ofMillis(1)))).isEqualTo(Verdict.Pass.INSTANCE);

        assertThat(world.visit(ANYBODY)).isEqualTo(new Verdict.Throttle("costly", 50));
        world.advance(Duration.ofSeconds(50));
        assertThat(world.visit(ANYBODY)).isEqualTo(Verdict.Pass.INSTANCE);
        assertThat(world.state("costly").acted()).isOne();
    }

    @Test
    void aClientThatUsedTooMuchIsBannedAtTheEndOfTheRequestThatWasTooMuch() {
        World world = new World(costly(Action.BAN));
        assertThat(world.visit(ANYBODY, costing(Duration.ofSeconds(61)))).isEqualTo(Verdict.Pass.INSTANCE);
        assertThat(world.engine.refuses(ANYBODY.client(), world.time.nanos())).isTrue();
        assertThat(world.visit(ANYBODY)).isEqualTo(new Verdict.Banned("costly"));
    }

    @Test
    void bytesOfBothBodiesAreCounted() {
        World world = new World(limit("greedy", Count.BYTES, 1000, MINUTE, Action.DENY));
        world.visit(ANYBODY, new Outcome(Ending.SERVED, 200, 500, 500, 0));
        assertThat(world.counted("192.0.2.1", "greedy")).isEqualTo(1000);
        world.visit(ANYBODY, new Outcome(Ending.SERVED, 200, 1, 0, 0));
        assertThat(world.visit(ANYBODY)).isEqualTo(new Verdict.Deny("greedy"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Ending.class,
            names = {"SERVED", "CLIENT_GONE", "ORIGIN_FAILED", "ORIGIN_TIMEOUT", "CUT_OFF"})
    void timeAndBytesCountHoweverTheRequestEnded(Ending ending) {
        World world =
                new World(costly(Action.THROTTLE), limit("greedy", Count.BYTES, 1_000_000, MINUTE, Action.THROTTLE));
        world.visit(ANYBODY, new Outcome(ending, 0, 1, 2, 3));
        assertThat(world.counted("192.0.2.1", "costly")).isEqualTo(3);
        assertThat(world.counted("192.0.2.1", "greedy")).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(
            value = Ending.class,
            names = {"REFUSED", "BAD_REQUEST"})
    void nothingCountsOfWhatTheOriginNeverSaw(Ending ending) {
        World world = new World(
                costly(Action.THROTTLE),
                limit("greedy", Count.BYTES, 1_000_000, MINUTE, Action.THROTTLE),
                limit("broken", Count.ERRORS, 10, MINUTE, Action.BAN));
        world.visit(ANYBODY, new Outcome(ending, 413, 1000, 1000, 0));
        assertThat(world.engine.counts(ANYBODY.client(), world.time.nanos())).allMatch(count -> count.counted() == 0);
    }

    @ParameterizedTest
    @CsvSource({"200,0", "301,0", "399,0", "400,1", "404,1", "500,1", "599,1"})
    void errorsAreTheOriginsStatuses400To599(int status, long expected) {
        World world = new World(limit("broken", Count.ERRORS, 10, MINUTE, Action.BAN));
        world.visit(ANYBODY, status);
        assertThat(world.counted("192.0.2.1", "broken")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"200,0", "302,1", "404,0"})
    void errorsAreTheStatusesTheRuleNamesIfItDoes(int status, long expected) {
        World world = new World(where(limit("redirects", Count.ERRORS, 10, MINUTE, Action.BAN), status(300, 399)));
        world.visit(ANYBODY, status);
        assertThat(world.counted("192.0.2.1", "redirects")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"200,0", "403,0", "404,1"})
    void aStatusThatIsOnlyExcludedMakesNoErrorOfASuccess(int status, long expected) {
        World world = new World(where(limit("broken", Count.ERRORS, 10, MINUTE, Action.BAN), not(status(403, 403))));
        world.visit(ANYBODY, status);
        assertThat(world.counted("192.0.2.1", "broken")).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(
            value = Ending.class,
            names = {"SERVED"},
            mode = EnumSource.Mode.EXCLUDE)
    void aStatusThatIsNotTheOriginsIsNeverHeldAgainstTheClient(Ending ending) {
        World world = new World(
                limit("broken", Count.ERRORS, 10, MINUTE, Action.BAN),
                where(requests("gateway", 10, MINUTE, Action.BAN), status(500, 599)),
                where(costly(Action.BAN), not(status(200, 200))));
        world.visit(ANYBODY, new Outcome(ending, 504, 0, 0, 1_000_000));
        assertThat(world.engine.counts(ANYBODY.client(), world.time.nanos())).allMatch(count -> count.counted() == 0);
    }

    @Test
    void requestsWithAConditionOnTheStatusAreCountedWhenTheyEnd() {
        World world = new World(where(requests("missing", 2, MINUTE, Action.THROTTLE), status(404, 404)));
        world.visit(ANYBODY, 404);
        world.visit(ANYBODY, 200);
        world.visit(ANYBODY, 404);
        assertThat(world.visit(ANYBODY, 404)).isEqualTo(Verdict.Pass.INSTANCE);
        assertThat(world.visit(ANYBODY, 200)).isEqualTo(new Verdict.Throttle("missing", 60));
    }

    @Test
    void aRuleThatIsOverItsLimitActsOnlyOnWhatItLooksAt() {
        World world = new World(where(costly(Action.DENY), path("/search")));
        world.visit(ANYBODY.get("/search"), costing(Duration.ofSeconds(61)));
        assertThat(world.visit(ANYBODY.get("/search"))).isEqualTo(new Verdict.Deny("costly"));
        assertThat(world.visit(ANYBODY)).isEqualTo(Verdict.Pass.INSTANCE);
    }

    @Test
    void theFirstAnswerOfAStatusMayBan() {
        World world = new World(first("teapot", status(418, 418), Action.BAN));
        world.visit(ANYBODY, 200);
        assertThat(world.banned).isEmpty();
        world.visit(ANYBODY, 418);
        assertThat(world.banned).singleElement().satisfies(ban -> assertThat(ban.rule())
                .isEqualTo("teapot"));
    }

    @Test
    void theFirstAnswerOfAStatusMayBeWatched() {
        World world = new World(first("teapot", status(418, 418), Action.OBSERVE));
        world.visit(ANYBODY, 418);
        world.visit(ANYBODY, 200);
        assertThat(world.state("teapot").observed()).isOne();
    }

    @Test
    void theFirstAnswerOfAStatusCannotRefuseWhatHasBeenSent() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new World(first("late", status(404, 404), Action.DENY)))
                .withMessageContaining("rule late");
    }

    @Test
    void ourOwnRefusalsNeverFeedABan() {
        World world = new World(
                limit("broken", Count.ERRORS, 5, MINUTE, Action.BAN),
                where(requests("forbidden", 5, MINUTE, Action.BAN), status(400, 499)),
                first("env", path("/.env"), Action.DENY),
                requests("burst", 3, MINUTE, Action.THROTTLE));
        world.visits(100, ANYBODY.get("/.env"));
        world.visits(100, ANYBODY);
        assertThat(world.state("env").acted()).isEqualTo(100);
        assertThat(world.state("burst").acted()).isEqualTo(97);
        assertThat(world.banned).isEmpty();
        assertThat(world.counted("192.0.2.1", "broken")).isZero();
        assertThat(world.counted("192.0.2.1", "forbidden")).isZero();
    }
}
