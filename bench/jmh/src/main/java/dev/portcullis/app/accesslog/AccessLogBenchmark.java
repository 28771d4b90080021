package dev.portcullis.app.accesslog;

import dev.portcullis.core.observe.FinishedExchange;
import dev.portcullis.rules.api.Facts;
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
            IpPrefix.of(new byte[] {(byte) 203, 0, 113, 9}), new Outcome(Outcome.Ending.SERVED, 200, 0, 20_000, 153_000_000));

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

    private record Served(IpPrefix client, Outcome outcome) implements FinishedExchange, Facts {

        @Override
        public Facts facts() {
            return this;
        }

        @Override
        public IpPrefix peer() {
            return client;
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
            return "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0";
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

        @Override
        public String method() {
            return "GET";
        }

        @Override
        public String site() {
            return "";
        }

        @Override
        public String host() {
            return "www.example.com";
        }

        @Override
        public String path() {
            return "/blog/2026/11/a-page";
        }

        @Override
        public String query() {
            return "utm_source=newsletter";
        }
    }
}
