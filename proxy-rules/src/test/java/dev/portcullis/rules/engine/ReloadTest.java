package dev.portcullis.rules.engine;

import static dev.portcullis.rules.engine.Rules.butNot;
import static dev.portcullis.rules.engine.Rules.first;
import static dev.portcullis.rules.engine.Rules.lasting;
import static dev.portcullis.rules.engine.Rules.limit;
import static dev.portcullis.rules.engine.Rules.observed;
import static dev.portcullis.rules.engine.Rules.ofSite;
import static dev.portcullis.rules.engine.Rules.path;
import static dev.portcullis.rules.engine.Rules.per;
import static dev.portcullis.rules.engine.Rules.requests;
import static dev.portcullis.rules.engine.Rules.where;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Outcome.Ending;
import dev.portcullis.rules.api.Verdict;
import dev.portcullis.rules.rule.Per;
import dev.portcullis.rules.rule.PolicySettings;
import dev.portcullis.rules.rule.PolicySettings.ClientSettings;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.rule.Rule.Action;
import dev.portcullis.rules.rule.Rule.BanTerms;
import dev.portcullis.rules.rule.Rule.Count;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What stays of policy when its settings change, and what doesn't. */
class ReloadTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Request VISITOR = Request.from("192.0.2.1");
    private static final Rule FLOOD = requests("flood", 100, HOUR, Action.BAN);

    private static PolicySettings with(World world, String allow, String trusted, Rule... rules) {
        return new PolicySettings(
                List.of(rules),
                allow.isEmpty() ? Request.blocks() : Request.blocks(allow),
                trusted.isEmpty() ? Request.blocks() : Request.blocks(trusted),
                world.settings.clients(),
                false);
    }

    private static PolicySettings with(World world, ClientSettings clients) {
        PolicySettings old = world.settings;
        return new PolicySettings(old.rules(), old.allow(), old.trustedProxies(), clients, old.observe());
    }

    static Stream<Rule> countingTheSame() {
        return Stream.of(
                FLOOD,
                requests("flood", 3, HOUR, Action.BAN),
                requests("flood", 1_000_000, HOUR, Action.BAN),
                requests("flood", 100, DAY, Action.BAN),
                requests("flood", 100, Duration.ofMinutes(1), Action.BAN),
                requests("flood", 100, HOUR, Action.THROTTLE),
                observed(FLOOD),
                lasting(FLOOD, new BanTerms(DAY, 4, DAY)));
    }

    @ParameterizedTest
    @MethodSource("countingTheSame")
    void aRuleThatCountsTheSameGoesOnWithItsCounts(Rule changed) {
        World world = new World(requests("other", 1000, HOUR, Action.DENY), FLOOD);
        world.visits(3, VISITOR);
        world.reload(changed);
        assertThat(world.counted("192.0.2.1", "flood")).isEqualTo(3);
    }

    static Stream<Rule> countingSomethingElse() {
        return Stream.of(
                requests("flut", 100, HOUR, Action.BAN),
                limit("flood", Count.BYTES, 100, HOUR, Action.BAN),
                per(FLOOD, Per.NETWORK),
                where(FLOOD, path("/x")),
                butNot(FLOOD, "shop"),
                ofSite("shop", FLOOD));
    }

    @ParameterizedTest
    @MethodSource("countingSomethingElse")
    void aRuleThatCountsSomethingElseBeginsAnewAndSoDoesItsPredecessorWhenItComesBack(Rule other) {
        World world = new World(FLOOD);
        world.visits(3, VISITOR);
        world.reload(other);
        assertThat(world.counted("192.0.2.1", other.name())).isZero();
        world.reload(FLOOD);
        assertThat(world.counted("192.0.2.1", "flood")).isZero();
    }

    @Test
    void theNewLimitHoldsForWhatWasCountedUnderTheOldOne() {
        World world = new World(requests("flood", 100, HOUR, Action.DENY));
        world.visits(50, VISITOR);
        world.reload(requests("flood", 50, HOUR, Action.DENY));
        assertThat(world.visit(VISITOR)).isEqualTo(new Verdict.Deny("flood"));
        world.reload(requests("flood", 51, HOUR, Action.DENY));
        assertThat(world.visit(VISITOR)).isEqualTo(Verdict.Pass.INSTANCE);
    }

    @Test
    void aShorterWindowForgetsWhatIsOutOfItAndALongerOneKeepsWhatWasWithin() {
        World world = new World(FLOOD);
        world.visits(2, VISITOR);
        world.advance(Duration.ofMinutes(30));
        world.visits(1, VISITOR);
        world.reload(requests("flood", 100, DAY, Action.BAN));
        world.advance(Duration.ofHours(2));
        assertThat(world.counted("192.0.2.1", "flood")).isEqualTo(3);
        world.reload(requests("flood", 100, Duration.ofMinutes(150), Action.BAN));
        assertThat(world.counted("192.0.2.1", "flood")).isOne();
    }

    @Test
    void rulesComeAndGoWithoutReadingWhatOthersCounted() {
        World world = new World(FLOOD);
        for (int i = 0; i < 1000; i++) {
            String name = "r" + i;
            world.reload(
                    requests(name, 1_000_000, HOUR, Action.DENY),
                    FLOOD,
                    ofSite("shop", requests(name, 1_000_000, HOUR, Action.DENY)));
            assertThat(world.counted("192.0.2.1", name)).isZero();
            assertThat(world.counted("192.0.2.1", "shop." + name)).isZero();
            if (i < 100) {
                world.visit(VISITOR.at("shop"));
            }
        }
        assertThat(world.counted("192.0.2.1", "flood")).isEqualTo(100);
    }

    @Test
    void figuresOfRulesGoOnByName() {
        World world = new World(requests("flood", 1, HOUR, Action.DENY), first("x", path("/x"), Action.DENY));
        world.visits(3, VISITOR);
        world.visit(Request.from("192.0.2.2").get("/x"));
        world.reload(first("x", path("/y"), Action.DROP), requests("flood", 1000, HOUR, Action.DENY));
        assertThat(world.state("flood").acted()).isEqualTo(2);
        assertThat(world.state("flood").rule().threshold())
                .isEqualTo(requests("flood", 1000, HOUR, Action.DENY).threshold());
        world.visit(Request.from("192.0.2.2").get("/y"));
        assertThat(world.state("x").acted()).isEqualTo(2);
        assertThat(world.engine.passed()).isEqualTo(1);
    }

    @Test
    void aBanStaysUntilItEndsThoughItsRuleIsGone() {
        World world = new World(requests("flood", 1, HOUR, Action.BAN));
        world.visits(2, VISITOR);
        world.reload();
        assertThat(world.visit(VISITOR)).isEqualTo(new Verdict.Banned("flood"));
        assertThat(world.engine.refuses(VISITOR.client(), world.time.nanos())).isTrue();
        assertThat(world.engine.manuallyBanned()).isOne();
        world.advance(HOUR);
        assertThat(world.visit(VISITOR)).isEqualTo(Verdict.Pass.INSTANCE);
    }

    @Test
    void theNextBanIsLongerAlthoughTheRuleWasReloaded() {
        Rule rule = lasting(requests("flood", 1, HOUR, Action.BAN), new BanTerms(HOUR, 4, DAY));
        World world = new World(rule);
        world.visits(2, VISITOR);
        world.reload();
        world.reload(rule);
        world.advance(HOUR);
        world.visits(2, VISITOR);
        assertThat(world.banned).hasSize(2);
        assertThat(world.banned.get(1).times()).isEqualTo(2);
    }

    @Test
    void whoIsAllowedOrTrustedNowIsRefusedNoMore() {
        World world = new World(requests("flood", 1, HOUR, Action.BAN));
        world.visits(2, VISITOR);
        world.engine.reconfigure(with(world, "192.0.2.1", ""));
        assertThat(world.visit(VISITOR)).isEqualTo(new Verdict.Allow("192.0.2.1"));
        assertThat(world.engine.refuses(VISITOR.client(), world.time.nanos())).isFalse();
        assertThat(world.engine.allows(VISITOR.client())).isTrue();

        world.engine.reconfigure(with(world, "", "192.0.2.1"));
        assertThat(world.visit(VISITOR)).isEqualTo(Verdict.Pass.INSTANCE);
        assertThat(world.engine.refuses(VISITOR.client(), world.time.nanos())).isFalse();
        assertThat(world.engine.allows(VISITOR.client())).isFalse();
        assertThat(world.bans.bannable(VISITOR.client())).isFalse();

        world.engine.reconfigure(with(world, "", ""));
        assertThat(world.visit(VISITOR)).isEqualTo(new Verdict.Banned("flood"));
        assertThat(world.bans.list(world.time.nanos())).hasSize(1);
    }

    @Test
    void aTrustedIpv6AddressFreesTheClientItBelongsTo() {
        World world = new World(requests("flood", 1, HOUR, Action.BAN));
        Request proxy = Request.from("2001:db8:1::9");
        world.visits(2, proxy);
        world.engine.reconfigure(with(world, "", "2001:db8:1::9"));
        assertThat(world.visit(proxy)).isEqualTo(Verdict.Pass.INSTANCE);
    }

    @Test
    void nothingIsCountedAtItsEndForARequestOfWhoIsAllowedByThen() {
        World world = new World(limit("costly", Count.ORIGIN_TIME, 1, HOUR, Action.BAN));
        Verdict verdict = world.ask(VISITOR);
        world.engine.reconfigure(
                with(world, "192.0.2.1", "", world.settings.rules().get(0)));
        world.engine.ended(VISITOR, verdict, World.costing(HOUR), world.time.nanos());
        assertThat(world.banned).isEmpty();
        assertThat(world.counted("192.0.2.1", "costly")).isZero();
    }

    @Test
    void aRequestUnderWayIsCountedByTheRulesThereAreWhenItEnds() {
        World world = new World(limit("costly", Count.ORIGIN_TIME, 1_000_000_000, HOUR, Action.DENY));
        Verdict verdict = world.ask(VISITOR);
        world.reload(
                limit("bytes", Count.BYTES, 1_000_000_000, HOUR, Action.DENY),
                limit("costly", Count.ORIGIN_TIME, 2_000_000_000, HOUR, Action.DENY));
        world.engine.ended(VISITOR, verdict, new Outcome(Ending.SERVED, 200, 0, 5, 7), world.time.nanos());
        assertThat(world.counted("192.0.2.1", "costly")).isEqualTo(7);
        assertThat(world.counted("192.0.2.1", "bytes")).isEqualTo(5);
    }

    @Test
    void watchingBeginsAndEndsForTheWholeProgram() {
        World world = new World(requests("flood", 1, HOUR, Action.BAN));
        world.visits(2, VISITOR);
        world.engine.reconfigure(World.watching(world.settings));
        assertThat(world.visit(VISITOR)).isEqualTo(new Verdict.Observe("flood", "ban"));
        world.engine.reconfigure(world.settings);
        assertThat(world.visit(VISITOR)).isEqualTo(new Verdict.Banned("flood"));
    }

    @Test
    void aRuleThatCannotBeCarriedOutChangesNothing() {
        World world = new World(FLOOD);
        world.visits(3, VISITOR);
        PolicySettings before = world.engine.settings();
        assertThatThrownBy(() -> world.reload(requests("new", 1, HOUR, Action.DENY), per(FLOOD, Per.ALL)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(world.engine.settings()).isSameAs(before);
        world.visit(VISITOR);
        assertThat(world.counted("192.0.2.1", "flood")).isEqualTo(4);
    }

    @Test
    void aWiderClientCountsAnewAndIsNotCoveredByANarrowersBan() {
        World world = new World(requests("flood", 1, HOUR, Action.BAN));
        world.visits(2, Request.from("2001:db8:0:1::1"));
        world.engine.reconfigure(with(world, new ClientSettings(56, 24, 48, 1000)));
        Request wide = new Request(Request.block("2001:db8::/56"), "", "GET", "", "/", "", "");
        assertThat(world.visit(wide)).isEqualTo(Verdict.Pass.INSTANCE);
        assertThat(world.bans.list(world.time.nanos())).hasSize(1);
        world.engine.reconfigure(with(world, new ClientSettings(128, 24, 48, 1000)));
        Request narrow = new Request(Request.block("2001:db8:0:1::7"), "", "GET", "", "/", "", "");
        assertThat(world.visit(narrow)).isEqualTo(new Verdict.Banned("flood"));
    }

    @Test
    void fewerClientsAreRememberedAtOnceAndMoreFromNowOn() {
        World world = new World(FLOOD);
        for (int i = 0; i < 20_000; i++) {
            world.visit(Request.from("10.0." + i / 250 + "." + i % 250));
        }
        world.engine.reconfigure(with(world, new ClientSettings(64, 24, 48, 1000)));
        assertThat(world.engine.trackedClients()).isEqualTo(1000);
        world.engine.reconfigure(with(world, new ClientSettings(64, 24, 48, 5000)));
        for (int i = 0; i < 20_000; i++) {
            world.visit(Request.from("10.1." + i / 250 + "." + i % 250));
        }
        assertThat(world.engine.trackedClients()).isBetween(1500L, 5100L);
    }
}
