package dev.portcullis.bench;

import dev.portcullis.app.config.ConfigurationReader;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Verdict;
import dev.portcullis.rules.ban.Bannable;
import dev.portcullis.rules.ban.Bans;
import dev.portcullis.rules.engine.PolicyEngine;
import dev.portcullis.rules.rule.PolicySettings;
import dev.portcullis.rules.time.Ticker;
import dev.portcullis.rules.time.WallClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What all of policy costs a request: the verdict when it arrives, and its counting when it has ended. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecisionBenchmark {

    private static final Outcome SERVED = new Outcome(Outcome.Ending.SERVED, 200, 0, 20_000, 1_000_000);

    /** Besides the default ones, of paths that are not the request's. */
    @Param({"0", "100"})
    private int otherRules;

    /** Besides those, of the request's path: each counts it. */
    @Param({"0", "20"})
    private int countingRules;

    @Param({"0", "100000"})
    private int bannedNetworks;

    @Param({"1000", "100000"})
    private int clients;

    private PolicyEngine engine;
    private Visit[] visits;
    private int next;

    @Setup
    public void start() throws IOException {
        PolicySettings settings = settings();
        Bans bans = new Bans(Bannable.of(settings), Ticker.system(), WallClock.system());
        bans.restore(BannedNetworks.of(bannedNetworks, WallClock.system().now()));
        engine = new PolicyEngine(settings, bans, WallClock.system());
        visits = IntStream.range(0, clients)
                .map(number -> (int) (number * 7919L % clients))
                .mapToObj(Visit::of)
                .toArray(Visit[]::new);
        for (Visit visit : visits) {
            make(visit);
        }
    }

    private PolicySettings settings() throws IOException {
        String rules = rules("other", otherRules, "/other-%d/*") + rules("counting", countingRules, "/blog/*/page-*");
        Path file = Files.createTempFile("decision", ".conf");
        try {
            Files.writeString(
                    file,
                    "origin = \"http://127.0.0.1:8080\"\nrules {\nhourly-flood.over = 1000000000\ncostly.over = 100 days\n"
                            + rules + "}\n");
            return ConfigurationReader.read(file, WallClock.system()).value().orElseThrow().policy();
        } finally {
            Files.delete(file);
        }
    }

    private static String rules(String name, int count, String path) {
        return IntStream.range(0, count)
                .mapToObj(number -> String.format(
                        "  %s-%d { count = requests, where { path = \"%s\" }, over = 1000000000, within = 1 hour, then = deny }%n",
                        name, number, String.format(path, number)))
                .collect(Collectors.joining());
    }

    @Benchmark
    public Verdict decideAndCount() {
        next = next + 1 == visits.length ? 0 : next + 1;
        return make(visits[next]);
    }

    private Verdict make(Visit visit) {
        long now = System.nanoTime();
        Verdict verdict = engine.decide(visit, now);
        engine.ended(visit, verdict, SERVED, now);
        return verdict;
    }
}
