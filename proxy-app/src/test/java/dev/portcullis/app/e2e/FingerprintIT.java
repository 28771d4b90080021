package dev.portcullis.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.app.report.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A browser is told from a script that says it is one. */
@Timeout(180)
class FingerprintIT {

    private static final Duration COMMAND = Duration.ofSeconds(60);
    private static final String HOST = "www.portcullis.test";
    private static final String CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
            + " Chrome/140.0.0.0 Safari/537.36";

    private final SocketOrigin site = new SocketOrigin();
    private final int tlsPort = FreePort.find();

    @TempDir
    private Path directory = Path.of("");

    @RegisterExtension
    final PortcullisProcess portcullis = new PortcullisProcess(this::configuration);

    @AfterEach
    void stopSite() throws IOException {
        site.close();
    }

    private String configuration() {
        String certificate = directory.resolve("certificate.pem").toString();
        String key = directory.resolve("key.pem").toString();
        assertThat(Program.run(
                                COMMAND,
                                List.of(
                                        Program.find("openssl", "openssl"),
                                        "req",
                                        "-x509",
                                        "-newkey",
                                        "rsa:2048",
                                        "-nodes",
                                        "-subj",
                                        "/CN=" + HOST,
                                        "-addext",
                                        "subjectAltName=DNS:" + HOST,
                                        "-keyout",
                                        key,
                                        "-out",
                                        certificate))
                        .code())
                .isZero();
        site.answersWith(connection -> SocketOrigin.send(
                connection, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 7\r\n\r\n<p>here"));
        return "listen += \"https://127.0.0.1:" + tlsPort + "\"\norigin = \"" + site.origin() + "\"\n"
                + "tls.certificates = [{ certificate = \"" + certificate + "\", key = \"" + key + "\" }]\n"
                + "access-log-format = json\n"
                + "rules.forged { where { claims-browser = true }, then = deny }\n"
                + "rules.script { where { path = \"/trap\", not { tls-fingerprint = [\"\", \"t13*_8daaf6152771_*\"] } },"
                + " then = ban, for = 1 hour }\n";
    }

    @Test
    void aScriptThatSaysItIsChromeIsRefusedAndChromiumIsNot() {
        assertThat(curl("127.0.0.1", "/honest").text()).endsWith("200");
        assertThat(curl("127.0.0.1", "/forged", "--user-agent", CHROME).text()).endsWith("403");
        assertThat(chromium("/real").text()).contains("here");

        assertThat(fingerprint("/honest")).matches("t13d[0-9]{4}h2_[0-9a-f]{12}_[0-9a-f]{12}");
        assertThat(fingerprint("/forged")).isEqualTo(fingerprint("/honest"));
        assertThat(fingerprint("/real"))
                .matches("t13d[0-9]{4}h[12]_[0-9a-f]{12}_[0-9a-f]{12}")
                .isNotEqualTo(fingerprint("/honest"));
    }

    @Test
    void aBanTellsTheFingerprintOfThoseItWasMadeOf() {
        assertThat(chromium("/trap").text()).contains("here");
        curl("127.0.0.20", "/trap");

        String why = portcullis.ask("ban", "why", "127.0.0.20").text();
        assertThat(why).contains("127.0.0.20 is banned").containsPattern("TLS +t13d[0-9]{4}h2_");
        assertThat(portcullis.ask("ban", "list").text()).doesNotContain("127.0.0.1 ");
    }

    private String fingerprint(String path) {
        Await.until(COMMAND, "a line of " + path, () -> portcullis.accessLog().stream()
                .anyMatch(line -> line.contains('"' + path + '"')));
        String line = portcullis.accessLog().stream()
                .filter(each -> each.contains('"' + path + '"'))
                .findFirst()
                .orElseThrow();
        return JsonObject.parse(line).text("ja4");
    }

    private Program.Finished curl(String from, String path, String... options) {
        List<String> command = new ArrayList<>(List.of(
                Program.find("curl", "curl"),
                "--silent",
                "--insecure",
                "--max-time",
                "20",
                "--interface",
                from,
                "--resolve",
                HOST + ":" + tlsPort + ":127.0.0.1",
                "--write-out",
                "%{http_code}"));
        command.addAll(List.of(options));
        command.add("https://" + HOST + ":" + tlsPort + path);
        return Program.run(COMMAND, command);
    }

    private Program.Finished chromium(String path) {
        return Program.run(
                COMMAND,
                List.of(
                        Program.find("chromium", "chromium"),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--ignore-certificate-errors",
                        "--host-resolver-rules=MAP " + HOST + " 127.0.0.1",
                        "--user-data-dir=" + directory.resolve("profile"),
                        "--dump-dom",
                        "https://" + HOST + ":" + tlsPort + path));
    }
}
