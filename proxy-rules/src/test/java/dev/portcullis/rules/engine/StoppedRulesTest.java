package dev.portcullis.rules.engine;

import static dev.portcullis.rules.engine.Rules.first;
import static dev.portcullis.rules.engine.Rules.path;
import static dev.portcullis.rules.engine.Rules.requests;
import static dev.portcullis.rules.engine.World.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.api.Verdict;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.rule.Rule.Action;
import dev.portcullis.rules.rule.SafetySettings;
import dev.portcullis.rules.rule.SafetySettings.Admins;
import dev.portcullis.rules.rule.SafetySettings.Breaker;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules that the circuit breaker stops because they would ban many of the visitors, and those that it lets go on. */
class StoppedRulesTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Rule FLOOD = requests("flood", 10, MINUTE, Action.BAN);
    private static final Rule SLIP = first("slip", path("/page*"), Action.BAN);

    private static SafetySettings breaker(double share, int least) {
        return new SafetySettings(Duration.ZERO, new Breaker(share, least, Duration.ofMinutes(10)), Admins.NONE, false);
    }

    /** These look at the site for a few minutes, as visitors do. */
    private static void browse(World world, int from, int to) {
        for (int minute = 0; minute < 12; minute++) {
            for (int i = from; i < to; i++) {
                world.visit(Request.visitor(i));
            }
            world.advance(MINUTE);
        }
        for (int i = from; i < to; i++) {
            world.visit(Request.visitor(i));
        }
    }

    @Test
    void aRuleThatIsAboutToBanManyOfTheVisitorsIsStopped() {
        World world = new World(settings(breaker(0.3, 5), SLIP));
        browse(world, 0, 100);
        for (int i = 0; i < 100; i++) {
            world.visit(Request.visitor(i).get("/page/" + i));
        }

        assertThat(world.banned.stream().filter(ban -> !ban.observed())).hasSizeBetween(28, 32);
        assertThat(world.visit(Request.visitor(99).get("/page"))).isEqualTo(new Verdict.Observe("slip", "ban"));
        assertThat(world.engine.safety().breaker().stopped(world.time.nanos())).containsExactly("slip");
        assertThat(world.engine.safety().breaker().trips()).isEqualTo(1);
    }

    @Test
    void aStormOfAThousandNewAddressesStopsNoRule() {
        World world = new World(settings(breaker(0.3, 20), FLOOD));
        browse(world, 0, 50);
        for (int round = 0; round < 12; round++) {
            for (int i = 1000; i < 2000; i++) {
                world.visit(Request.visitor(i).get("/page"));
            }
            for (int i = round; i < 50 && round < 5; i += 10) {
                world.visit(Request.visitor(i));
            }
            world.advance(Duration.ofSeconds(1));
        }

        assertThat(world.engine.safety().breaker().trips()).isZero();
        assertThat(world.banned.stream().filter(ban -> !ban.observed())).hasSize(1000);
    }

    @Test
    void whoAsksForWhatIsNotThereIsNoVisitorHoweverLong() {
        World world = new World(settings(breaker(0.3, 5), SLIP));
        for (int minute = 0; minute < 12; minute++) {
            for (int i = 0; i < 100; i++) {
                world.visit(Request.visitor(i).get("/.sql"), 404);
            }
            world.advance(MINUTE);
        }
        for (int i = 0; i < 100; i++) {
            assertThat(world.visit(Request.visitor(i).get("/page"))).isEqualTo(new Verdict.Banned("slip"));
        }
    }

    @Test
    void sessionsThatBotsHaveJustGotStopNoRule() {
        World world = new World(settings(breaker(0.3, 5), SLIP));
        browse(world, 0, 10);
        for (int i = 100; i < 200; i++) {
            Request bot = withSession(world, Request.visitor(i), "s" + i);
            world.visit(bot);
            assertThat(world.visit(bot.get("/page"))).isEqualTo(new Verdict.Banned("slip"));
        }
        assertThat(world.engine.safety().breaker().trips()).isZero();
    }

    @Test
    void aVisitorIsKnownByTheSessionAtAnotherAddress() {
        World world = new World(settings(breaker(0.3, 5), SLIP));
        for (int i = 0; i < 50; i++) {
            world.visit(withSession(world, Request.visitor(i), "s" + i));
        }
        world.advance(Duration.ofMinutes(3));
        for (int i = 0; i < 50; i++) {
            world.visit(Request.visitor(1000 + i).get("/page").with("cookie", "PHPSESSID=s" + i));
        }
        assertThat(world.engine.safety().breaker().trips()).isEqualTo(1);
    }

    @Test
    void aThousandBotsWithOneOldSessionAreOneVisitor() {
        World world = new World(settings(breaker(0.3, 5), SLIP));
        browse(world, 0, 10);
        world.visit(withSession(world, Request.visitor(400), "old"));
        world.advance(Duration.ofMinutes(11));
        for (int i = 1000; i < 2000; i++) {
            Request bot = Request.visitor(i).get("/page").with("cookie", "PHPSESSID=old");
            assertThat(world.visit(bot)).isEqualTo(new Verdict.Banned("slip"));
        }
        assertThat(world.engine.safety().breaker().trips()).isZero();
    }

    private static Request withSession(World world, Request from, String session) {
        String cookie = "PHPSESSID=" + session;
        world.engine.cookiesSet(from, List.of(cookie), world.time.nanos());
        return from.with("cookie", cookie);
    }

    @Test
    void aStoppedRuleGoesOnAfterItsPauseOrAReload() {
        World world = new World(settings(breaker(0.3, 5), SLIP));
        browse(world, 0, 20);
        for (int i = 0; i < 19; i++) {
            world.visit(Request.visitor(i).get("/page"));
        }
        assertThat(world.visit(Request.visitor(19).get("/page")).forwards()).isTrue();
        world.engine.reconfigure(settings(breaker(0.3, 5), SLIP));
        assertThat(world.visit(Request.visitor(300).get("/page"))).isEqualTo(new Verdict.Banned("slip"));

        for (int i = 7; i < 19; i++) {
            world.visit(Request.visitor(i).get("/page"));
        }
        assertThat(world.visit(Request.visitor(500).get("/page")).forwards()).isTrue();
        world.advance(Duration.ofMinutes(10));
        world.engine.safety().sweep();
        assertThat(world.visit(Request.visitor(501).get("/page"))).isEqualTo(new Verdict.Banned("slip"));
    }

    @Test
    void aFewBansNeverStopARule() {
        World world = new World(settings(breaker(0.01, 20), SLIP));
        browse(world, 0, 21);
        for (int i = 0; i < 20; i++) {
            assertThat(world.visit(Request.visitor(i).get("/page"))).isEqualTo(new Verdict.Banned("slip"));
        }
        assertThat(world.visit(Request.visitor(20).get("/page")).forwards()).isTrue();
    }

    @Test
    void bansOverALongerTimeStopNoRule() {
        World world = new World(settings(breaker(0.3, 5), SLIP));
        browse(world, 0, 50);
        for (int i = 0; i < 50; i++) {
            assertThat(world.visit(Request.visitor(i).get("/page"))).isEqualTo(new Verdict.Banned("slip"));
            world.advance(Duration.ofSeconds(15));
        }
    }
}
