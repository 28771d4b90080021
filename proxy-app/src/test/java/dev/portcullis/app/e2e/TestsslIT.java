package dev.portcullis.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What testssl.sh finds. */
@Timeout(900)
class TestsslIT {

    private static final Duration AT_MOST = Duration.ofMinutes(6);

    /** What is so because the certificate is a test's: signed by nobody, for a name that is not asked for, without a way to revoke it. */
    private static final Set<String> OF_THE_TEST = Set.of(
            "cert_trust",
            "cert_chain_of_trust",
            "cert_crlDistributionPoints",
            "cert_ocspURL",
            "cert_revocation",
            "cert_validityPeriod",
            "cert_extlifeSpan",
            "overall_grade",
            "final_score");

    private final Certificate certificate = new Certificate("www.portcullis.test");
    private final int tlsPort = FreePort.find();

    @TempDir
    private Path directory = Path.of("");

    @RegisterExtension
    final PortcullisProcess portcullis = new PortcullisProcess(() -> configuration("boringssl"));

    private String configuration(String engine) {
        return "origin = \"http://127.0.0.1:9\"\n" + certificate.listener(tlsPort)
                + "tls { redirect = off, hsts = 365 days, engine = " + engine + " }\n";
    }

    @Test
    void findsNothingAboveLowWithEitherEngine() throws IOException {
        assertThat(findings("boringssl")).isEmpty();
        portcullis.configure(configuration("jdk"));
        assertThat(portcullis.reload()).isEqualTo(200);
        assertThat(findings("jdk")).isEmpty();
    }

    private List<String> findings(String name) throws IOException {
        Path report = directory.resolve(name + ".json");
        Program.Finished run = Program.run(
                AT_MOST,
                List.of(
                        Program.find("testssl", "testssl.sh"),
                        "--quiet",
                        "--color=0",
                        "--warnings=off",
                        "--nodns=none",
                        "--protocols",
                        "--server-preference",
                        "--fs",
                        "--server-defaults",
                        "--vulnerable",
                        "--jsonfile=" + report,
                        "127.0.0.1:" + tlsPort));
        String json = Files.readString(report);
        assertThat(json).as(run.text()).contains("\"TLS1_3\"", "\"heartbleed\"");
        return Pattern.compile(
                        "\"id\"\\s*:\\s*\"([^\"]*)\"[^}]*?\"severity\"\\s*:\\s*\"(MEDIUM|HIGH|CRITICAL|FATAL)\"[^}]*")
                .matcher(json)
                .results()
                .filter(finding -> OF_THE_TEST.stream().noneMatch(finding.group(1)::startsWith))
                .map(finding -> finding.group(0).replaceAll("\\s+", " "))
                .toList();
    }
}
