package dev.portcullis.rules.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.api.Precedence;
import dev.portcullis.rules.api.Verdict;
import dev.portcullis.rules.crawler.FakeNames;
import org.junit.jupiter.api.Test;

/** Genuine crawlers are spared, forged ones are not. */
class CrawlerRulesTest {

    private static final Request GOOGLE =
            Request.from("66.249.66.1").as("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)");
    private static final String FLOOD = "rules.flood { count = requests, over = 4, within = 1m, then = ban, for = 1h }";

    private final FakeNames names = new FakeNames();

    private World world(String... lines) {
        return new World(World.read(lines), names);
    }

    private void genuine() {
        names.confirm(GOOGLE.client(), "crawl-66-249-66-1.googlebot.com");
    }

    @Test
    void aGenuineCrawlerIsNeverBannedByRates() {
        genuine();
        World world = world(FLOOD, "rules.errors { count = errors, over = 2, within = 1m, then = ban, for = 1h }");
        for (int i = 0; i < 100; i++) {
            assertThat(world.visit(GOOGLE, 404)).isEqualTo(Verdict.Pass.INSTANCE);
        }
        assertThat(world.banned).isEmpty();
        assertThat(world.engine.precedence(GOOGLE, Verdict.Pass.INSTANCE, world.time.nanos()))
                .isEqualTo(Precedence.CRAWLER);
    }

    @Test
    void aForgedOneIs() {
        World world = world(FLOOD);
        world.visits(4, GOOGLE);

        assertThat(world.visit(GOOGLE)).isEqualTo(new Verdict.Banned("flood"));
        assertThat(world.banned).hasSize(1);
        assertThat(world.engine.precedence(GOOGLE, Verdict.Pass.INSTANCE, world.time.nanos()))
                .isEqualTo(Precedence.UNKNOWN);
    }

    @Test
    void aRuleMaySayOtherwise() {
        genuine();
        World world = world(
                "rules.flood { count = requests, over = 4, within = 1m, then = ban, for = 1h, crawlers = included }");
        world.visits(4, GOOGLE);

        assertThat(world.visit(GOOGLE)).isEqualTo(new Verdict.Banned("flood"));
    }

    @Test
    void aRuleWithoutACountActsOnAnybody() {
        genuine();
        World world = world("rules.env { where { path = \"/.env\" }, then = deny }");

        assertThat(world.visit(GOOGLE.get("/.env"))).isEqualTo(new Verdict.Deny("env"));
    }

    @Test
    void whileNothingIsKnownWhatIsOverTheLimitIsRefusedAndNobodyIsBanned() {
        genuine();
        names.held = true;
        World world = world(FLOOD);
        world.visits(4, GOOGLE);

        assertThat(world.visit(GOOGLE)).isEqualTo(new Verdict.Banned("flood"));
        assertThat(world.banned).isEmpty();
        names.answer();
        assertThat(world.visit(GOOGLE)).isEqualTo(Verdict.Pass.INSTANCE);
    }

    @Test
    void itIsLookedUpBeforeItComesToABan() {
        genuine();
        World world = world(FLOOD);
        world.visits(2, GOOGLE);
        assertThat(names.asked).isZero();
        world.visit(GOOGLE);
        assertThat(names.asked).isEqualTo(1);
    }

    @Test
    void aForgedOneIsASignalOfItsOwn() {
        World world = world("rules.forged { where { claims-crawler = googlebot }, then = deny }");

        assertThat(world.visit(GOOGLE)).isEqualTo(new Verdict.Deny("forged"));
        assertThat(world.visit(GOOGLE.as("bingbot/2.0"))).isEqualTo(Verdict.Pass.INSTANCE);
        assertThat(world.visit(GOOGLE.as("Mozilla/5.0"))).isEqualTo(Verdict.Pass.INSTANCE);
    }

    @Test
    void rulesMayLookForGenuineOnes() {
        genuine();
        World world = world("rules.slow { where { path = \"/search\", verified-crawler = true }, then = deny }");

        assertThat(world.visit(GOOGLE.get("/search"))).isEqualTo(new Verdict.Deny("slow"));
        assertThat(world.visit(Request.from("192.0.2.1").get("/search").as(GOOGLE.userAgent())))
                .isEqualTo(Verdict.Pass.INSTANCE);
    }

    @Test
    void withoutCrawlersNobodyIsSpared() {
        genuine();
        World world = world("crawlers = off", FLOOD);
        world.visits(4, GOOGLE);

        assertThat(world.visit(GOOGLE)).isEqualTo(new Verdict.Banned("flood"));
        assertThat(names.asked).isZero();
    }
}
