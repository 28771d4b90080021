package dev.portcullis.bench;

import dev.portcullis.rules.count.Limit;
import dev.portcullis.rules.count.Slot;
import dev.portcullis.rules.count.Tallies;
import dev.portcullis.rules.count.Tally;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/** One more event in a sliding window, and what it counts then: of a client of one's own, and of one that two event loops serve. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WindowBenchmark {

    private static final Limit LIMIT = new Limit(9_800, Duration.ofHours(1));

    /** A client whose window is full of buckets. */
    static class Client {

        private final Tallies tallies = new Tallies(1000);
        private final Slot slot = tallies.take(1).get(0);
        private final Tally tally = tallies.of(Addresses.client(1));

        Client() {
            for (int i = 0; i < LIMIT.over(); i++) {
                add();
            }
        }

        long add() {
            long now = System.nanoTime();
            synchronized (tally) {
                tally.add(slot, LIMIT, 1, now);
                return tally.count(slot, LIMIT, now);
            }
        }
    }

    @State(Scope.Thread)
    public static class OwnClient extends Client {}

    @State(Scope.Benchmark)
    public static class SharedClient extends Client {}

    @Benchmark
    @Threads(1)
    public long alone(OwnClient client) {
        return client.add();
    }

    @Benchmark
    @Threads(2)
    public long twoThreadsApart(OwnClient client) {
        return client.add();
    }

    @Benchmark
    @Threads(2)
    public long twoThreadsContend(SharedClient client) {
        return client.add();
    }
}
