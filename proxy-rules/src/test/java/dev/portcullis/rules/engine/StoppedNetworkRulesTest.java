package dev.portcullis.rules.engine;

import static dev.portcullis.rules.engine.Rules.per;
import static dev.portcullis.rules.engine.Rules.requests;
import static dev.portcullis.rules.engine.World.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.api.Verdict;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.rule.Per;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.rule.Rule.Action;
import dev.portcullis.rules.rule.SafetySettings;
import dev.portcullis.rules.rule.SafetySettings.Admins;
import dev.portcullis.rules.rule.SafetySettings.Breaker;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the circuit breaker makes of rules that count, or ban, more than one client at once. */
class StoppedNetworkRulesTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final SafetySettings BREAKER =
            new SafetySettings(Duration.ZERO, new Breaker(0.3, 5, Duration.ofMinutes(10)), Admins.NONE, false);

    private static Rule networks(long over, Duration within) {
        return per(requests("net", over, within, Action.BAN), Per.NETWORK);
    }

    private static Request visitor(int network, int number) {
        return Request.from("198.51." + network + "." + (1 + number));
    }

    /** From each of so many networks so many look at a page in each of some minutes, as visitors do. */
    private static void browse(World world, int networks, int each, int minutes) {
        for (int minute = 0; minute < minutes; minute++) {
            world.advance(MINUTE);
            for (int network = 0; network < networks; network++) {
                for (int i = 0; i < each; i++) {
                    world.visit(visitor(network, i));
                }
            }
        }
    }

    private static List<Ban> enforced(World world) {
        return world.banned.stream().filter(ban -> !ban.observed()).toList();
    }

    private static boolean isStopped(World world) {
        return world.engine.safety().breaker().stopped(world.time.nanos()).contains("net");
    }

    @Test
    void aBanOfOneNetworkInWhichTheVisitorsAreStopsTheRule() {
        World world = new World(settings(BREAKER, networks(100, MINUTE)));
        browse(world, 2, 40, 12);
        for (int i = 0; i < 100; i++) {
            world.visit(visitor(0, i % 40));
        }
        assertThat(enforced(world)).isEmpty();
        assertThat(isStopped(world)).isTrue();
        assertThat(world.visit(visitor(0, 3)).forwards()).isTrue();
    }

    @Test
    void bansOfNetworksAddUp() {
        World world = new World(settings(BREAKER, networks(4, MINUTE)));
        for (int minute = 0; minute < 12; minute++) {
            world.advance(MINUTE);
            for (int network = 0; network < 40; network++) {
                for (int i = 0; i < 4; i++) {
                    world.visit(visitor(network, i));
                }
            }
        }
        for (int network = 0; network < 40; network++) {
            world.visit(visitor(network, 0));
        }
        assertThat(enforced(world)).hasSizeBetween(11, 13); // of 4 visitors each, of 160
        assertThat(isStopped(world)).isTrue();
        assertThat(world.visit(visitor(39, 1)).forwards()).isTrue();
    }

    @Test
    void aNetworkOfStrangersIsBannedAndThatStopsNoRule() {
        World world = new World(settings(BREAKER, networks(200, MINUTE)));
        browse(world, 10, 4, 12);
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < 200; i++) {
                world.visit(visitor(200, i));
            }
        }
        assertThat(enforced(world)).singleElement().satisfies(ban -> assertThat(ban.subject())
                .isEqualTo(Request.block("198.51.200.0/24")));
        assertThat(isStopped(world)).isFalse();
    }

    @Test
    void thatANetworkWasOnItsWayToABanForLongMakesNoStrangersOfItsVisitors() {
        World world = new World(settings(BREAKER, networks(1199, Duration.ofHours(1))));
        browse(world, 2, 20, 59); // past half of the limit after half an hour
        for (int i = 0; i < 20; i++) {
            world.visit(visitor(0, i));
        }
        assertThat(enforced(world)).isEmpty();
        assertThat(isStopped(world)).isTrue();
    }

    @Test
    void whoWasOnTheWayToABanLongAgoIsAVisitorAgain() {
        Rule slip = requests("net", 4, MINUTE, Action.BAN);
        World world = new World(settings(BREAKER, slip));
        for (int i = 0; i < 20; i++) {
            world.visits(3, visitor(0, i));
        }
        world.advance(Duration.ofMinutes(30));
        browse(world, 1, 20, 12);
        for (int i = 0; i < 20; i++) {
            world.visits(5, visitor(0, i));
        }
        assertThat(enforced(world)).hasSizeBetween(5, 7);
        assertThat(isStopped(world)).isTrue();
    }

    @Test
    void aRuleForMembersOfAGroupThatAreTheWorldIsStopped() {
        List<Rule> rules = World.read("rules.net { count = requests, per = agent, over = 10, within = 1 minute,"
                        + " members { over = 1, within = 1 minute }, then = ban, for = 1 hour }")
                .rules();
        World world = new World(settings(BREAKER, rules.get(0)));
        browse(world, 10, 10, 1);
        for (int minute = 0; minute < 12; minute++) {
            world.advance(MINUTE);
            for (int i = 0; i < 100; i++) {
                world.visit(visitor(i / 10, i % 10).as("Mozilla/" + i));
            }
        }
        for (int i = 0; i < 100; i++) {
            world.visits(3, visitor(i / 10, i % 10));
        }
        assertThat(enforced(world)).hasSizeBetween(28, 31);
        assertThat(world.visit(visitor(9, 9))).isEqualTo(new Verdict.Observe("net", "ban"));
    }
}
