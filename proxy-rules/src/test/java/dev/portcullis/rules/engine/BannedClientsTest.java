package dev.portcullis.rules.engine;

import static dev.portcullis.rules.engine.Rules.first;
import static dev.portcullis.rules.engine.Rules.limit;
import static dev.portcullis.rules.engine.Rules.path;
import static dev.portcullis.rules.engine.Rules.per;
import static dev.portcullis.rules.engine.Rules.requests;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Outcome.Ending;
import dev.portcullis.rules.api.Verdict;
import dev.portcullis.rules.client.NetworkList;
import dev.portcullis.rules.rule.Per;
import dev.portcullis.rules.rule.PolicySettings;
import dev.portcullis.rules.rule.Rule.Action;
import dev.portcullis.rules.rule.Rule.BanTerms;
import dev.portcullis.rules.rule.Rule.Count;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is banned, who never is, and what a ban means for the counts. */
class BannedClientsTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Request ANYBODY = Request.from("192.0.2.1");
    private static final Request ALLOWED = Request.from("198.51.100.7");

    @Test
    void whoeverIsAllowedIsNeitherActedOnNorCounted() {
        World world = new World(requests("flood", 2, MINUTE, Action.BAN), first("env", path("/.env"), Action.BAN));
        for (int i = 0; i < 10; i++) {
            assertThat(world.visit(ALLOWED.get("/.env"))).isEqualTo(new Verdict.Allow("198.51.100.7"));
        }
        assertThat(world.banned).isEmpty();
        assertThat(world.engine.allowed()).isEqualTo(10);
        assertThat(world.engine.trackedClients()).isZero();
    }

    @Test
    void whatAnAllowedClientCostsIsNotCounted() {
        World world = new World(
                limit("costly", Count.ORIGIN_TIME, 1, MINUTE, Action.BAN),
                limit("broken", Count.ERRORS, 1, MINUTE, Action.BAN));
        world.visit(ALLOWED, 404);
        world.visit(ALLOWED, 404);
        assertThat(world.banned).isEmpty();
        assertThat(world.counted("198.51.100.7", "costly")).isZero();
    }

    @Test
    void anIpv6AddressOnTheAllowListAllowsTheClientItBelongsTo() {
        World world = new World(first("env", path("/.env"), Action.BAN));
        Request neighbour = Request.from("2001:db8:a::77").get("/.env");
        assertThat(world.visit(neighbour)).isEqualTo(new Verdict.Allow("2001:db8:a::5"));
        assertThat(world.engine.allowedBy(Request.block("2001:db8:a::99"))).isEqualTo("2001:db8:a::5");
        assertThat(world.engine.allowedBy(ANYBODY.client())).isNull();
    }

    @Test
    void noEntryOfIpv6AllowsIpv4() {
        PolicySettings settings = World.settings(first("env", path("/.env"), Action.DENY));
        World world = new World(new PolicySettings(
                settings.rules(), Request.blocks("::1", "::/0"), NetworkList.EMPTY, settings.clients(), false));
        assertThat(world.visit(ANYBODY.get("/.env"))).isEqualTo(new Verdict.Deny("env"));
        assertThat(world.visit(Request.from("::1"))).isEqualTo(new Verdict.Allow("::/0"));
    }

    @Test
    void allowBeatsABanOfTheNetworkAround() {
        World world = new World(per(requests("swarm", 1, MINUTE, Action.BAN), Per.NETWORK));
        world.visit(Request.from("198.51.100.1"));
        assertThat(world.visit(Request.from("198.51.100.2"))).isEqualTo(new Verdict.Banned("swarm"));
        assertThat(world.visit(ALLOWED)).isEqualTo(new Verdict.Allow("198.51.100.7"));
        assertThat(world.engine.refuses(ALLOWED.client(), world.time.nanos())).isFalse();
        assertThat(world.engine.refuses(Request.client("198.51.100.3"), world.time.nanos()))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "203.0.113.9"})
    void whoActsForOthersIsNeverBanned(String address) {
        World world = new World(
                requests("flood", 2, MINUTE, Action.BAN),
                first("env", path("/.env"), Action.BAN),
                limit("broken", Count.ERRORS, 2, MINUTE, Action.BAN));
        Request proxy = Request.from(address);
        for (int i = 0; i < 10; i++) {
            assertThat(world.visit(proxy, 404)).isEqualTo(Verdict.Pass.INSTANCE);
        }
        assertThat(world.visit(proxy.get("/.env"))).isEqualTo(Verdict.Pass.INSTANCE);
        assertThat(world.banned).isEmpty();
        assertThat(world.state("flood").spared()).isEqualTo(9);
        assertThat(world.state("env").spared()).isOne();
        assertThat(world.state("broken").spared()).isEqualTo(8);
    }

    @Test
    void whoActsForOthersIsThrottledAndDeniedLikeAnybody() {
        World world =
                new World(requests("burst", 1, MINUTE, Action.THROTTLE), first("env", path("/.env"), Action.DENY));
        Request proxy = Request.from("127.0.0.1");
        assertThat(world.visit(proxy.get("/.env"))).isEqualTo(new Verdict.Deny("env"));
        world.visit(proxy);
        assertThat(world.visit(proxy)).isEqualTo(new Verdict.Throttle("burst", 60));
    }

    @Test
    void theRestOfTheLoopbackNetworkIsOrdinary() {
        World world = new World(first("env", path("/.env"), Action.BAN));
        Request tester = Request.from("127.0.0.2");
        assertThat(world.visit(tester.get("/.env"))).isEqualTo(new Verdict.Banned("env"));
        assertThat(world.visit(tester)).isEqualTo(new Verdict.Banned("env"));
    }

    @Test
    void aNetworkThatHoldsWhoActsForOthersIsNotBannedByARule() {
        World world = new World(per(requests("swarm", 1, MINUTE, Action.BAN), Per.NETWORK));
        world.visit(Request.from("203.0.113.1"));
        assertThat(world.visit(Request.from("203.0.113.2"))).isEqualTo(Verdict.Pass.INSTANCE);
        assertThat(world.state("swarm").spared()).isOne();
    }

    @Test
    void aRuleThatCountsEverybodyTogetherCannotBan() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new World(per(requests("all", 1, MINUTE, Action.BAN), Per.ALL)))
                .withMessageContaining("rule all");
    }

    @Test
    void nothingIsCountedWhileAClientIsBanned() {
        World world = new World(
                first("env", path("/.env"), Action.BAN),
                requests("flood", 5, Duration.ofHours(2), Action.BAN),
                limit("broken", Count.ERRORS, 5, Duration.ofHours(2), Action.BAN));
        world.visit(ANYBODY.get("/.env"));
        world.visits(100, ANYBODY);
        assertThat(world.banned).hasSize(1);
        assertThat(world.state("env").acted()).isEqualTo(101);
        assertThat(world.counted("192.0.2.1", "flood")).isZero();
    }

    @Test
    void whatWasUnderWayWhenTheBanCameIsNotCounted() {
        World world = new World(
                limit("broken", Count.ERRORS, 2, MINUTE, Action.BAN),
                limit("costly", Count.ORIGIN_TIME, 1_000_000_000, MINUTE, Action.DENY));
        Outcome missing = new Outcome(Ending.SERVED, 404, 0, 0, 1_000_000);
        for (int i = 0; i < 20; i++) {
            assertThat(world.ask(ANYBODY)).isEqualTo(Verdict.Pass.INSTANCE);
        }
        for (int i = 0; i < 20; i++) {
            world.engine.ended(ANYBODY, Verdict.Pass.INSTANCE, missing, world.time.nanos());
        }
        assertThat(world.banned).hasSize(1);
        assertThat(world.counted("192.0.2.1", "broken")).isZero();
        assertThat(world.counted("192.0.2.1", "costly")).isEqualTo(3_000_000);
    }

    @Test
    void aBanSpendsWhatMadeItSoThatItsEndIsANewBeginning() {
        World world = new World(Rules.lasting(
                requests("flood", 100, Duration.ofHours(24), Action.BAN), new BanTerms(MINUTE, 1, MINUTE)));
        world.visits(101, ANYBODY);
        assertThat(world.visit(ANYBODY)).isEqualTo(new Verdict.Banned("flood"));
        world.advance(MINUTE);
        assertThat(world.visit(ANYBODY)).isEqualTo(Verdict.Pass.INSTANCE);
        assertThat(world.counted("192.0.2.1", "flood")).isOne();
    }

    @Test
    void liftingABanForgetsAllThatWasCounted() {
        World world = new World(
                requests("flood", 100, Duration.ofHours(1), Action.BAN),
                requests("slow", 101, Duration.ofHours(1), Action.BAN));
        world.visits(101, ANYBODY);
        assertThat(world.engine.lift(ANYBODY.client())).singleElement().satisfies(ban -> assertThat(ban.rule())
                .isEqualTo("flood"));
        assertThat(world.counted("192.0.2.1", "slow")).isZero();
        world.visits(100, ANYBODY);
        assertThat(world.banned).hasSize(1);
        assertThat(world.engine.refuses(ANYBODY.client(), world.time.nanos())).isFalse();
    }

    @Test
    void forgettingAnAddressForgetsTheClientItBelongsTo() {
        World world = new World(requests("flood", 100, Duration.ofHours(1), Action.BAN));
        world.visits(10, Request.from("2001:db8::1"));
        world.engine.forget(Request.block("2001:db8::99"));
        assertThat(world.counted("2001:db8::1", "flood")).isZero();
    }

    @Test
    void anAdministratorsBanRefusesAtOnce() {
        World world = new World();
        world.visit(ANYBODY);
        world.bans.add(Request.block("192.0.2.0/24"), Duration.ofHours(1), "a test");
        assertThat(world.visit(ANYBODY)).isEqualTo(new Verdict.Banned("manual"));
        assertThat(world.engine.refuses(ANYBODY.client(), world.time.nanos())).isTrue();
        assertThat(world.engine.manuallyBanned()).isOne();
        world.advance(Duration.ofHours(1));
        assertThat(world.visit(ANYBODY)).isEqualTo(Verdict.Pass.INSTANCE);
    }
}
