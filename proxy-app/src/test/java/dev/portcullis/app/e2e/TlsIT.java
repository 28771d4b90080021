package dev.portcullis.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder.Algorithm;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** TLS as curl and openssl see it. */
@Timeout(180)
class TlsIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String HOST = "www.portcullis.test";
    private static final String OTHER = "shop.portcullis.test";
    private static final int HALF = 1 << 20;

    private final SocketOrigin site = new SocketOrigin();
    private final Certificate certificate = new Certificate(HOST);
    private final Certificate other = new Certificate(OTHER);
    private final int tlsPort = FreePort.find();

    @RegisterExtension
    final PortcullisProcess portcullis = new PortcullisProcess(() -> configuration("auto"));

    @AfterEach
    void stopSite() throws IOException {
        site.close();
    }

    private String configuration(String engine) {
        return "listen += \"https://127.0.0.1:" + tlsPort + "\"\norigin = \"" + site.origin() + "\"\n"
                + "tls { engine = " + engine + ", hsts = 1 day, certificates = [" + certificate.entry() + ", "
                + other.entry() + "] }\n";
    }

    @Test
    void curlIsServedRedirectedAndTrustsTheCertificateOfEachHost() {
        site.answersWith(connection -> SocketOrigin.send(connection, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));

        assertThat(curl("https://" + HOST + ":" + tlsPort + "/"))
                .contains("HTTP/1.1 200 OK", "Strict-Transport-Security: max-age=86400", "ok");
        assertThat(curl("https://" + OTHER + ":" + tlsPort + "/")).contains("HTTP/1.1 200 OK");
        assertThat(curl("--location", "http://" + HOST + ":" + portcullis.port() + "/page?a=b"))
                .contains("HTTP/1.1 308 Permanent Redirect", "Location: https://" + HOST + ":" + tlsPort + "/page?a=b")
                .contains("HTTP/1.1 200 OK");
        Await.until(SOON, () -> portcullis.accessLog().toString(), () -> portcullis.accessLog().stream()
                .anyMatch(line -> line.contains("ending=answered")));
        assertThat(portcullis.metric("portcullis_tls_handshakes_total\\{version=\"1.3\",kind=\"full\""))
                .isGreaterThanOrEqualTo(2);
        assertThat(portcullis.ask("status").text()).contains("https://127.0.0.1:" + tlsPort, HOST + " until ");
    }

    @Test
    void http2IsAgreedOnByWhoeverSpeaksIt() {
        site.answersWith(connection -> SocketOrigin.send(connection, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));

        assertThat(curl("--http2", "https://" + HOST + ":" + tlsPort + "/")).contains("HTTP/2 200", "ok");
        Await.until(SOON, () -> portcullis.accessLog().toString(), () -> portcullis.accessLog().stream()
                .anyMatch(line -> line.contains("\"GET / HTTP/2.0\" 200")));
        assertThat(Program.run(
                                SOON,
                                List.of(
                                        Program.find("h2load", "nghttp2-client"),
                                        "-n",
                                        "40",
                                        "-c",
                                        "4",
                                        "https://127.0.0.1:" + tlsPort + "/"))
                        .text())
                .contains("Application protocol: h2", "40 succeeded");
    }

    @Test
    void opensslResumesSessionsWithBothEnginesAndVersions() throws IOException {
        for (String engine : List.of("boringssl", "jdk")) {
            portcullis.configure(configuration(engine));
            assertThat(portcullis.reload()).isEqualTo(200);
            for (String version : List.of("-tls1_2", "-tls1_3")) {
                String session = Files.createTempFile("session", ".pem").toString();
                assertThat(openssl(version, "-sess_out", session))
                        .contains("Verify return code: 0 (ok)")
                        .contains("New, TLSv1.");
                assertThat(openssl(version, "-sess_in", session))
                        .as(engine + version)
                        .contains("Reused, TLSv1.");
            }
            assertThat(openssl("-tls1_1")).contains("Cipher is (NONE)");
        }
        assertThat(portcullis.metric("portcullis_tls_handshakes_total\\{.*kind=\"resumed\""))
                .isEqualTo(4);
        assertThat(portcullis.metric("portcullis_tls_handshakes_failed_total")).isGreaterThanOrEqualTo(2);
    }

    @Test
    void aCertificateIsReplacedWithoutEndingADownloadAndABrokenOneIsNot() throws IOException {
        site.answersWith(connection -> download(connection));
        Program download = Program.start(command(
                "--limit-rate",
                "1M",
                "--output",
                "/dev/null",
                "--write-out",
                "got %{size_download}",
                "https://" + HOST + ":" + tlsPort + "/large"));
        Await.until(SOON, "the download to begin", () -> portcullis.metric("portcullis_tls_handshakes_total") >= 1);

        certificate.renew(HOST, Algorithm.rsa2048);
        Await.until(SOON, "the new certificate", () -> openssl("-tls1_2").contains("RSA"));
        Files.writeString(certificate.keyFile(), "broken");
        Await.until(
                SOON,
                "the word of it",
                () -> portcullis.metric("portcullis_certificate_current\\{certificate=\"" + HOST) == 0);

        assertThat(openssl("-tls1_2")).contains("RSA", "Verify return code: 0 (ok)");
        assertThat(portcullis.ask("status").text())
                .contains("WARNING: " + certificate.keyFile() + " is not a PEM file");
        assertThat(download.awaitExit(Duration.ofSeconds(60)))
                .as(download.text())
                .isZero();
        assertThat(download.text()).contains("got " + 4 * HALF);
    }

    private static void download(Socket connection) throws IOException {
        SocketOrigin.send(connection, "HTTP/1.1 200 OK\r\nContent-Length: " + 4 * HALF + "\r\n\r\n");
        connection.getOutputStream().write(new byte[4 * HALF]);
    }

    private String curl(String... arguments) {
        return Program.run(SOON, command(arguments)).text();
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Program.find("curl", "curl"),
                "--http1.1",
                "--silent",
                "--show-error",
                "--include",
                "--cacert",
                certificate.authorityFile().toString()));
        for (String host : List.of(HOST, OTHER)) {
            command.addAll(List.of(
                    "--resolve",
                    host + ":" + tlsPort + ":127.0.0.1",
                    "--resolve",
                    host + ":" + portcullis.port() + ":127.0.0.1"));
        }
        command.addAll(List.of(arguments));
        return command;
    }

    /** What openssl says of a handshake and a request; BoringSSL sends tickets with the first answer. */
    private String openssl(String... options) {
        String all = String.join(" ", options);
        String command = "(printf 'GET / HTTP/1.1\\r\\nHost: " + HOST
                + "\\r\\n\\r\\n'; sleep 0.5) | openssl s_client -connect 127.0.0.1:" + tlsPort + " -servername " + HOST
                + " -CAfile " + certificate.authorityFile() + " " + all + " 2>&1";
        return Program.run(SOON, List.of("/bin/sh", "-c", command)).text();
    }
}
