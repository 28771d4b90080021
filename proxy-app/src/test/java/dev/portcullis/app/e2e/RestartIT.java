package dev.portcullis.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Apache, or Portcullis, is stopped while visitors are about. */
@Timeout(120)
class RestartIT {

    @RegisterExtension
    static final ApachePhp APACHE = ApachePhp.plain();

    @RegisterExtension
    final PortcullisProcess portcullis = new PortcullisProcess(() -> "origin = \"" + APACHE.origin() + "\"\n");

    @Test
    void visitorsGet502WhileApacheIsDownAndPagesFromTheFirstRequestAfter() throws IOException {
        try (Visitor visitor = portcullis.visitor("127.0.0.20")) {
            assertThat(visitor.get("/").status()).isEqualTo(200);

            APACHE.stop();
            try {
                long start = System.nanoTime();
                Visitor.Page page = visitor.get("/");
                assertThat(page.status()).isEqualTo(502);
                assertThat(page.text()).contains("<title>");
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
            } finally {
                APACHE.start();
            }

            assertThat(visitor.get("/").status()).isEqualTo(200);
        }
    }

    @Test
    void visitorsDoNotNoticeThatApacheClosesItsConnectionsAfterAHundredRequests() throws IOException {
        try (Visitor visitor = portcullis.visitor("127.0.0.20")) {
            for (int i = 0; i < 250; i++) {
                assertThat(visitor.get("/").status()).as("request " + i).isEqualTo(200);
            }
        }
        assertThat(portcullis.metric("portcullis_origin_connections_opened_total"))
                .as("connections made to Apache")
                .isBetween(3.0, 10.0);
    }

    @Test
    void aPageUnderWayIsFinishedWhenPortcullisIsStopped() throws IOException {
        try (Visitor visitor = portcullis.visitor("127.0.0.20");
                Visitor late = portcullis.visitor("127.0.0.21")) {
            visitor.send("GET", "/slow.php?ms=2000");
            Await.until(Duration.ofSeconds(10), "the page to be under way", () -> isUnderWay());

            portcullis.program().terminate();
            Await.until(Duration.ofSeconds(10), "new connections to be refused", () -> isRefused(late));

            Answer answer = visitor.receive("GET");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).contains("A slow page");
        }
    }

    @Test
    void aRestartLosesNoRequestAndNoBan() throws IOException {
        portcullis.ask("ban", "add", "127.0.0.66", "--for", "1h", "--reason", "a test");
        ProcessHandle next = null;
        try (Load load = Load.start(() -> portcullis.visitor("127.0.0.20"), "/", 200)) {
            Await.until(Duration.ofSeconds(30), "some load", () -> load.answered() > 200);
            Program.Finished restarted = portcullis.ask("restart");
            assertThat(restarted.code()).as(restarted.text()).isZero();
            Matcher pid = Pattern.compile("process (\\d+) has taken over").matcher(restarted.text());
            assertThat(pid.find()).as(restarted.text()).isTrue();
            next = ProcessHandle.of(Long.parseLong(pid.group(1))).orElseThrow();
            assertThat(portcullis.program().awaitExit(Duration.ofSeconds(60))).isZero();
            int before = load.answered();
            Await.until(Duration.ofSeconds(30), "load after it", () -> load.answered() > before + 200);
            load.end();
            assertThat(load.failures()).isEmpty();
            try (Visitor banned = portcullis.visitor("127.0.0.66")) {
                assertThat(banned.get("/").status()).isEqualTo(403);
            }
            assertThat(portcullis.ask("ban", "list").text()).contains("127.0.0.66", "a test");
            assertThat(portcullis.metric("portcullis_state_kept"))
                    .as("the next process has the state file")
                    .isEqualTo(1);
        } finally {
            if (next != null) {
                next.destroy();
                next.onExit().orTimeout(30, TimeUnit.SECONDS).join();
            }
        }
    }

    @Test
    void aRestartWithABrokenFileLeavesTheOldProcessAtWork() throws IOException {
        portcullis.configure("orgin = 1\n");
        Program.Finished refused = portcullis.ask("restart");

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.text()).contains("did you mean \"origin\"?", "goes on");
        try (Visitor visitor = portcullis.visitor("127.0.0.20")) {
            assertThat(visitor.get("/").status()).isEqualTo(200);
        }
    }

    private boolean isUnderWay() {
        return portcullis.metric("portcullis_requests_active ") == 1;
    }

    private static boolean isRefused(Visitor visitor) {
        try {
            visitor.connect();
            visitor.endConnection();
            return false;
        } catch (IOException refused) {
            return true;
        }
    }
}
