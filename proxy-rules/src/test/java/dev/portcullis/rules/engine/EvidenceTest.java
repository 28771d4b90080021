package dev.portcullis.rules.engine;

import static dev.portcullis.rules.engine.Rules.first;
import static dev.portcullis.rules.engine.Rules.limit;
import static dev.portcullis.rules.engine.Rules.path;
import static dev.portcullis.rules.engine.Rules.per;
import static dev.portcullis.rules.engine.Rules.requests;
import static dev.portcullis.rules.engine.Rules.userAgent;
import static dev.portcullis.rules.engine.Rules.where;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.api.Verdict;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.ban.Ban.Evidence;
import dev.portcullis.rules.rule.Per;
import dev.portcullis.rules.rule.Rule.Action;
import dev.portcullis.rules.rule.Rule.Count;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a ban tells of how it came to be. */
class EvidenceTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Request ANYBODY = Request.from("192.0.2.1");

    private static Evidence evidence(Ban ban) {
        return Objects.requireNonNull(ban.evidence());
    }

    @Test
    void aCountedBanHasItsArithmeticAndTheLastTenRequestsWithThisOne() {
        World world = new World(requests("flood", 30, HOUR, Action.BAN));
        for (int i = 1; i <= 31; i++) {
            world.visit(ANYBODY.get("/" + i));
            world.advance(Duration.ofSeconds(1));
        }

        Ban ban = world.banned.get(0);
        assertThat(ban.reason()).isEqualTo("31 requests within 1 hour, over the limit of 30");
        assertThat(ban.start()).isEqualTo(START.plusSeconds(30));
        assertThat(evidence(ban).count()).isEqualTo(Count.REQUESTS);
        assertThat(evidence(ban).counted()).isEqualTo(31);
        assertThat(evidence(ban).limit()).isEqualTo(30);
        assertThat(evidence(ban).within()).isEqualTo(HOUR);
        assertThat(evidence(ban).last())
                .extracting(Ban.Request::path)
                .containsExactly("/22", "/23", "/24", "/25", "/26", "/27", "/28", "/29", "/30", "/31");
        assertThat(evidence(ban).last().get(0))
                .isEqualTo(new Ban.Request(START.plusSeconds(21), "GET", "site.example", "/22", 200, 10_000_000));
        assertThat(evidence(ban).last().get(9).status()).isZero();
    }

    @Test
    void whatWasKeptOfAnEarlierSuspicionIsNotInTheSample() {
        World world = new World(requests("flood", 4, HOUR, Action.BAN));
        for (int i = 0; i < 3; i++) {
            world.visit(ANYBODY.get("/yesterday" + i));
        }
        world.advance(Duration.ofHours(24));
        for (int i = 0; i < 5; i++) {
            world.visit(ANYBODY.get("/today" + i));
        }
        assertThat(evidence(world.banned.get(0)).last())
                .extracting(Ban.Request::path)
                .containsExactly("/today2", "/today3", "/today4");
    }

    @Test
    void aRequestStillUnderWayHasNoStatusInTheEvidence() {
        World world = new World(requests("flood", 3, HOUR, Action.BAN));
        Request slow = ANYBODY.get("/slow");
        Verdict verdict = world.ask(ANYBODY.get("/first"));
        assertThat(verdict.forwards()).isTrue();
        world.ask(slow);
        world.visit(ANYBODY.get("/fast"));
        world.visit(ANYBODY.get("/last"));
        assertThat(evidence(world.banned.get(0)).last())
                .extracting(request -> request.path() + " " + request.status())
                .containsExactly("/slow 0", "/fast 200", "/last 0");
    }

    @Test
    void aBanForErrorsShowsTheErrorsOnly() {
        World world = new World(limit("broken", Count.ERRORS, 4, HOUR, Action.BAN));
        for (int i = 1; i <= 5; i++) {
            world.visit(ANYBODY.get("/missing" + i), 404);
            world.visit(ANYBODY, 200);
        }
        Ban ban = world.banned.get(0);
        assertThat(ban.reason()).isEqualTo("5 errors within 1 hour, over the limit of 4");
        assertThat(evidence(ban).last())
                .extracting(request -> request.path() + " " + request.status())
                .containsExactly("/missing3 404", "/missing4 404", "/missing5 404");
    }

    @Test
    void aBanForTheOriginsTimeSaysHowMuch() {
        World world =
                new World(limit("costly", Count.ORIGIN_TIME, 600_000_000_000L, Duration.ofMinutes(10), Action.BAN));
        world.visit(ANYBODY, World.costing(Duration.ofSeconds(550)));
        world.visit(ANYBODY, World.costing(Duration.ofMillis(61_940)));
        assertThat(world.banned.get(0).reason())
                .isEqualTo("612 s of the origin's time within 10 minutes, over the limit of 600 s");
        assertThat(evidence(world.banned.get(0)).last().get(1).originNanos()).isEqualTo(61_940_000_000L);
    }

    @Test
    void aBanForBytesSaysHowMany() {
        World world = new World(limit("greedy", Count.BYTES, 999, Duration.ofDays(1), Action.BAN));
        world.visit(ANYBODY);
        assertThat(world.banned.get(0).reason()).isEqualTo("1000 bytes within 1 day, over the limit of 999");
    }

    @Test
    void aBanAtTheFirstMatchShowsTheOneRequest() {
        World world = new World(first("env", path("*/.env"), Action.BAN));
        world.visit(ANYBODY);
        world.visit(ANYBODY.get("/a/.env"));
        Ban ban = world.banned.get(0);
        assertThat(ban.reason()).isEqualTo("asked for /a/.env");
        assertThat(evidence(ban).count()).isNull();
        assertThat(evidence(ban).counted()).isOne();
        assertThat(evidence(ban).limit()).isZero();
        assertThat(evidence(ban).within()).isZero();
        assertThat(evidence(ban).last())
                .containsExactly(new Ban.Request(START, "GET", "site.example", "/a/.env", 0, 0));
    }

    @Test
    void aBanForAUserAgentNamesIt() {
        World world = new World(first("tools", userAgent("sqlmap*"), Action.BAN));
        world.visit(ANYBODY.as("sqlmap/1.7"));
        assertThat(world.banned.get(0).reason()).isEqualTo("asked for / as sqlmap/1.7");
    }

    @Test
    void whatAStrangerSentIsMadeFitForATerminal() {
        World world = new World(first("tools", path("*"), Action.BAN));
        world.visit(ANYBODY.get("/\u001B[2J\n\u00E9" + "x".repeat(5000)));
        Ban ban = world.banned.get(0);
        assertThat(ban.reason()).startsWith("asked for /\\x1B[2J\\x0A\\xE9xxx").hasSizeLessThan(250);
        assertThat(evidence(ban).last().get(0).path())
                .startsWith("/\\x1B[2J\\x0A\\xE9xxx")
                .endsWith("...")
                .hasSizeLessThan(210);
    }

    @Test
    void eachRuleKeepsItsOwnSample() {
        World world = new World(
                where(requests("login", 2, HOUR, Action.BAN), path("/login")), requests("flood", 3, HOUR, Action.DENY));
        world.visit(ANYBODY.get("/login"));
        world.visit(ANYBODY);
        world.visit(ANYBODY.get("/login"));
        world.visit(ANYBODY.get("/login"));
        assertThat(evidence(world.banned.get(0)).last())
                .extracting(Ban.Request::path)
                .containsExactly("/login", "/login");
    }

    @Test
    void aNetworksBanShowsTheRequestsOfAllItsClients() {
        World world = new World(per(requests("swarm", 3, HOUR, Action.BAN), Per.NETWORK));
        for (int i = 1; i <= 4; i++) {
            world.visit(Request.from("192.0.2." + i).get("/" + i));
        }
        assertThat(evidence(world.banned.get(0)).last())
                .extracting(request -> request.path() + " " + request.status())
                .containsExactly("/2 200", "/3 200", "/4 0");
    }

    @Test
    void theSampleBeginsAnewAfterABan() {
        World world = new World(requests("flood", 2, HOUR, Action.BAN));
        for (String round : List.of("a", "b")) {
            for (int i = 1; i <= 3; i++) {
                world.visit(ANYBODY.get("/" + round + i));
            }
            world.advance(HOUR);
        }
        assertThat(evidence(world.banned.get(1)).last())
                .extracting(Ban.Request::path)
                .containsExactly("/b2", "/b3");
    }

    @Test
    void whereAClientWasCountedTogetherWithOthersIsKnownPastHalfOfTheLimit() {
        World world = World.of(
                "rules.agents { count = requests, per = agent, over = 10, within = 1 hour, then = throttle }",
                "rules.pairs { count = requests, per = [client, host], over = 4, within = 1 hour, then = throttle }",
                "rules.alone { count = requests, per = client, over = 100, within = 1 hour, then = ban, for = 1 hour }");
        Request one = Request.from("192.0.2.1").as("Bad Bot");
        Request other = Request.from("192.0.2.2").as("Bad Bot");
        world.visits(5, other.host("a.example"));
        world.visits(3, one.host("b.example"));
        long now = world.time.nanos();

        assertThat(world.engine.counts(one.client(), now))
                .satisfiesExactly(
                        agents -> {
                            assertThat(agents.groups()).containsExactly(new RuleCount.Group("Bad Bot", 7));
                            assertThat(agents.counted()).isEqualTo(7);
                        },
                        pairs -> assertThat(pairs.groups()).containsExactly(new RuleCount.Group("b.example", 3)),
                        alone -> {
                            assertThat(alone.counted()).isEqualTo(3);
                            assertThat(alone.groups()).isEmpty();
                        });
        assertThat(world.engine.counts(Request.client("192.0.2.3"), now).get(0).groups())
                .as("who was never seen there")
                .isEmpty();
    }
}
