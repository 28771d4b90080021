package dev.portcullis.rules.engine;

import static dev.portcullis.rules.engine.Rules.first;
import static dev.portcullis.rules.engine.Rules.path;
import static dev.portcullis.rules.engine.Rules.per;
import static dev.portcullis.rules.engine.Rules.requests;
import static dev.portcullis.rules.engine.Rules.where;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.api.Verdict;
import dev.portcullis.rules.rule.Per;
import dev.portcullis.rules.rule.Rule.Action;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ArrivalRulesTest {

    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
    private static final Request ANYBODY = Request.from("192.0.2.1");

    @Test
    void nothingHappensWithoutRules() {
        World world = new World();
        assertThat(world.visit(ANYBODY)).isEqualTo(Verdict.Pass.INSTANCE);
        assertThat(world.engine.passed()).isOne();
    }

    @Test
    void aRuleWithoutThresholdActsOnTheFirstMatch() {
        World world = new World(first("env", path("/.env"), Action.DENY));
        assertThat(world.visit(ANYBODY.get("/.env"))).isEqualTo(new Verdict.Deny("env"));
        assertThat(world.visit(ANYBODY)).isEqualTo(Verdict.Pass.INSTANCE);
        assertThat(world.state("env").acted()).isOne();
    }

    @Test
    void asManyRequestsPassAsTheLimitAllowsAndOneMoreActs() {
        World world = new World(requests("burst", 3, TEN_SECONDS, Action.DROP));
        world.visits(3, ANYBODY);
        assertThat(world.engine.passed()).isEqualTo(3);
        assertThat(world.visit(ANYBODY)).isEqualTo(new Verdict.Drop("burst"));
    }

    @Test
    void aThrottledClientIsToldWhenItsNextRequestPasses() {
        World world = new World(requests("burst", 3, TEN_SECONDS, Action.THROTTLE));
        world.visit(ANYBODY);
        world.advance(Duration.ofMillis(1500));
        world.visits(2, ANYBODY);

        assertThat(world.visit(ANYBODY)).isEqualTo(new Verdict.Throttle("burst", 9));
        world.advance(Duration.ofMillis(8499));
        assertThat(world.visit(ANYBODY)).isEqualTo(new Verdict.Throttle("burst", 1));
        world.advance(Duration.ofMillis(1));
        assertThat(world.visit(ANYBODY)).isEqualTo(Verdict.Pass.INSTANCE);
    }

    @Test
    void ofSeveralThrottlesTheLongestWaitIsTold() {
        World world = new World(
                requests("minute", 1, Duration.ofMinutes(1), Action.THROTTLE),
                requests("hour", 1, Duration.ofHours(1), Action.THROTTLE),
                requests("second", 1, Duration.ofSeconds(1), Action.THROTTLE));
        world.visit(ANYBODY);
        assertThat(world.visit(ANYBODY)).isEqualTo(new Verdict.Throttle("hour", 3600));
    }

    @Test
    void aRefusedRequestIsCountedByNoRule() {
        World world = new World(
                requests("burst", 3, TEN_SECONDS, Action.THROTTLE),
                requests("flood", 5, Duration.ofHours(1), Action.BAN));
        world.visits(100, ANYBODY);
        assertThat(world.counted("192.0.2.1", "burst")).isEqualTo(3);
        assertThat(world.counted("192.0.2.1", "flood")).isEqualTo(3);
        assertThat(world.banned).isEmpty();
    }

    @Test
    void aRequestDeniedAtTheFirstMatchIsCountedByNoRule() {
        World world = new World(
                requests("flood", 5, Duration.ofHours(1), Action.BAN), first("env", path("/.env"), Action.DENY));
        world.visits(100, ANYBODY.get("/.env"));
        assertThat(world.banned).isEmpty();
        assertThat(world.counted("192.0.2.1", "flood")).isZero();
    }

    @Test
    void theStrictestRuleWins() {
        Request worst = ANYBODY.get("/a/b/c");
        World world = new World(
                first("deny", path("/a/*"), Action.DENY),
                first("drop", path("/a/b/*"), Action.DROP),
                first("watch", path("*"), Action.OBSERVE),
                first("ban", path("/a/b/c"), Action.BAN));
        assertThat(world.ask(ANYBODY)).isEqualTo(new Verdict.Observe("watch", "observe"));
        assertThat(world.ask(ANYBODY.get("/a/x"))).isEqualTo(new Verdict.Deny("deny"));
        assertThat(world.ask(ANYBODY.get("/a/b/x"))).isEqualTo(new Verdict.Drop("drop"));
        assertThat(world.ask(worst)).isEqualTo(new Verdict.Banned("ban"));
    }

    @Test
    void ofEquallyStrictRulesTheFirstInTheFileWins() {
        World world = new World(first("one", path("*"), Action.DENY), first("two", path("/"), Action.DENY));
        assertThat(world.ask(ANYBODY)).isEqualTo(new Verdict.Deny("one"));
    }

    @Test
    void aRuleCountsOnlyWhatItLooksAt() {
        World world = new World(where(requests("login", 2, TEN_SECONDS, Action.DENY), path("/login")));
        world.visits(10, ANYBODY);
        world.visits(2, ANYBODY.get("/login"));
        assertThat(world.engine.passed()).isEqualTo(12);
        assertThat(world.visit(ANYBODY.get("/login"))).isEqualTo(new Verdict.Deny("login"));
        assertThat(world.visit(ANYBODY)).isEqualTo(Verdict.Pass.INSTANCE);
    }

    @Test
    void eachClientIsCountedForItself() {
        World world = new World(requests("burst", 1, TEN_SECONDS, Action.DENY));
        assertThat(world.visit(ANYBODY)).isEqualTo(Verdict.Pass.INSTANCE);
        assertThat(world.visit(Request.from("192.0.2.2"))).isEqualTo(Verdict.Pass.INSTANCE);
        assertThat(world.engine.trackedClients()).isEqualTo(2);
    }

    @Test
    void anIpv6ClientIsItsPrefix() {
        World world = new World(requests("burst", 1, TEN_SECONDS, Action.DENY));
        world.visit(Request.from("2001:db8::1"));
        assertThat(world.visit(Request.from("2001:db8::2"))).isEqualTo(new Verdict.Deny("burst"));
        assertThat(world.counted("2001:db8::3", "burst")).isOne();
    }

    @Test
    void aNetworkIsCountedTogetherAndBannedTogether() {
        World world = new World(per(requests("swarm", 2, TEN_SECONDS, Action.BAN), Per.NETWORK));
        world.visit(Request.from("192.0.2.1"));
        world.visit(Request.from("192.0.2.2"));
        world.visit(Request.from("192.0.3.1"));
        assertThat(world.visit(Request.from("192.0.2.3"))).isEqualTo(new Verdict.Banned("swarm"));
        assertThat(world.banned.get(0).subject()).hasToString("192.0.2.0/24");
        assertThat(world.visit(Request.from("192.0.2.200"))).isEqualTo(new Verdict.Banned("swarm"));
        assertThat(world.visit(Request.from("192.0.3.1"))).isEqualTo(Verdict.Pass.INSTANCE);
    }

    @Test
    void whatIsCountedOfEverybodyActsOnEverybody() {
        World world = new World(
                where(per(requests("search", 2, TEN_SECONDS, Action.THROTTLE), Per.ALL), path("/search")),
                requests("burst", 10, TEN_SECONDS, Action.DENY));
        world.visit(Request.from("192.0.2.1").get("/search"));
        world.visit(Request.from("192.0.2.2").get("/search"));
        assertThat(world.visit(Request.from("192.0.2.3").get("/search"))).isEqualTo(new Verdict.Throttle("search", 10));
        assertThat(world.visit(Request.from("192.0.2.3"))).isEqualTo(Verdict.Pass.INSTANCE);
        assertThat(world.counted("203.0.113.77", "search")).isEqualTo(2);
        assertThat(world.counted("203.0.113.77", "burst")).isZero();
    }

    @Test
    void networkAndClientMayBeTheSame() {
        World world = new World(
                per(requests("swarm", 100, TEN_SECONDS, Action.BAN), Per.NETWORK),
                requests("burst", 1, TEN_SECONDS, Action.DENY));
        Request wide = new Request(Request.block("2001:db8::/48"), "", "GET", "site.example", "/", "", "");
        assertThat(world.visit(wide)).isEqualTo(Verdict.Pass.INSTANCE);
        assertThat(world.visit(wide)).isEqualTo(new Verdict.Deny("burst"));
    }
}
