package dev.portcullis.rules.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.api.Verdict;
import dev.portcullis.rules.ban.Ban;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Attacks from many addresses, each of which does little. */
class MembersTest {

    private static final String SWARM =
            "rules.swarm { count = requests, per = agent, over = 100, within = 1m, then = throttle,"
                    + " members { over = 3, within = 1m, sessions = spared } }";

    private static Request bot(int number) {
        return Request.from("198.18.0." + number).as("evil/1.0");
    }

    /** Each of 50 bots asks twice. */
    private static World attacked(String... lines) {
        World world = World.of(lines);
        for (int i = 0; i < 100; i++) {
            assertThat(world.visit(bot(i % 50))).isEqualTo(Verdict.Pass.INSTANCE);
        }
        return world;
    }

    @Test
    void belowTheGroupsLimitAMemberMayAskForMuch() {
        World world = World.of(SWARM);
        for (int i = 0; i < 100; i++) {
            assertThat(world.visit(bot(1))).isEqualTo(Verdict.Pass.INSTANCE);
        }
        assertThat(world.visit(bot(1))).isEqualTo(new Verdict.Throttle("swarm", 60));
    }

    @Test
    void pastItEachMemberHasALittle() {
        World world = attacked(SWARM);

        assertThat(world.visit(bot(1))).isEqualTo(Verdict.Pass.INSTANCE);
        assertThat(world.visit(bot(1))).isInstanceOf(Verdict.Throttle.class);
        assertThat(world.visit(bot(200))).as("a newcomer").isEqualTo(Verdict.Pass.INSTANCE);
        assertThat(world.visit(bot(1).as("Firefox"))).as("another group").isEqualTo(Verdict.Pass.INSTANCE);
        world.advance(Duration.ofMinutes(1));
        assertThat(world.visit(bot(1))).isEqualTo(Verdict.Pass.INSTANCE);
    }

    @Test
    void whoHasASessionIsSparedIfSoConfigured() {
        World world = attacked(SWARM);
        world.engine.cookiesSet(bot(1), List.of("PHPSESSID=abc"), 0);
        for (int i = 0; i < 20; i++) {
            assertThat(world.visit(bot(1).with("cookie", "PHPSESSID=abc"))).isEqualTo(Verdict.Pass.INSTANCE);
        }
    }

    @Test
    void theCollateralIsTold() {
        World world = attacked(SWARM);
        world.engine.cookiesSet(bot(1), List.of("PHPSESSID=abc"), 0);
        world.visit(bot(1).with("cookie", "PHPSESSID=abc"));
        world.visit(bot(2));
        world.visit(bot(2));

        Collateral hit = world.state("swarm").collateral();
        assertThat(hit.clients())
                .as("all that asked since the group was half way")
                .isEqualTo(50);
        assertThat(hit.withSession()).isEqualTo(1);
    }

    @Test
    void membersMayBeBanned() {
        World world = attacked(SWARM.replace("then = throttle", "then = ban, for = 1h"));
        world.visit(bot(1));
        assertThat(world.visit(bot(1))).isEqualTo(new Verdict.Banned("swarm"));

        assertThat(world.banned).extracting(Ban::subject).containsExactly(bot(1).client());
        assertThat(world.visit(bot(2))).isEqualTo(Verdict.Pass.INSTANCE);
        world.engine.lift(bot(1).client());
        assertThat(world.visit(bot(1))).as("what made the ban is spent").isEqualTo(Verdict.Pass.INSTANCE);
    }

    @Test
    void aBanOfANetworkSaysWhomItHits() {
        World world =
                World.of("rules.net { count = requests, per = network, over = 10, within = 1m, then = ban, for = 1h }");
        world.engine.cookiesSet(bot(1), List.of("PHPSESSID=abc"), 0);
        for (int i = 0; i < 10; i++) {
            world.visit(i == 8 ? bot(i).with("cookie", "PHPSESSID=abc") : bot(i));
        }
        world.visit(bot(20));

        assertThat(world.banned).extracting(Ban::subject).containsExactly(Request.block("198.18.0.0/24"));
        assertThat(world.banned.get(0).reason())
                .isEqualTo("11 requests within 1 minute, over the limit of 10, by 6 clients, 1 of them with a session");
    }
}
