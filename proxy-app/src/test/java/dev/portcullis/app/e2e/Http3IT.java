package dev.portcullis.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/3 as a browser speaks it. */
@Timeout(180)
class Http3IT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String HOST = "www.portcullis.test";

    private final SocketOrigin site = new SocketOrigin();
    private final int tlsPort = FreePort.find();

    /** Asks for one picture after the other, each of which keeps the page from being loaded, until one came by HTTP/3. */
    private static final String PAGE = """
            <!DOCTYPE html><p id="seen">hello</p><script>
            let asked = 0;
            function next() {
              const protocols = performance.getEntriesByType('resource').map(entry => entry.nextHopProtocol);
              if (protocols.includes('h3')) {
                document.getElementById('seen').textContent += ' ' + protocols[0] + ', then h3';
              } else if (asked++ < 1000) {
                const picture = new Image();
                picture.onerror = next;
                picture.src = '/picture?' + asked;
                document.body.append(picture);
              }
            }
            next();
            </script>""";

    @TempDir
    private Path directory = Path.of("");

    @RegisterExtension
    final PortcullisProcess portcullis = new PortcullisProcess(() -> "origin = \"" + site.origin() + "\"\n"
            + Certificate.FOR_TESTS.listener(tlsPort) + "tls.http3 = on\naccess-log-format = json\n"
            + "rules.trap { where { path = \"/trap*\" }, then = deny }\n"
            + "rules.forged { where { claims-browser = true }, then = deny }\n"
            + "rules.by-handshake { where { path = \"/known\", tls-fingerprint = \"q13d*h3_*\" }, then = deny }\n");

    @BeforeEach
    void beginSite() {
        site.answersWith(connection -> SocketOrigin.send(
                connection,
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: " + PAGE.length() + "\r\n\r\n" + PAGE));
    }

    @AfterEach
    void stopSite() throws IOException {
        site.close();
    }

    @Test
    void servesABrowserAndRefusesItWhereARuleSaysSo() throws Exception {
        assertThat(chromium("/page", "--origin-to-force-quic-on=" + HOST + ":" + tlsPort)
                        .text())
                .contains("hello");
        assertLogged("/page", "HTTP/3.0", 200);

        chromium("/trap", "--origin-to-force-quic-on=" + HOST + ":" + tlsPort);
        assertLogged("/trap", "HTTP/3.0", 403);
    }

    /** Its first message is larger than a packet, and cut into many frames in another order. */
    @Test
    void knowsABrowserByItsHandshake() throws Exception {
        chromium("/page", "--origin-to-force-quic-on=" + HOST + ":" + tlsPort);
        assertLogged("/page", "HTTP/3.0", 200);
        assertThat(lines("/page")).allSatisfy(line -> assertThat(line)
                .containsPattern("\"ja4\":\"q13d[0-9]{4}h3_[0-9a-f]{12}_[0-9a-f]{12}\""));

        chromium("/known", "--origin-to-force-quic-on=" + HOST + ":" + tlsPort);
        assertLogged("/known", "HTTP/3.0", 403);
    }

    /** The switch names another port: it has QUIC accepted from an authority that is not one of the browser's own, and forces nothing here. */
    @Test
    void aBrowserThatCameByTcpChangesToItByItself() throws Exception {
        assertThat(chromium("/page", "--origin-to-force-quic-on=" + HOST + ":1").text())
                .contains(">hello h2, then h3<");
        Await.until(SOON, "a line of a picture by HTTP/3", () -> portcullis.accessLog().stream()
                .anyMatch(line -> line.contains("/picture?") && line.contains("\"proto\":\"HTTP/3.0\"")));
        assertLogged("/page", "HTTP/2.0", 200);
    }

    private void assertLogged(String uri, String version, int status) {
        Await.until(SOON, "a line of " + uri, () -> !lines(uri).isEmpty());
        assertThat(lines(uri)).allSatisfy(line -> assertThat(line)
                .contains("\"proto\":\"" + version + "\"")
                .contains("\"status\":" + status));
    }

    private List<String> lines(String uri) {
        return portcullis.accessLog().stream()
                .filter(line -> line.contains("\"" + uri + "\""))
                .toList();
    }

    private Program.Finished chromium(String path, String... more) throws IOException, GeneralSecurityException {
        List<String> command = new ArrayList<>(List.of(
                Program.find("chromium", "chromium"),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--enable-quic",
                "--ignore-certificate-errors-spki-list=" + publicKey(),
                "--host-resolver-rules=MAP " + HOST + " 127.0.0.1",
                "--user-data-dir=" + directory.resolve("profile"),
                "--dump-dom"));
        command.addAll(List.of(more));
        command.add("https://" + HOST + ":" + tlsPort + path);
        return Program.run(SOON, command);
    }

    /** The digest of the served certificate's key, by which the browser trusts it over QUIC. */
    private static String publicKey() throws IOException, GeneralSecurityException {
        try (InputStream chain = Files.newInputStream(Certificate.FOR_TESTS.chainFile())) {
            byte[] key = CertificateFactory.getInstance("X.509")
                    .generateCertificate(chain)
                    .getPublicKey()
                    .getEncoded();
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(key));
        }
    }
}
