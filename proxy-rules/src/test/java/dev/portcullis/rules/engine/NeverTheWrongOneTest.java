package dev.portcullis.rules.engine;

import static dev.portcullis.rules.engine.Rules.requests;
import static dev.portcullis.rules.engine.World.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.api.Verdict;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.client.NetworkList;
import dev.portcullis.rules.rule.Condition.StatusRange;
import dev.portcullis.rules.rule.PolicySettings;
import dev.portcullis.rules.rule.PolicySettings.ClientSettings;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.rule.Rule.Action;
import dev.portcullis.rules.rule.SafetySettings;
import dev.portcullis.rules.rule.SafetySettings.Admins;
import dev.portcullis.rules.rule.SafetySettings.Breaker;
import dev.portcullis.rules.safety.LearnedAdmins;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is heeded so that no ban hits the wrong one. */
class NeverTheWrongOneTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Request ADMIN = Request.from("192.0.2.10");
    private static final Request BOT = Request.from("192.0.2.66");
    private static final Rule FLOOD = requests("flood", 10, MINUTE, Action.BAN);

    private static SafetySettings probation(Duration lasts) {
        return new SafetySettings(lasts, Breaker.OFF, Admins.NONE, false);
    }

    private static SafetySettings admins(String cookie) {
        Admins admins =
                new Admins(List.of("/wp-admin/*"), List.of(new StatusRange(200, 299)), cookie, Duration.ofDays(30));
        return new SafetySettings(Duration.ZERO, Breaker.OFF, admins, false);
    }

    private static SafetySettings proxies() {
        return new SafetySettings(Duration.ZERO, Breaker.OFF, Admins.NONE, true);
    }

    // Probation

    @Test
    void afterABanHalfOfTheLimitIsTheLimit() {
        World world = new World(settings(probation(HOUR), FLOOD));
        assertThat(world.passed(20, BOT)).isEqualTo(10);
        world.advance(HOUR);

        assertThat(world.passed(20, BOT)).isEqualTo(5);
        assertThat(world.banned).last().satisfies(ban -> {
            assertThat(ban.times()).isEqualTo(2);
            assertThat(ban.reason())
                    .isEqualTo("6 requests within 1 minute, over the limit of 5, which is halved after its last ban");
        });
    }

    @Test
    void afterTheProbationTheWholeLimitHolds() {
        World world = new World(settings(probation(HOUR), FLOOD));
        world.visits(11, BOT);
        world.advance(HOUR.plus(HOUR));

        assertThat(world.passed(20, BOT)).isEqualTo(10);
    }

    @Test
    void whoWasNeverBannedOrWasPardonedIsOnNoProbation() {
        World world = new World(settings(probation(HOUR), FLOOD));
        assertThat(world.passed(20, ADMIN)).isEqualTo(10);
        world.engine.lift(ADMIN.client());

        assertThat(world.passed(20, ADMIN)).isEqualTo(10);
    }

    // Administrators

    @Test
    void whoTheSiteAnsweredAsSignedInIsSpared() {
        World world = new World(settings(admins(""), FLOOD));
        world.visit(ADMIN.get("/wp-admin/index.php"), 200);

        assertThat(world.passed(100, ADMIN)).isEqualTo(100);
        assertThat(world.visit(ADMIN)).isEqualTo(new Verdict.Allow(LearnedAdmins.ENTRY));
        assertThat(world.engine.allowedBy(ADMIN.client())).isEqualTo("learn-admins");
        world.advance(Duration.ofDays(31));
        assertThat(world.passed(100, ADMIN)).isEqualTo(10);
    }

    @Test
    void whoTheSiteSentToTheLoginIsNot() {
        World world = new World(settings(admins(""), FLOOD));
        world.visit(BOT.get("/wp-admin/index.php"), 302);
        world.visit(BOT.get("/"), 200);

        assertThat(world.passed(100, BOT)).isLessThan(10);
    }

    @Test
    void whoLacksTheCookieIsNot() {
        World world = new World(settings(admins("session"), FLOOD));
        world.visit(BOT.get("/wp-admin/index.php"), 200);
        world.visit(BOT.get("/wp-admin/index.php").with("cookie", "a=1; mysession=2"), 200);
        assertThat(world.engine.allows(BOT.client())).isFalse();

        world.visit(ADMIN.get("/wp-admin/index.php").with("cookie", "a=1; session=2"), 200);
        assertThat(world.engine.allows(ADMIN.client())).isTrue();
    }

    @Test
    void aProxyIsNeverLearntForItStandsForOthers() {
        World world = new World(settings(admins(""), FLOOD));
        world.visit(Request.from("203.0.113.9").get("/wp-admin/"), 200);
        world.visit(Request.from("127.0.0.1").get("/wp-admin/"), 200);

        assertThat(world.engine.safety().admins().all()).isEmpty();
    }

    @Test
    void aBanOfBeforeIsNotEnforcedOnOneWhoIsSpared() {
        World world = new World(settings(admins(""), FLOOD));
        world.visit(ADMIN.get("/wp-admin/"), 200);
        Ban ban = world.bans.add(ADMIN.client(), HOUR, "before");

        assertThat(world.engine.refuses(ban.subject(), world.time.nanos())).isFalse();
        world.engine.safety().admins().forget(ban.subject());
        assertThat(world.engine.refuses(ban.subject(), world.time.nanos())).isTrue();
    }

    // A proxy that the set-up forgot

    @Test
    void aPeerThatForwardsForManyIsOnlyWatched() {
        World world = new World(settings(proxies(), FLOOD));
        for (int i = 0; i < 20; i++) {
            world.engine.safety().proxies().heard(BOT.client(), "198.51.100.1, 10.0.0." + i);
        }

        assertThat(world.passed(100, BOT)).isEqualTo(100);
        assertThat(world.banned).allMatch(Ban::observed);
        assertThat(world.engine.safety().proxies().all(world.time.nanos())).containsExactly(BOT.client());
        world.advance(Duration.ofMinutes(10));
        assertThat(world.passed(100, BOT)).isEqualTo(10);
    }

    @Test
    void aBotThatSendsTheFieldIsBannedWhereVisitorsDoNot() {
        World world = new World(settings(proxies(), FLOOD));
        world.engine.safety().proxies().heard(Request.visitor(1).client(), null);
        world.engine.safety().proxies().heard(Request.visitor(2).client(), null);
        for (int i = 0; i < 200; i++) {
            world.engine.safety().proxies().heard(BOT.client(), "10.0.0." + i);
        }

        assertThat(world.passed(100, BOT)).isEqualTo(10);
    }

    @Test
    void aPeerThatForwardsForAFewIsNoProxy() {
        World world = new World(settings(proxies(), FLOOD));
        for (int i = 0; i < 100; i++) {
            world.engine.safety().proxies().heard(BOT.client(), "10.0.0." + i % 19);
        }

        assertThat(world.passed(100, BOT)).isEqualTo(10);
    }

    // Allow

    @Test
    void allowBeatsABanAtOnceOnOpenConnectionsToo() {
        World world = new World(settings(SafetySettings.NONE, FLOOD));
        world.visits(11, BOT);
        assertThat(world.engine.refuses(BOT.client(), world.time.nanos())).isTrue();

        world.engine.reconfigure(new PolicySettings(
                List.of(FLOOD), Request.blocks("192.0.2.66"), NetworkList.EMPTY, ClientSettings.DEFAULT, false));
        assertThat(world.engine.refuses(BOT.client(), world.time.nanos())).isFalse();
        assertThat(world.visit(BOT).forwards()).isTrue();
    }
}
