package dev.portcullis.rules.engine;

import static dev.portcullis.rules.engine.Rules.first;
import static dev.portcullis.rules.engine.Rules.path;
import static dev.portcullis.rules.engine.Rules.requests;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.api.IpPrefix;
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
import dev.portcullis.rules.rule.Signals;
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
    private static final Rule SLIP = first("slip", path("/page*"), Action.BAN);

    private static PolicySettings settings(SafetySettings safety, Rule... rules) {
        return new PolicySettings(
                List.of(rules),
                NetworkList.EMPTY,
                Request.blocks("203.0.113.9"),
                ClientSettings.DEFAULT,
                false,
                Signals.DEFAULT,
                safety);
    }

    private static SafetySettings probation(Duration lasts) {
        return new SafetySettings(lasts, Breaker.OFF, Admins.NONE, false);
    }

    private static SafetySettings breaker(double share, int least) {
        return new SafetySettings(Duration.ZERO, new Breaker(share, least, Duration.ofMinutes(10)), Admins.NONE, false);
    }

    private static SafetySettings admins(String cookie) {
        Admins admins =
                new Admins(List.of("/wp-admin/*"), List.of(new StatusRange(200, 299)), cookie, Duration.ofDays(30));
        return new SafetySettings(Duration.ZERO, Breaker.OFF, admins, false);
    }

    private static SafetySettings proxies() {
        return new SafetySettings(Duration.ZERO, Breaker.OFF, Admins.NONE, true);
    }

    private static int passed(World world, int count, Facts facts) {
        int passed = 0;
        for (int i = 0; i < count; i++) {
            passed += world.visit(facts).forwards() ? 1 : 0;
        }
        return passed;
    }

    private static Request visitor(int number) {
        return Request.from("198.51." + number / 250 + "." + (1 + number % 250));
    }

    // Probation

    @Test
    void afterABanHalfOfTheLimitIsTheLimit() {
        World world = new World(settings(probation(HOUR), FLOOD));
        assertThat(passed(world, 20, BOT)).isEqualTo(10);
        world.advance(HOUR);

        assertThat(passed(world, 20, BOT)).isEqualTo(5);
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

        assertThat(passed(world, 20, BOT)).isEqualTo(10);
    }

    @Test
    void whoWasNeverBannedOrWasPardonedIsOnNoProbation() {
        World world = new World(settings(probation(HOUR), FLOOD));
        assertThat(passed(world, 20, ADMIN)).isEqualTo(10);
        world.engine.lift(ADMIN.client());

        assertThat(passed(world, 20, ADMIN)).isEqualTo(10);
    }

    // The circuit breaker

    /** These look at the site for a few minutes, as visitors do. */
    private static void browse(World world, int from, int to) {
        for (int minute = 0; minute < 12; minute++) {
            for (int i = from; i < to; i++) {
                world.visit(visitor(i));
            }
            world.advance(MINUTE);
        }
        for (int i = from; i < to; i++) {
            world.visit(visitor(i));
        }
    }

    @Test
    void aRuleThatIsAboutToBanManyOfTheVisitorsIsStopped() {
        World world = new World(settings(breaker(0.3, 5), SLIP));
        browse(world, 0, 100);
        for (int i = 0; i < 100; i++) {
            world.visit(visitor(i).get("/page/" + i));
        }

        assertThat(world.banned.stream().filter(ban -> !ban.observed())).hasSizeBetween(28, 32);
        assertThat(world.visit(visitor(99).get("/page"))).isEqualTo(new Verdict.Observe("slip", "ban"));
        assertThat(world.engine.safety().breaker().stopped(world.time.nanos())).containsExactly("slip");
        assertThat(world.engine.safety().breaker().trips()).isEqualTo(1);
    }

    @Test
    void aStormOfAThousandNewAddressesStopsNoRule() {
        World world = new World(settings(breaker(0.3, 20), FLOOD));
        browse(world, 0, 50);
        for (int round = 0; round < 12; round++) {
            for (int i = 1000; i < 2000; i++) {
                world.visit(visitor(i).get("/page"));
            }
            for (int i = round; i < 50 && round < 5; i += 10) {
                world.visit(visitor(i));
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
                world.visit(visitor(i).get("/.sql"), 404);
            }
            world.advance(MINUTE);
        }
        for (int i = 0; i < 100; i++) {
            assertThat(world.visit(visitor(i).get("/page"))).isEqualTo(new Verdict.Banned("slip"));
        }
    }

    @Test
    void sessionsThatBotsHaveJustGotStopNoRule() {
        World world = new World(settings(breaker(0.3, 5), SLIP));
        browse(world, 0, 10);
        for (int i = 100; i < 200; i++) {
            Request bot = withSession(world, visitor(i), "s" + i);
            world.visit(bot);
            assertThat(world.visit(bot.get("/page"))).isEqualTo(new Verdict.Banned("slip"));
        }
        assertThat(world.engine.safety().breaker().trips()).isZero();
    }

    @Test
    void aVisitorIsKnownByTheSessionAtAnotherAddress() {
        World world = new World(settings(breaker(0.3, 5), SLIP));
        for (int i = 0; i < 50; i++) {
            world.visit(withSession(world, visitor(i), "s" + i));
        }
        world.advance(Duration.ofMinutes(3));
        for (int i = 0; i < 50; i++) {
            world.visit(visitor(1000 + i).get("/page").with("cookie", "PHPSESSID=s" + i));
        }
        assertThat(world.engine.safety().breaker().trips()).isEqualTo(1);
    }

    @Test
    void aThousandBotsWithOneOldSessionAreOneVisitor() {
        World world = new World(settings(breaker(0.3, 5), SLIP));
        browse(world, 0, 10);
        world.visit(withSession(world, visitor(400), "old"));
        world.advance(Duration.ofMinutes(11));
        for (int i = 1000; i < 2000; i++) {
            Request bot = visitor(i).get("/page").with("cookie", "PHPSESSID=old");
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
            world.visit(visitor(i).get("/page"));
        }
        assertThat(world.visit(visitor(19).get("/page")).forwards()).isTrue();
        world.engine.reconfigure(settings(breaker(0.3, 5), SLIP));
        assertThat(world.visit(visitor(300).get("/page"))).isEqualTo(new Verdict.Banned("slip"));

        for (int i = 7; i < 19; i++) {
            world.visit(visitor(i).get("/page"));
        }
        assertThat(world.visit(visitor(500).get("/page")).forwards()).isTrue();
        world.advance(Duration.ofMinutes(10));
        world.engine.safety().sweep();
        assertThat(world.visit(visitor(501).get("/page"))).isEqualTo(new Verdict.Banned("slip"));
    }

    @Test
    void aFewBansNeverStopARule() {
        World world = new World(settings(breaker(0.01, 20), SLIP));
        browse(world, 0, 21);
        for (int i = 0; i < 20; i++) {
            assertThat(world.visit(visitor(i).get("/page"))).isEqualTo(new Verdict.Banned("slip"));
        }
        assertThat(world.visit(visitor(20).get("/page")).forwards()).isTrue();
    }

    @Test
    void bansOverALongerTimeStopNoRule() {
        World world = new World(settings(breaker(0.3, 5), SLIP));
        browse(world, 0, 50);
        for (int i = 0; i < 50; i++) {
            assertThat(world.visit(visitor(i).get("/page"))).isEqualTo(new Verdict.Banned("slip"));
            world.advance(Duration.ofSeconds(15));
        }
    }

    // Administrators

    @Test
    void whoTheSiteAnsweredAsSignedInIsSpared() {
        World world = new World(settings(admins(""), FLOOD));
        world.visit(ADMIN.get("/wp-admin/index.php"), 200);

        assertThat(passed(world, 100, ADMIN)).isEqualTo(100);
        assertThat(world.visit(ADMIN)).isEqualTo(new Verdict.Allow(LearnedAdmins.ENTRY));
        assertThat(world.engine.allowedBy(ADMIN.client())).isEqualTo("learn-admins");
        world.advance(Duration.ofDays(31));
        assertThat(passed(world, 100, ADMIN)).isEqualTo(10);
    }

    @Test
    void whoTheSiteSentToTheLoginIsNot() {
        World world = new World(settings(admins(""), FLOOD));
        world.visit(BOT.get("/wp-admin/index.php"), 302);
        world.visit(BOT.get("/"), 200);

        assertThat(passed(world, 100, BOT)).isLessThan(10);
    }

    @Test
    void whoLacksTheCookieIsNot() {
        World world = new World(settings(admins("session"), FLOOD));
        world.visit(BOT.get("/wp-admin/index.php"), 200);
        world.visit(new WithCookie(BOT.get("/wp-admin/index.php"), "a=1; mysession=2"), 200);
        assertThat(world.engine.allows(BOT.client())).isFalse();

        world.visit(new WithCookie(ADMIN.get("/wp-admin/index.php"), "a=1; session=2"), 200);
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

        assertThat(passed(world, 100, BOT)).isEqualTo(100);
        assertThat(world.banned).allMatch(Ban::observed);
        assertThat(world.engine.safety().proxies().all(world.time.nanos())).containsExactly(BOT.client());
        world.advance(Duration.ofMinutes(10));
        assertThat(passed(world, 100, BOT)).isEqualTo(10);
    }

    @Test
    void aBotThatSendsTheFieldIsBannedWhereVisitorsDoNot() {
        World world = new World(settings(proxies(), FLOOD));
        world.engine.safety().proxies().heard(visitor(1).client(), null);
        world.engine.safety().proxies().heard(visitor(2).client(), null);
        for (int i = 0; i < 200; i++) {
            world.engine.safety().proxies().heard(BOT.client(), "10.0.0." + i);
        }

        assertThat(passed(world, 100, BOT)).isEqualTo(10);
    }

    @Test
    void aPeerThatForwardsForAFewIsNoProxy() {
        World world = new World(settings(proxies(), FLOOD));
        for (int i = 0; i < 100; i++) {
            world.engine.safety().proxies().heard(BOT.client(), "10.0.0." + i % 19);
        }

        assertThat(passed(world, 100, BOT)).isEqualTo(10);
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

    /** A request with cookies. */
    private record WithCookie(Request request, String cookies) implements Facts {
        @Override
        public IpPrefix client() {
            return request.client();
        }

        @Override
        public String method() {
            return request.method();
        }

        @Override
        public String site() {
            return request.site();
        }

        @Override
        public String host() {
            return request.host();
        }

        @Override
        public String path() {
            return request.path();
        }

        @Override
        public String query() {
            return request.query();
        }

        @Override
        public String userAgent() {
            return request.userAgent();
        }

        @Override
        public String header(String name) {
            return name.equals("cookie") ? cookies : Facts.super.header(name);
        }
    }
}
