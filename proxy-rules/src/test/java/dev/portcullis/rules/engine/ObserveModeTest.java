package dev.portcullis.rules.engine;

import static dev.portcullis.rules.engine.Rules.first;
import static dev.portcullis.rules.engine.Rules.limit;
import static dev.portcullis.rules.engine.Rules.observed;
import static dev.portcullis.rules.engine.Rules.path;
import static dev.portcullis.rules.engine.Rules.per;
import static dev.portcullis.rules.engine.Rules.requests;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.api.Verdict;
import dev.portcullis.rules.rule.Per;
import dev.portcullis.rules.rule.Rule.Action;
import dev.portcullis.rules.rule.Rule.Count;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ObserveModeTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Request ANYBODY = Request.from("192.0.2.1");

    @Test
    void aRuleThatWatchesSaysWhatItWouldDoAndLetsThrough() {
        World world = new World(observed(requests("burst", 2, MINUTE, Action.THROTTLE)));
        world.visits(2, ANYBODY);
        assertThat(world.visit(ANYBODY)).isEqualTo(new Verdict.Observe("burst", "throttle"));
        assertThat(world.state("burst").observed()).isOne();
        assertThat(world.state("burst").acted()).isZero();
        assertThat(world.engine.passed()).isEqualTo(2);
    }

    @Test
    void aRuleThatWatchesDoesNotCountWhatItWouldRefuse() {
        World world = new World(
                observed(requests("burst", 2, MINUTE, Action.THROTTLE)), requests("flood", 100, MINUTE, Action.DENY));
        world.visits(10, ANYBODY);
        assertThat(world.counted("192.0.2.1", "burst")).isEqualTo(2);
        assertThat(world.counted("192.0.2.1", "flood")).isEqualTo(10);
        world.advance(MINUTE);
        assertThat(world.visit(ANYBODY)).isEqualTo(Verdict.Pass.INSTANCE);
    }

    @Test
    void aRuleThatOnlyObservesIsNoEnforcedRule() {
        World world = new World(first("env", path("/.env"), Action.OBSERVE));
        assertThat(world.visit(ANYBODY.get("/.env"))).isEqualTo(new Verdict.Observe("env", "observe"));
    }

    @Test
    void ofSeveralThatWatchTheStrictestIsTold() {
        World world = new World(
                observed(first("deny", path("*"), Action.DENY)),
                observed(first("drop", path("*"), Action.DROP)),
                first("look", path("*"), Action.OBSERVE));
        assertThat(world.visit(ANYBODY)).isEqualTo(new Verdict.Observe("drop", "drop"));
    }

    @Test
    void anEnforcedRuleGoesBeforeAStricterOneThatWatches() {
        World world = new World(
                requests("burst", 1, MINUTE, Action.THROTTLE), observed(first("env", path("/.env"), Action.BAN)));
        world.visit(ANYBODY);
        assertThat(world.visit(ANYBODY.get("/.env"))).isEqualTo(new Verdict.Throttle("burst", 60));
        assertThat(world.banned).isEmpty();
    }

    @Test
    void anObservedBanIsMadeOnceAndRefusesNobody() {
        World world = new World(observed(requests("flood", 3, MINUTE, Action.BAN)));
        world.visits(3, ANYBODY);
        for (int i = 0; i < 50; i++) {
            assertThat(world.visit(ANYBODY)).isEqualTo(new Verdict.Observe("flood", "ban"));
        }
        assertThat(world.banned).singleElement().satisfies(ban -> {
            assertThat(ban.observed()).isTrue();
            assertThat(ban.times()).isOne();
            assertThat(ban.reason()).isEqualTo("4 requests within 1 minute, over the limit of 3");
        });
        assertThat(world.state("flood").observed()).isEqualTo(50);
        assertThat(world.counted("192.0.2.1", "flood")).isZero();
        assertThat(world.engine.refuses(ANYBODY.client(), world.time.nanos())).isFalse();
    }

    @Test
    void whenAnObservedBanIsOverTheRuleLooksAgain() {
        World world = new World(observed(requests("flood", 3, MINUTE, Action.BAN)));
        world.visits(4, ANYBODY);
        world.advance(Duration.ofHours(1));
        assertThat(world.visit(ANYBODY)).isEqualTo(Verdict.Pass.INSTANCE);
        world.visits(3, ANYBODY);
        assertThat(world.banned).extracting(ban -> ban.times()).containsExactly(1, 2);
    }

    @Test
    void eachRuleThatWatchesMakesItsOwnObservedBan() {
        World world = new World(
                observed(requests("flood", 3, MINUTE, Action.BAN)),
                observed(first("env", path("/.env"), Action.BAN)),
                observed(per(requests("swarm", 5, MINUTE, Action.BAN), Per.NETWORK)));
        world.visits(10, ANYBODY.get("/.env"));
        assertThat(world.banned).extracting(ban -> ban.rule()).containsExactly("env", "flood", "swarm");
    }

    @Test
    void otherRulesStillActOnAClientUnderAnObservedBan() {
        World world = new World(
                observed(requests("flood", 3, MINUTE, Action.BAN)), requests("burst", 10, MINUTE, Action.THROTTLE));
        world.visits(10, ANYBODY);
        assertThat(world.visit(ANYBODY)).isEqualTo(new Verdict.Throttle("burst", 60));
    }

    @Test
    void costsAreNotCountedByTheRuleOfAnObservedBan() {
        World world = new World(
                observed(limit("costly", Count.ORIGIN_TIME, 1_000_000_000, MINUTE, Action.BAN)),
                limit("greedy", Count.BYTES, 1_000_000, MINUTE, Action.DENY));
        world.visit(ANYBODY, World.costing(Duration.ofSeconds(2)));
        world.visit(ANYBODY, World.costing(Duration.ofSeconds(2)));
        assertThat(world.banned).hasSize(1);
        assertThat(world.counted("192.0.2.1", "costly")).isZero();
        assertThat(world.counted("192.0.2.1", "greedy")).isEqualTo(2000);
    }

    @Test
    void whenTheProgramWatchesNoRuleActs() {
        World world = new World(World.watching(
                World.settings(first("env", path("/.env"), Action.DENY), requests("flood", 2, MINUTE, Action.BAN))));
        assertThat(world.visit(ANYBODY.get("/.env"))).isEqualTo(new Verdict.Observe("env", "deny"));
        world.visits(2, ANYBODY);
        assertThat(world.banned).singleElement().satisfies(ban -> assertThat(ban.observed())
                .isTrue());
        assertThat(world.visit(ANYBODY)).isEqualTo(new Verdict.Observe("flood", "ban"));
    }

    @Test
    void whenTheProgramWatchesAnAdministratorsBanIsNotEnforced() {
        World world = new World(World.watching(World.settings()));
        world.bans.add(ANYBODY.client(), Duration.ofHours(1), "a test");
        assertThat(world.visit(ANYBODY)).isEqualTo(new Verdict.Observe("manual", "ban"));
        assertThat(world.engine.refuses(ANYBODY.client(), world.time.nanos())).isFalse();
        assertThat(world.engine.manuallyObserved()).isOne();
        assertThat(world.engine.manuallyBanned()).isZero();
    }
}
