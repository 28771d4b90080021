package dev.portcullis.core.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.settings.LoopSettings.Transport;
import dev.portcullis.core.settings.OriginSettings;
import dev.portcullis.core.settings.SiteLimits;
import dev.portcullis.core.settings.Timeouts;
import dev.portcullis.core.testing.Corpus;
import dev.portcullis.core.testing.RunningProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The examiner of the shared corpus, run against the whole proxy: it plays the clients and the origin, and judges by what
 * arrived at either.
 */
class CorpusIT {

    private static final Timeouts TIMEOUTS =
            new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ofSeconds(3), Duration.ofSeconds(1));
    private static final SiteLimits LIMITS = new SiteLimits(0, Duration.ofSeconds(3), Duration.ofHours(1));

    @ParameterizedTest
    @CsvSource({"req, EPOLL", "resp, EPOLL", "req, NIO", "resp, NIO", "req, IO_URING", "resp, IO_URING"})
    void theExaminerFindsNothing(String kind, Transport transport, @TempDir Path directory) throws Exception {
        int originPort = freePort();
        InetSocketAddress origin = new InetSocketAddress(InetAddress.getLoopbackAddress(), originPort);
        Path results = directory.resolve("results.jsonl");
        Path report = directory.resolve("report.txt");
        try (RunningProxy proxy =
                new RunningProxy(RunningProxy.settings(OriginSettings.of(origin), LIMITS, TIMEOUTS, transport))) {
            Process examiner = new ProcessBuilder(
                            "python3",
                            Corpus.file("run_corpus.py").toString(),
                            "--manifest",
                            Corpus.file(Corpus.MANIFEST).toString(),
                            "--kind",
                            kind,
                            "--name",
                            "portcullis",
                            "--proxy",
                            "127.0.0.1:" + proxy.address().getPort(),
                            "--origin",
                            "127.0.0.1:" + originPort,
                            "--out",
                            results.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(report.toFile())
                    .start();
            try {
                assertThat(examiner.waitFor(5, TimeUnit.MINUTES))
                        .as("the examiner ended within its time: %s", Files.readString(report))
                        .isTrue();
            } finally {
                examiner.destroyForcibly();
            }
            assertThat(examiner.exitValue())
                    .as("%s%n%s", Files.readString(report), failures(results))
                    .isZero();
            assertThat(Files.readString(report))
                    .as("every case was judged")
                    .contains("ALL PASS 0 of " + Corpus.cases(kind).size());
        }
    }

    private static String failures(Path results) throws IOException {
        if (!Files.exists(results)) {
            return "no results";
        }
        return String.join(
                "\n",
                Files.readAllLines(results).stream()
                        .filter(line -> line.contains("\"ok\": false"))
                        .toList());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
