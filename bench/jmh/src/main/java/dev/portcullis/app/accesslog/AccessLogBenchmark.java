package dev.portcullis.app.accesslog;

import dev.portcullis.bench.Addresses;
import dev.portcullis.bench.Visit;
import dev.portcullis.core.observe.FinishedExchange;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Verdict;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A line of the access log. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AccessLogBenchmark {

    private final LineFormat format = LogFormat.COMBINED.lines(ZoneOffset.UTC);
    private final LineFormat json = LogFormat.JSON.lines(ZoneOffset.UTC);
    private final StringBuilder line = new StringBuilder();
    private final FinishedExchange exchange = new Served(
            new Visit(Addresses.address(203 << 24 | 113 << 8 | 9), "/blog/2026/11/a-page"),
            new Outcome(Outcome.Ending.SERVED, 200, 0, 20_000, 153_000_000));

    @Benchmark
    public StringBuilder formatLine() {
        line.setLength(0);
        format.append(line, exchange);
        return line;
    }

    @Benchmark
    public StringBuilder formatJsonLine() {
        line.setLength(0);
        json.append(line, exchange);
        return line;
    }

    private record Served(Visit facts, Outcome outcome) implements FinishedExchange {

        @Override
        public IpPrefix peer() {
            return facts.client();
        }

        @Override
        public Verdict verdict() {
            return Verdict.Pass.INSTANCE;
        }

        @Override
        public Instant start() {
            return Instant.EPOCH;
        }

        @Override
        public String target() {
            return "/blog/2026/11/a-page?utm_source=newsletter";
        }

        @Override
        public String protocol() {
            return "HTTP/1.1";
        }

        @Override
        public String referer() {
            return "https://www.example.com/blog/2026/11/";
        }

        @Override
        public String userAgent() {
            return facts.userAgent();
        }

        @Override
        public int headBytes() {
            return 500;
        }

        @Override
        public long totalNanos() {
            return 154_000_000;
        }

        @Override
        public long waitedNanos() {
            return 0;
        }

        @Override
        public long ownNanos() {
            return 200_000;
        }
    }
}
