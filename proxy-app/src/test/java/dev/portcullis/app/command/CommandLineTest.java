package dev.portcullis.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.app.report.ProgramVersion;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What commands say, where they say it and what they exit with. None of these starts a server. */
@Timeout(60)
class CommandLineTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory = Path.of("");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "run",
                "check",
                "top",
                "page",
                "status",
                "reload",
                "restart",
                "version",
                "healthcheck",
                "demo",
                "ban",
                "ban list",
                "ban why",
                "ban add",
                "ban remove",
                "ban import",
                "ban export",
                "notify",
                "notify test"
            })
    void everyCommandHasHelpWithAnExample(String command) {
        assertThat(run((command + " --help").strip().split(" "))).isZero();
        assertThat(out.toString())
                .contains("For instance:", "  portcullis " + command)
                .doesNotContain("\t");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aTestOfNotificationsStraightFromAFileSaysWhatCameBackAndFailsIfOneDid() throws IOException {
        Path file = Files.writeString(
                directory.resolve("portcullis.conf"),
                "origin = \"http://127.0.0.1:8080\"\n"
                        + "notify.targets.phone { kind = ntfy, url = \"http://127.0.0.1:1/verysecret\" }\n");

        assertThat(run("notify", "test", "--direct", "--config", file.toString()))
                .isEqualTo(1);
        assertThat(out.toString()).startsWith("phone (ntfy): FAILED: ").doesNotContain("verysecret");
        assertThat(run("notify", "test", "mail", "--direct", "--config", file.toString()))
                .isEqualTo(1);
        assertThat(err.toString())
                .contains("has no target mail under notify.targets")
                .doesNotContain("verysecret");
    }

    @Test
    void theHelpListsEveryCommandByItsOwnName() {
        assertThat(PortcullisCommand.COMMANDS)
                .allSatisfy((name, type) ->
                        assertThat(new CommandLine(type).getCommandName()).isEqualTo(name));
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains(PortcullisCommand.COMMANDS.keySet());
    }

    @Test
    void withoutACommandItIsToldWhatIsMissing() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).isEqualTo("portcullis: say which command; see portcullis --help\n");
    }

    @Test
    void anUnknownOptionIsOneLineAndTheCommandLinesFault() {
        assertThat(run("status", "--frobnicate")).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).contains("--frobnicate", "see portcullis status --help");
    }

    @Test
    void aWordThatIsNearlyRightIsSetRight() {
        assertThat(run("statsu")).isEqualTo(2);
        assertThat(err.toString()).contains("did you mean \"status\"?").hasLineCount(1);
    }

    @Test
    void anAddressThatIsNoneIsTheCommandLinesFault() {
        assertThat(run("ban", "why", "nobody")).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).contains("nobody", "see portcullis ban why --help");
    }

    @Test
    void aDurationThatIsNoneIsTheCommandLinesFault() {
        assertThat(run("ban", "add", "192.0.2.7", "--for", "ever", "--reason", "x"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("\"ever\" is not a duration such as");
    }

    @Test
    void runTakesAFileOrAnOriginNotBoth() {
        assertThat(run("run", "--config", "x.conf", "--origin", "http://127.0.0.1:1"))
                .isEqualTo(2);
        assertThat(err.toString()).startsWith("portcullis: either --config or --origin, not both");
    }

    @Test
    void listenAndObserveGoWithAnOrigin() {
        assertThat(run("run", "--observe")).isEqualTo(2);
        assertThat(err.toString()).startsWith("portcullis: --listen and --observe go with --origin");
    }

    @Test
    void aFileThatIsMissingIsToldAndNothingStarts() {
        assertThat(run("run", "--config", directory.resolve("missing.conf").toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("missing.conf").endsWith("not started: the configuration has 1 error\n");
    }

    @Test
    void everyErrorOfAConfigurationIsToldBeforeNothingStarts() throws IOException {
        Path file = write("origin = \"ftp://x\"\nlisten = \"nowhere\"\n");

        assertThat(run("run", "--config", file.toString())).isEqualTo(1);
        assertThat(err.toString())
                .contains(file + ":1: error: origin", file + ":2: error: listen")
                .endsWith("portcullis: not started: the configuration has 2 errors\n");
    }

    @Test
    void anOptionThatIsWrongIsCalledByItsName() {
        assertThat(run("run", "--origin", "127.0.0.1:8080")).isEqualTo(1);
        assertThat(err.toString()).contains("--origin");
    }

    @Test
    void aPortInUseIsOneLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(run("run", "--origin", "http://127.0.0.1:1", "--listen", "127.0.0.1:" + taken.getLocalPort()))
                    .isEqualTo(1);
            assertThat(err.toString())
                    .isEqualTo("portcullis: can't listen on 127.0.0.1:" + taken.getLocalPort()
                            + ": address already in use; \"ss -ltnp\" shows by which program\n");
        }
    }

    @Test
    void aGoodConfigurationIsSaidToBe() throws IOException {
        Path file = write("origin = \"http://127.0.0.1:8080\"\ndefault-rules = off\n");

        assertThat(run("check", file.toString())).isZero();
        assertThat(out.toString())
                .isEqualTo(file + ": fine, with 0 rules\n"
                        + "advice: admission.ceiling should be what Apache's MaxRequestWorkers is, and is 256\n");
    }

    @Test
    void aBadConfigurationIsExplainedOnStandardOutput() throws IOException {
        Path file = write("origin = \"http://127.0.0.1:8080\"\nlissten = \"0.0.0.0:80\"\n");

        assertThat(run("check", file.toString())).isEqualTo(1);
        assertThat(out.toString())
                .startsWith(file + ":2: error: lissten: ")
                .contains("did you mean \"listen\"?")
                .endsWith(file + ": not usable; 1 error, 0 warnings\n");
    }

    @Test
    void problemsAreToldInJsonToo() throws IOException {
        Path file = write("origin = \"http://127.0.0.1:8080\"\nlissten = \"0.0.0.0:80\"\n");

        assertThat(run("check", "-o", "json", file.toString())).isEqualTo(1);
        assertThat(out.toString())
                .contains("\"usable\" : false", "\"line\" : 2", "\"where\" : \"lissten\"", "\"nearest\" : \"listen\"");
    }

    @Test
    void whatDoesNotRunIsOneLineThatSaysHowToReachIt() throws IOException {
        String nobody = "127.0.0.1:" + unusedPort();

        for (String command : new String[] {"status", "top", "healthcheck", "ban list", "ban why 192.0.2.7"}) {
            err.getBuffer().setLength(0);
            assertThat(run((command + " --admin " + nobody).split(" "))).isEqualTo(1);
            assertThat(err.toString())
                    .isEqualTo("portcullis: no running Portcullis answers at " + nobody
                            + "; if it runs, --admin ADDRESS:PORT or --config FILE says where\n");
        }
    }

    @Test
    void whereItRunsCanBeReadFromTheConfiguration() throws IOException {
        int port = unusedPort();
        Path file = write("origin = \"http://127.0.0.1:8080\"\nadmin { listen = \"127.0.0.1:" + port + "\" }\n");

        assertThat(run("status", "--config", file.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("127.0.0.1:" + port);
    }

    @Test
    void anAdminEndpointThatIsNoneIsTheCommandLinesFault() {
        assertThat(run("status", "--admin", "localhost:9911")).isEqualTo(2);
        assertThat(err.toString()).contains("--admin", "expected an address and port such as 127.0.0.1:9911");
    }

    @Test
    void versionIsToldWhetherAnythingRunsOrNot() throws IOException {
        assertThat(run("version", "--admin", "127.0.0.1:" + unusedPort())).isZero();
        assertThat(out.toString())
                .startsWith("portcullis " + ProgramVersion.get() + " (Java 17")
                .endsWith("none is running\n");
    }

    private int run(String... args) {
        return PortcullisCommand.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    private Path write(String hocon) throws IOException {
        return Files.writeString(directory.resolve("portcullis.conf"), hocon);
    }

    private static int unusedPort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
