package dev.portcullis.rules.engine;

import static dev.portcullis.rules.engine.Processes.after;
import static dev.portcullis.rules.engine.Processes.count;
import static dev.portcullis.rules.engine.Processes.world;
import static dev.portcullis.rules.engine.Processes.writing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.engine.Processes.Log;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Counts of all kinds after kills at any moment. */
class KeptCountsAfterAKillTest {

    private static final List<String> RULES = List.of(
            "rules.a { count = requests, per = client, over = 40, within = 10 seconds, then = ban, for = 5 seconds }",
            "rules.b { count = requests, per = client, over = 4000, within = 30 seconds, then = observe }",
            "rules.c { count = errors, per = network, over = 3000, within = 20 seconds, then = observe }",
            "rules.d { count = origin-time, per = agent, over = 1 hour, within = 15 seconds, then = observe }",
            "rules.e { count = distinct-paths, per = client, over = 50, within = 10 seconds, then = observe }",
            "rules.f { count = bytes, per = [client, host], over = 1 GB, within = 1 minute, then = observe }",
            "rules.g { count = requests, per = all, over = 1000000, within = 1 minute, then = observe }",
            "rules.h { count = requests, per = path, where { status = [\"4xx\"] }, over = 900, within = 20 seconds,"
                    + " then = observe }",
            "rules.i { where.path = \"/1*\", add = 3 }",
            "rules.j { count = score, over = 100000, within = 20 seconds, then = observe }");

    private static final List<String> NAMES = List.of("a", "b", "c", "d", "e", "f", "g", "h", "j");

    private static long weight(String rule) {
        return switch (rule) {
            case "d" -> 10_000_000;
            case "f" -> 1000;
            case "j" -> 3;
            default -> 1;
        };
    }

    /** Whatever is asked, and whenever the process is killed: no count is ahead afterwards, and none lags by more than what came last. */
    @Property(tries = 60)
    void aKillCostsWhatCameAfterTheLastWritingAndNothingElse(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        World before = world(World.read(RULES.toArray(String[]::new)));
        Log log = new Log();
        CountWriter writer = before.engine.keeping().writer(log);
        Set<Facts> asked = new HashSet<>();
        int since = 0;
        boolean whole = true;
        for (int step = random.nextInt(400); step > 0; step--) {
            switch (random.nextInt(12)) {
                case 0 -> before.advance(Duration.ofMillis(100L * random.nextInt(40)));
                case 1 -> {
                    if (random.nextInt(4) == 0) {
                        writer = writing(before, log);
                    }
                    writer.writeChanges();
                    since = 0;
                }
                case 2 -> {
                    if (random.nextInt(20) == 0) {
                        before.engine.reconfigure(World.read(
                                RULES.subList(random.nextInt(3), RULES.size()).toArray(String[]::new)));
                        before.engine.reconfigure(World.read(RULES.toArray(String[]::new)));
                        whole = false; // what has gone with a rule was written before
                    }
                }
                default -> {
                    Request request = Request.from("192.0." + random.nextInt(2) + "." + random.nextInt(3))
                            .get("/" + random.nextInt(30))
                            .as("agent" + random.nextInt(2));
                    if (asked.size() < 20) {
                        asked.add(request);
                    }
                    int times = 1 + random.nextInt(5);
                    for (int i = 0; i < times; i++) {
                        before.visit(request, random.nextBoolean() ? 200 : 404);
                    }
                    since += times;
                }
            }
        }
        Duration down = Duration.ofMillis(100L * random.nextInt(60));
        World after = after(before, down, log, World.read(RULES.toArray(String[]::new)));
        before.advance(down);
        for (int look = 0; look < 4; look++) {
            for (String rule : NAMES) {
                for (Facts facts : asked) {
                    long kept = count(after, rule, facts);
                    long was = count(before, rule, facts);
                    if (whole) {
                        assertThat(kept).as(rule + " of " + facts).isLessThanOrEqualTo(was);
                    }
                    assertThat(kept)
                            .as(rule + " of " + facts + ", " + since + " since")
                            .isGreaterThanOrEqualTo(was - since * weight(rule));
                }
            }
            before.advance(Duration.ofSeconds(4));
            after.advance(Duration.ofSeconds(4));
        }
    }
}
