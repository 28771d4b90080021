package dev.portcullis.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bounded load for half a minute. */
@Timeout(120)
class LoadIT {

    private static final int SECONDS = 30;
    private static final int WARM_UP_SECONDS = 10;
    private static final long MAX_GROWTH = 32L << 20;

    @RegisterExtension
    static final ApachePhp APACHE = ApachePhp.plain();

    @RegisterExtension
    final PortcullisProcess portcullis =
            new PortcullisProcess(() -> "origin = \"" + APACHE.origin() + "\"\n" + "allow = [\"127.0.0.1\"]\n");

    @Test
    void sixtyFourConnectionsGetAnswersOnlyAndMemoryStaysFlat() throws IOException {
        long start = System.nanoTime();
        long warm;
        String said;
        try (Program wrk = Program.start(List.of(
                Program.find("wrk", "wrk"),
                "-t1",
                "-c64",
                "-d" + SECONDS + "s",
                "--timeout=10s",
                "http://127.0.0.1:" + portcullis.port() + "/index.php"))) {
            Await.until(
                    Duration.ofSeconds(2 * WARM_UP_SECONDS),
                    "the warm-up to be over",
                    () -> System.nanoTime() - start
                            > Duration.ofSeconds(WARM_UP_SECONDS).toNanos());
            warm = portcullis.residentBytes();
            assertThat(wrk.awaitExit(Duration.ofSeconds(2 * SECONDS)))
                    .as(wrk.text())
                    .isZero();
            said = wrk.text();
        }

        assertThat(said).contains("requests in").doesNotContain("Socket errors").doesNotContain("Non-2xx");
        assertThat(portcullis.metric("portcullis_http_requests_total\\{.*code=\"200\""))
                .as("requests served:\n" + said)
                .isGreaterThan(SECONDS * 100.0);
        assertThat(portcullis.residentBytes() - warm)
                .as("growth of memory in bytes")
                .isLessThan(MAX_GROWTH);
    }
}
