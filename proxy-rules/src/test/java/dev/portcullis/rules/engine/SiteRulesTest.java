package dev.portcullis.rules.engine;

import static dev.portcullis.rules.engine.Rules.butNot;
import static dev.portcullis.rules.engine.Rules.first;
import static dev.portcullis.rules.engine.Rules.limit;
import static dev.portcullis.rules.engine.Rules.ofSite;
import static dev.portcullis.rules.engine.Rules.path;
import static dev.portcullis.rules.engine.Rules.per;
import static dev.portcullis.rules.engine.Rules.requests;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.api.Verdict;
import dev.portcullis.rules.rule.Per;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.rule.Rule.Action;
import dev.portcullis.rules.rule.Rule.Count;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SiteRulesTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Request VISITOR = Request.from("192.0.2.1");

    @Test
    void aCommonRuleCountsTheRequestsOfAllSitesTogether() {
        World world = new World(requests("flood", 2, HOUR, Action.DENY));
        world.visit(VISITOR.at("shop"));
        world.visit(VISITOR.at("blog"));
        assertThat(world.visit(VISITOR)).isEqualTo(new Verdict.Deny("flood"));
    }

    @Test
    void aSitesRuleActsOnThatSitesRequestsOnly() {
        World world = new World(ofSite("shop", first("admin", path("/admin/*"), Action.DENY)));
        assertThat(world.visit(VISITOR.get("/admin/x").at("shop"))).isEqualTo(new Verdict.Deny("shop.admin"));
        assertThat(world.visit(VISITOR.get("/admin/x").at("blog"))).isEqualTo(Verdict.Pass.INSTANCE);
        assertThat(world.visit(VISITOR.get("/admin/x"))).isEqualTo(Verdict.Pass.INSTANCE);
        assertThat(world.state("shop.admin").acted()).isOne();
    }

    @Test
    void aSitesRuleHasItsOwnCounts() {
        Rule flood = requests("flood", 2, HOUR, Action.DENY);
        World world = new World(
                butNot(flood, "shop"), ofSite("shop", flood), ofSite("blog", requests("more", 9, HOUR, Action.DENY)));
        world.visits(2, VISITOR.at("shop"));
        world.visits(1, VISITOR.at("blog"));
        assertThat(world.counted("192.0.2.1", "shop.flood")).isEqualTo(2);
        assertThat(world.counted("192.0.2.1", "flood")).isEqualTo(1);
        assertThat(world.counted("192.0.2.1", "blog.more")).isEqualTo(1);
        assertThat(world.visit(VISITOR.at("shop"))).isEqualTo(new Verdict.Deny("shop.flood"));
        assertThat(world.visit(VISITOR.at("blog"))).isEqualTo(Verdict.Pass.INSTANCE);
    }

    @Test
    void aCommonRuleThatLeavesASiteOutNeitherActsNorCountsThere() {
        World world = new World(
                butNot(first("admin", path("/admin/*"), Action.DENY), "shop"),
                butNot(limit("costly", Count.ORIGIN_TIME, 1, HOUR, Action.DENY), "shop"));
        world.visits(5, VISITOR.at("shop").get("/admin/x"));
        assertThat(world.engine.passed()).isEqualTo(5);
        assertThat(world.counted("192.0.2.1", "costly")).isZero();
        world.visit(VISITOR);
        assertThat(world.visit(VISITOR)).isEqualTo(new Verdict.Deny("costly"));
    }

    @Test
    void whatASitesRequestsCostCountsForItsRulesAndTheCommonOnes() {
        World world = new World(
                limit("bytes", Count.BYTES, 1_000_000, HOUR, Action.THROTTLE),
                ofSite("shop", limit("bytes", Count.BYTES, 1_000_000, HOUR, Action.THROTTLE)));
        world.visit(VISITOR.at("shop"));
        world.visit(VISITOR.at("blog"));
        assertThat(world.counted("192.0.2.1", "bytes")).isEqualTo(2000);
        assertThat(world.counted("192.0.2.1", "shop.bytes")).isEqualTo(1000);
    }

    @Test
    void aSitesRuleCountsByNetworkAndEverybodyOfThatSite() {
        World world = new World(
                ofSite("shop", per(requests("network", 2, HOUR, Action.DENY), Per.NETWORK)),
                ofSite("shop", per(requests("all", 3, HOUR, Action.DENY), Per.ALL)));
        world.visit(VISITOR.at("shop"));
        world.visit(Request.from("192.0.2.2").at("shop"));
        world.visits(9, Request.from("192.0.2.3").at("blog"));
        assertThat(world.visit(Request.from("192.0.2.3").at("shop"))).isEqualTo(new Verdict.Deny("shop.network"));
        world.visit(Request.from("198.51.100.1").at("shop"));
        assertThat(world.visit(Request.from("203.0.113.1").at("shop"))).isEqualTo(new Verdict.Deny("shop.all"));
    }

    @Test
    void aSitesBanIsTheClientsEverywhereAndNamesTheSitesRule() {
        World world = new World(ofSite("shop", requests("flood", 1, HOUR, Action.BAN)));
        world.visits(2, VISITOR.at("shop"));
        assertThat(world.visit(VISITOR.at("blog"))).isEqualTo(new Verdict.Banned("shop.flood"));
        assertThat(world.banned.get(0).rule()).isEqualTo("shop.flood");
    }

    @Test
    void aThousandSitesRulesAreEachCountedApart() {
        List<Rule> rules = new ArrayList<>();
        for (int site = 0; site < 1000; site++) {
            rules.add(ofSite("s" + site, requests("flood", 1000, HOUR, Action.DENY)));
        }
        World world = new World(rules.toArray(Rule[]::new));
        for (int site = 999; site >= 0; site -= 3) {
            world.visits(site % 7 + 1, VISITOR.at("s" + site));
        }
        for (int site = 0; site < 1000; site++) {
            assertThat(world.counted("192.0.2.1", "s" + site + ".flood")).isEqualTo(site % 3 == 0 ? site % 7 + 1 : 0);
        }
    }
}
