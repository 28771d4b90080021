package dev.portcullis.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Certificates are got from a certificate authority, Debian's pebble, with no other tool. */
@Timeout(240)
class PebbleIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration LONG = Duration.ofDays(90);
    private static final String HOST = "www.portcullis.test";
    private static final String OTHER = "shop.portcullis.test";

    private final SocketOrigin site = new SocketOrigin();
    private final int tlsPort = FreePort.find();

    @TempDir
    private Path directory = Path.of("");

    private @Nullable Pebble authority;

    @RegisterExtension
    final PortcullisProcess portcullis = new PortcullisProcess(() -> "origin = \"" + site.origin() + "\"\n");

    @BeforeEach
    void answer() {
        site.answersWith(connection -> SocketOrigin.send(connection, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
    }

    @AfterEach
    void stop() throws IOException {
        if (authority != null) {
            authority.close();
        }
        site.close();
    }

    @Test
    void everyHostGetsACertificateByHttp01ThoughARuleRefusesEverybody() throws IOException {
        Pebble pebble = pebble(portcullis.port(), FreePort.find(), LONG);
        get(pebble, HOST + ", " + OTHER, "challenges = http-01", """
                rules { everybody { where.path = "/*", then = deny } }
                """);

        awaitIssuer(pebble, HOST, "Pebble");
        awaitIssuer(pebble, OTHER, "Pebble");
        assertThat(certificate(HOST)).contains("DNS:" + HOST).doesNotContain(OTHER);
        assertThat(pebble.issued()).isEqualTo(2);
        assertThat(pebble.accounts()).isEqualTo(1);
        assertThat(portcullis.metric("portcullis_acme_orders_total\\{result=\"succeeded\""))
                .isEqualTo(2);
        assertThat(portcullis.metric("portcullis_acme_awaited")).isZero();
        assertThat(portcullis.ask("status").text()).doesNotContain("WARNING");
        assertThat(portcullis.program().text()).contains("a certificate for " + HOST + " came from localhost");
    }

    @Test
    void aCertificateComesByTlsAlpn01() throws IOException {
        Pebble pebble = pebble(FreePort.find(), tlsPort, LONG);
        get(pebble, HOST, "challenges = tls-alpn-01", "");

        awaitIssuer(pebble, HOST, "Pebble");
        assertThat(curl()).contains("HTTP/1.1 200 OK", "ok");
    }

    @Test
    void anAccountIsBoundToOneThatThereIsAlready() throws IOException {
        Pebble pebble = new Pebble(directory, FreePort.find(), tlsPort, LONG, true);
        authority = pebble;
        get(pebble, HOST, "challenges = tls-alpn-01, " + Pebble.account(), "");

        awaitIssuer(pebble, HOST, "Pebble");
        assertThat(pebble.accounts()).isEqualTo(1);
        assertThat(portcullis.program().text()).doesNotContain(Pebble.account());
    }

    @Test
    void aFailureIsToldWhileTheSiteIsServedAndTheOtherWayIsTriedLater() throws IOException {
        Pebble pebble = pebble(FreePort.find(), tlsPort, LONG);
        get(pebble, HOST, "", "");

        Await.until(
                SOON,
                () -> "a failure; it said:\n" + portcullis.program().text() + pebble.text(),
                () -> portcullis.metric("portcullis_acme_failing") == 1);
        assertThat(certificate(HOST)).contains("Portcullis until a certificate comes");
        assertThat(curl()).contains("HTTP/1.1 200 OK", "ok");
        assertThat(portcullis.metric("portcullis_acme_awaited")).isEqualTo(1);
        assertThat(portcullis.ask("status").text())
                .contains("WARNING: no certificate for " + HOST + " came from localhost: it does not see by http-01")
                .contains("tried again at");

        awaitIssuer(pebble, HOST, "Pebble"); // a minute later, by TLS-ALPN-01
        assertThat(portcullis.metric("portcullis_acme_failing")).isZero();
        assertThat(portcullis.metric("portcullis_acme_orders_total")).isEqualTo(2);
    }

    @Test
    void aCertificateIsRenewedBeforeItEnds() throws IOException {
        Pebble pebble = pebble(portcullis.port(), tlsPort, Duration.ofSeconds(30));
        get(pebble, HOST, "", "");
        awaitIssuer(pebble, HOST, "Pebble");
        String first = certificate(HOST);

        Await.until(
                SOON,
                () -> "the next certificate; it said:\n" + portcullis.program().text() + pebble.text(),
                () -> !certificate(HOST).equals(first));
        assertThat(pebble.issued()).isEqualTo(2);
        assertThat(portcullis.program().lines())
                .filteredOn(line -> line.contains("serving the new certificate"))
                .hasSize(2);
    }

    @Test
    void theNextProcessKeepsAccountAndCertificateAndGoesOnAsking() throws IOException {
        Pebble pebble = pebble(portcullis.port(), tlsPort, LONG);
        get(pebble, HOST, "", "");
        awaitIssuer(pebble, HOST, "Pebble");
        String first = certificate(HOST);
        ProcessHandle next = null;
        try {
            Program.Finished restarted = portcullis.ask("restart");
            Matcher pid = Pattern.compile("process (\\d+) has taken over").matcher(restarted.text());
            assertThat(pid.find()).as(restarted.text()).isTrue();
            next = ProcessHandle.of(Long.parseLong(pid.group(1))).orElseThrow();
            assertThat(portcullis.program().awaitExit(SOON)).isZero();
            assertThat(certificate(HOST)).isEqualTo(first);
            assertThat(portcullis.metric("portcullis_acme_orders_total")).isZero();

            get(pebble, HOST + ", " + OTHER, "", "");
            awaitIssuer(pebble, OTHER, "Pebble");
            assertThat(certificate(HOST)).isEqualTo(first);
            assertThat(pebble.issued()).isEqualTo(2);
            assertThat(pebble.accounts()).isEqualTo(1);
        } finally {
            if (next != null) {
                next.destroy();
                next.onExit().orTimeout(30, TimeUnit.SECONDS).join();
            }
        }
    }

    private Pebble pebble(int httpPort, int port, Duration lifetime) {
        Pebble started = new Pebble(directory, httpPort, port, lifetime);
        authority = started;
        return started;
    }

    /** Lets it get certificates for these hosts from now on. */
    private void get(Pebble pebble, String domains, String more, String rest) throws IOException {
        portcullis.configure("listen += \"https://127.0.0.1:" + tlsPort + "\"\ntls.redirect = off\norigin = \""
                + site.origin() + "\"\ntls.acme { email = \"admin@example.org\", domains = [" + domains + "], "
                + pebble.settings() + "\n" + more + "}\n" + rest);
        assertThat(portcullis.reload()).as(portcullis.program().text()).isEqualTo(200);
    }

    private void awaitIssuer(Pebble pebble, String host, String issuer) {
        Await.until(
                Duration.ofMinutes(2),
                () -> "a certificate of " + issuer + "; it said:\n"
                        + portcullis.program().text() + pebble.text(),
                () -> certificate(host).contains(issuer));
    }

    /** The certificate that is served to whoever asks for a host, in words. */
    private String certificate(String host) {
        return Program.run(
                        SOON,
                        List.of(
                                "/bin/sh",
                                "-c",
                                "openssl s_client -connect 127.0.0.1:" + tlsPort + " -servername " + host
                                        + " </dev/null 2>/dev/null"
                                        + " | openssl x509 -noout -issuer -serial -ext subjectAltName"))
                .text();
    }

    private String curl() {
        return Program.run(
                        SOON,
                        List.of(
                                Program.find("curl", "curl"),
                                "--http1.1",
                                "--insecure",
                                "--silent",
                                "--show-error",
                                "--include",
                                "--resolve",
                                HOST + ":" + tlsPort + ":127.0.0.1",
                                "https://" + HOST + ":" + tlsPort + "/"))
                .text();
    }
}
