package dev.portcullis.rules.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Outcome.Ending;
import dev.portcullis.rules.api.Precedence;
import dev.portcullis.rules.api.Verdict;
import dev.portcullis.rules.ban.Ban;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What rules count, and by what they count it together. */
class SignalsTest {

    private static final Request BOT = Request.from("192.0.2.1");
    private static final Request VISITOR = Request.from("192.0.2.2");

    private static void assertPasses(Verdict verdict) {
        assertThat(verdict).isEqualTo(Verdict.Pass.INSTANCE);
    }

    @Test
    void differentPathsCountOnceEach() {
        World world = World.of("rules.wide { count = distinct-paths, over = 3, within = 1m, then = deny }");
        for (int i = 0; i < 300; i++) {
            assertPasses(world.visit(BOT.get("/" + i % 3)));
        }
        assertThat(world.visit(BOT.get("/3"))).isEqualTo(new Verdict.Deny("wide"));
        assertPasses(world.visit(BOT.get("/2")));
        assertPasses(world.visit(VISITOR.get("/3")));
        world.advance(Duration.ofMinutes(1));
        assertPasses(world.visit(BOT.get("/3")));
    }

    @Test
    void differentPathsOfErrorsBanAScanner() {
        World world = World.of("rules.scanner { count = distinct-paths, where { status = \"4xx\" }, over = 15,"
                + " within = 5m, then = ban, for = 1h }");
        for (int i = 0; i < 100; i++) {
            assertPasses(world.visit(BOT.get("/same"), 404));
            assertPasses(world.visit(BOT.get("/fine-" + i), 200));
        }
        for (int i = 0; i < 15; i++) {
            assertPasses(world.visit(BOT.get("/missing-" + i), 404));
        }
        assertThat(world.banned)
                .extracting(Ban::reason)
                .singleElement()
                .asString()
                .startsWith("16 different paths");
        assertThat(world.visit(BOT)).isEqualTo(new Verdict.Banned("scanner"));
    }

    @Test
    void differentUserAgentsOfOneNetworkAreCounted() {
        World world =
                World.of("rules.masks { count = distinct-agents, per = network, over = 2, within = 1m, then = deny }");
        assertPasses(world.visit(BOT.as("a")));
        assertPasses(world.visit(VISITOR.as("b")));
        assertPasses(world.visit(VISITOR.as("a")));

        assertThat(world.visit(Request.from("192.0.2.3").as("c"))).isEqualTo(new Verdict.Deny("masks"));
    }

    @Test
    void requestsOfASessionAreCountedTogetherWhereverTheyComeFrom() {
        World world = World.of("rules.shared { count = requests, per = session, over = 2, within = 1m, then = deny }");
        world.engine.cookiesSet(BOT, List.of("PHPSESSID=abc; path=/"), world.time.nanos());
        assertPasses(world.visit(BOT.with("cookie", "PHPSESSID=abc")));
        assertPasses(world.visit(VISITOR.with("cookie", "PHPSESSID=abc")));

        assertThat(world.visit(VISITOR.with("cookie", "PHPSESSID=abc"))).isEqualTo(new Verdict.Deny("shared"));
        for (int i = 0; i < 10; i++) {
            assertPasses(world.visit(VISITOR.with("cookie", "PHPSESSID=made-up")));
            assertPasses(world.visit(VISITOR));
        }
    }

    @Test
    void requestsOfAnAgentAPathAndAHostAreCountedEachTogether() {
        World world = World.of(
                "rules.agent { count = requests, per = agent, over = 2, within = 1m, then = deny }",
                "rules.path { count = requests, per = path, over = 4, within = 1m, then = drop }",
                "rules.host { count = requests, per = host, over = 6, within = 1m, then = throttle }");
        for (int i = 0; i < 2; i++) {
            assertPasses(world.visit(BOT.as("a").get("/a")));
            assertPasses(world.visit(VISITOR.as("b").get("/a")));
        }
        assertThat(world.visit(VISITOR.as("a").get("/b"))).isEqualTo(new Verdict.Deny("agent"));
        assertThat(world.visit(VISITOR.as("c").get("/a"))).isEqualTo(new Verdict.Drop("path"));
        assertPasses(world.visit(VISITOR.as("c").get("/b")));
        assertPasses(world.visit(VISITOR.as("c").get("/c")));
        assertThat(world.visit(VISITOR.as("d").get("/d"))).isEqualTo(new Verdict.Throttle("host", 60));
        assertPasses(world.visit(VISITOR.as("d").get("/d").host("other.example")));
    }

    @Test
    void aPairIsCountedTogetherAndBansTheClient() {
        World world = World.of(
                "rules.pair { count = requests, per = [client, host], over = 2, within = 1m, then = ban, for = 1h }");
        for (String host : List.of("a.example", "b.example")) {
            assertPasses(world.visit(BOT.host(host)));
            assertPasses(world.visit(BOT.host(host)));
            assertPasses(world.visit(VISITOR.host(host)));
        }
        assertThat(world.visit(BOT.host("a.example"))).isEqualTo(new Verdict.Banned("pair"));
        assertThat(world.banned).extracting(Ban::subject).containsExactly(BOT.client());
        world.engine.lift(BOT.client());
        assertPasses(world.visit(BOT.host("a.example")));
    }

    @Test
    void failedLoginsAreThoseThatTheConfiguredAnswerTells() {
        World world = World.of(
                "login { paths = [\"/sign-in\"], failed = [200, 401] }",
                "rules.guess { count = failed-logins, over = 3, within = 10m, then = ban, for = 1h }");
        for (int i = 0; i < 50; i++) {
            assertPasses(world.visit(BOT.post("/sign-in"), 302));
            assertPasses(world.visit(BOT.get("/sign-in"), 200));
            assertPasses(world.visit(BOT.post("/elsewhere"), 401));
        }
        assertPasses(world.visit(BOT.post("/sign-in"), 200));
        assertPasses(world.visit(BOT.post("/sign-in"), 401));
        assertPasses(world.visit(BOT.post("/elsewhere"), 302, "failed-login; no such user"));
        assertPasses(world.visit(BOT.post("/sign-in"), 200));

        assertThat(world.visit(BOT)).isEqualTo(new Verdict.Banned("guess"));
        assertThat(world.banned.get(0).reason()).startsWith("4 failed logins within 10 minutes");
    }

    @Test
    void whatIsNoRequestIsCountedByTheRuleForItOnly() {
        World world = World.of(
                "rules.smuggler { count = protocol-errors, over = 2, within = 1m, then = ban, for = 1h }",
                "rules.other { count = errors, over = 1, within = 1m, then = ban, for = 1h }");
        world.engine.malformed(BOT.client(), world.time.nanos());
        world.visit(BOT, new Outcome(Ending.BAD_REQUEST, 413, 0, 0, 0));
        assertPasses(world.visit(BOT));
        world.engine.malformed(BOT.client(), world.time.nanos());

        assertThat(world.visit(BOT)).isEqualTo(new Verdict.Banned("smuggler"));
        assertThat(world.banned).hasSize(1);
    }

    @Test
    void pointsOfSeveralRulesAddUp() {
        World world = World.of(
                "rules.trap { where { path = \"/trap\" }, add = 30 }",
                "rules.errors { count = errors, over = 2, within = 1m, add = 15 }",
                "rules.sum { count = score, over = 50, within = 10m, then = ban, for = 1h }");
        assertPasses(world.visit(BOT.get("/trap")));
        for (int i = 0; i < 5; i++) {
            assertPasses(world.visit(BOT, 404)); // 3 spend what was counted, 2 begin anew
        }
        assertThat(world.counted("192.0.2.1", "sum")).isEqualTo(45);
        world.visit(BOT, 404);

        assertThat(world.visit(BOT)).isEqualTo(new Verdict.Banned("sum"));
        assertThat(world.banned.get(0).reason()).isEqualTo("60 points within 10 minutes, over the limit of 50");
        assertThat(world.state("errors").acted()).isEqualTo(2);
        assertPasses(world.visit(VISITOR));
    }

    @Test
    void theRequestWhosePointsAreTooManyIsRefused() {
        World world = World.of(
                "rules.trap { where { path = \"/trap\" }, add = 30 }",
                "rules.sum { count = score, over = 50, within = 10m, then = throttle }");
        assertPasses(world.visit(BOT.get("/trap")));
        assertPasses(world.visit(BOT));
        assertThat(world.visit(BOT.get("/trap"))).isInstanceOf(Verdict.Throttle.class);
        assertThat(world.counted("192.0.2.1", "sum"))
                .as("a refused request adds nothing")
                .isEqualTo(30);
        world.advance(Duration.ofMinutes(10));
        assertThat(world.counted("192.0.2.1", "sum")).isZero();
    }

    @Test
    void aRuleThatOnlyWatchesAddsNoPoints() {
        World world = World.of(
                "rules.trap { where { path = \"/trap\" }, add = 60, mode = observe }",
                "rules.sum { count = score, over = 50, within = 10m, then = ban, for = 1h }");
        assertPasses(world.visit(BOT.get("/trap")));
        assertPasses(world.visit(BOT.get("/trap")));
    }

    @Test
    void theSiteBansForAsLongAsItSaysAndAtMostAsTheRuleAllows() {
        World world = World.of("rules.origin-signal { where { origin-signal = [\"ban\", \"ban *\"] },"
                + " then = ban, for = 10 minutes, repeat = x2, at-most = 2 days }");
        assertPasses(world.visit(BOT, 200, "ban 1h; spam in the guest book"));
        assertPasses(world.visit(VISITOR, 200, "banana"));
        assertPasses(world.visit(Request.from("192.0.2.3"), 200, "ban 400d"));
        assertPasses(world.visit(Request.from("192.0.2.4"), 200, "BAN"));
        assertPasses(world.visit(Request.from("192.0.2.5"), 200, "ban soon; whatever"));

        assertThat(world.visit(BOT)).isEqualTo(new Verdict.Banned("origin-signal"));
        assertPasses(world.visit(VISITOR));
        assertThat(world.banned)
                .extracting(ban -> Duration.between(ban.start(), ban.end()))
                .containsExactly(
                        Duration.ofHours(1), Duration.ofDays(2), Duration.ofMinutes(10), Duration.ofMinutes(10));
        assertThat(world.banned.get(0).reason()).isEqualTo("the site said: ban 1h; spam in the guest book");
    }

    @Test
    void theSiteAddsPoints() {
        World world = World.of(
                "rules.said { where { origin-signal = \"add *\" }, add = 5 }",
                "rules.sum { count = score, over = 50, within = 10m, then = ban, for = 1h }");
        world.visit(BOT, 200, "add 20; a link too many");
        world.visit(BOT, 200, "add nonsense");
        assertThat(world.counted("192.0.2.1", "sum")).isEqualTo(25);
    }

    @Test
    void signedInSessionsAndGenuineCrawlersGoAhead() {
        World world = World.of("sessions { cookies = [PHPSESSID], signed-in = [login] }");
        world.engine.cookiesSet(BOT, List.of("PHPSESSID=a", "login=b"), 0);

        assertThat(precedence(world, BOT.with("cookie", "login=b"))).isEqualTo(Precedence.SESSION);
        assertThat(precedence(world, BOT.with("cookie", "login=c"))).isEqualTo(Precedence.UNKNOWN);
        assertThat(precedence(world, BOT.with("cookie", "PHPSESSID=a"))).isEqualTo(Precedence.UNKNOWN);
    }

    private static Precedence precedence(World world, Request request) {
        return world.engine.precedence(request, Verdict.Pass.INSTANCE, 0);
    }

    @Test
    void allThatTheSiteSaysOfOneRequestIsHeard() {
        World world = World.of(
                "rules.bad { where { origin-signal = \"ban *\" }, then = ban, for = 1d }",
                "rules.logins { count = failed-logins, over = 1, within = 1h, then = ban, for = 1d }",
                "rules.points { where { origin-signal = \"add *\" }, add = 1 }",
                "rules.score { count = score, over = 50, within = 1h, then = ban, for = 1d }");
        world.visit(BOT, 200, "failed-login\nban 1h; once, twice");
        world.visit(VISITOR, 200, "failed-login; one\nadd 20");
        world.visit(VISITOR, 200, "add 30\nadd 1");

        assertThat(world.banned)
                .extracting(Ban::rule, ban -> Duration.between(ban.start(), ban.end()), Ban::reason)
                .containsExactly(
                        tuple("bad", Duration.ofHours(1), "the site said: failed-login, ban 1h; once, twice"),
                        tuple("score", Duration.ofDays(1), "51 points within 1 hour, over the limit of 50"));
        assertThat(world.counted("192.0.2.2", "logins")).isEqualTo(1);
    }

    @Test
    void whatTheSiteSaysInVainIsTold() {
        SiteWords words = new SiteWords(
                World.read(
                                "rules.bad { where { origin-signal = [\"ban\", \"ban *\", \"hack*\"] }, then = ban, for = 1h }")
                        .rules(),
                0);
        assertThat(words.problem("ban 1h; spam\nHack-attempt")).isNull();
        assertThat(words.problem("ban 1x; spam")).contains("behind \"ban\" is not understood");
        assertThat(words.problem("hack\nbaan 1h")).startsWith("no rule looks for \"baan 1h\"");
        assertThat(words.problem("failed-login")).startsWith("no rule has count = failed-logins");
        assertThat(new SiteWords(
                                World.read("rules.l { count = failed-logins, over = 5, within = 1h, then = deny }")
                                        .rules(),
                                0)
                        .problem("failed-login; wrong password"))
                .isNull();
    }
}
