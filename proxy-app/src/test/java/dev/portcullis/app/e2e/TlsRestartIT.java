package dev.portcullis.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder.Algorithm;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Portcullis is reloaded and restarted while visitors come by https. */
@Timeout(180)
class TlsRestartIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String HOST = "www.portcullis.test";

    @RegisterExtension
    static final ApachePhp APACHE = ApachePhp.plain();

    private final Certificate certificate = new Certificate(HOST);
    private final int tlsPort = FreePort.find();

    @RegisterExtension
    final PortcullisProcess portcullis = new PortcullisProcess(() -> configuration("on"));

    private String configuration(String http2) {
        return "origin = \"" + APACHE.origin() + "\"\n" + certificate.listener(tlsPort) + "tls.http2 = " + http2 + "\n";
    }

    @Test
    void noRequestFailsAndSessionsAreResumedBeforeAndAfter() throws IOException {
        SSLContext trusting = Certificate.trusting();
        ProcessHandle next = null;
        try (Load load = Load.start(() -> new Visitor("127.0.0.20", tlsPort, HOST).overTls(trusting), "/", 100)) {
            awaitMore(load);
            certificate.renew(HOST, Algorithm.ecp256);
            portcullis.configure(configuration("off"));
            assertThat(portcullis.reload()).isEqualTo(200);
            awaitMore(load);
            assertThat(resumed()).as("handshakes resumed before the restart").isPositive();

            Program.Finished restarted = portcullis.ask("restart");
            assertThat(restarted.code()).as(restarted.text()).isZero();
            Matcher pid = Pattern.compile("process (\\d+) has taken over").matcher(restarted.text());
            assertThat(pid.find()).as(restarted.text()).isTrue();
            next = ProcessHandle.of(Long.parseLong(pid.group(1))).orElseThrow();
            assertThat(portcullis.program().awaitExit(Duration.ofMinutes(1))).isZero();
            awaitMore(load);
            Await.until(SOON, "handshakes to be resumed by the next process", () -> resumed() > 0);
            load.end();
            assertThat(load.failures()).isEmpty();
        } finally {
            if (next != null) {
                next.destroy();
                next.onExit().orTimeout(30, TimeUnit.SECONDS).join();
            }
        }
    }

    private static void awaitMore(Load load) {
        int before = load.answered();
        Await.until(SOON, () -> "load; failed: " + load.failures(), () -> load.answered() > before + 200);
    }

    private double resumed() {
        return portcullis.metric("portcullis_tls_handshakes_total\\{.*kind=\"resumed\"");
    }
}
