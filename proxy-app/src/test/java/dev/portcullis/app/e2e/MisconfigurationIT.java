package dev.portcullis.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What one is told when something is wrong with the set-up. */
@Timeout(120)
class MisconfigurationIT {

    private static final Duration START = Duration.ofSeconds(60);

    private final int admin = FreePort.find();

    @TempDir
    Path directory = Path.of("");

    @Test
    void aPortInUseIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            Program.Finished run = run(write("listen = \"" + address + "\""));

            assertThat(run.code()).isEqualTo(1);
            assertThat(run.lines())
                    .noneMatch(PortcullisProcess.TROUBLE.asPredicate())
                    .filteredOn(line -> line.contains("can't listen"))
                    .singleElement()
                    .asString()
                    .contains(address, "in use");
        }
    }

    @Test
    void aMissingFileIsNamed() {
        Path missing = directory.resolve("missing.conf");

        for (String command : List.of("check", "run --config")) {
            Program.Finished finished = PortcullisProcess.cli((command + " " + missing).split(" "));
            assertThat(finished.code()).isEqualTo(1);
            assertThat(finished.lines())
                    .hasSizeLessThanOrEqualTo(2)
                    .first()
                    .isEqualTo(missing + ": error: there is no such file");
        }
    }

    @Test
    void everyMistakeOfAFileIsToldAtOnce() throws IOException {
        Path file = write(
                "lisen = \"127.0.0.1:0\"",
                "rules.scanner.ovr = 30",
                "timeouts.idle = 60",
                "rules { hourly-flod = off }");

        for (String command : List.of("check", "run --config")) {
            Program.Finished finished = PortcullisProcess.cli((command + " " + file).split(" "));
            assertThat(finished.code()).isEqualTo(1);
            assertThat(finished.text())
                    .contains(
                            file + ":3: error: lisen: unknown key; did you mean \"listen\"?",
                            file + ":4: error: rules.scanner.ovr: unknown key; did you mean \"over\"?",
                            file + ":5: error: timeouts.idle: 60 has no unit",
                            file + ":6: error: rules.hourly-flod",
                            "did you mean \"hourly-flood\"?");
        }
    }

    @Test
    void aGoodFileIsSaidToBeGood() throws IOException {
        Program.Finished check =
                PortcullisProcess.cli("check", write("mode = observe").toString());

        assertThat(check.code()).as(check.text()).isZero();
        assertThat(PortcullisProcess.cli("check", "../conf/portcullis.conf").code())
                .isZero();
    }

    @Test
    void anOriginThatIsDownIsAWarningOnly() throws IOException {
        int port = FreePort.find();
        int origin = FreePort.find();
        Path file = directory.resolve("down.conf");
        Files.writeString(
                file,
                "origin = \"http://127.0.0.1:" + origin + "\"\nlisten = \"127.0.0.1:" + port
                        + "\"\nadmin.listen = \"127.0.0.1:" + admin + "\"\n");
        try (Program portcullis = Program.start(PortcullisProcess.command("run", "--config", file.toString()));
                Visitor visitor = new Visitor("127.0.0.10", port)) {
            portcullis.awaitLine(START, "the origin's state", line -> line.contains("127.0.0.1:" + origin));
            portcullis.awaitLine(START, "where metrics are", line -> line.contains("127.0.0.1:" + admin));
            Await.until(START, "an answer", () -> status(visitor) == 502);
        }
    }

    @Test
    void withoutAFileTheOriginIsEnough() throws IOException {
        int port = FreePort.find();
        try (SocketOrigin origin = new SocketOrigin();
                Program portcullis = Program.start(PortcullisProcess.command(
                        "run", "--origin", origin.origin(), "--listen", "127.0.0.1:" + port, "--observe"));
                Visitor visitor = new Visitor("127.0.0.10", port)) {
            portcullis.awaitLine(START, "its mode", line -> line.contains("observe"));
            Await.until(START, "an answer", () -> status(visitor) == 204);
        }
    }

    private static int status(Visitor visitor) {
        try {
            return visitor.get("/").status();
        } catch (IOException notYet) {
            return 0;
        }
    }

    private Path write(String... lines) throws IOException {
        Path file = directory.resolve("portcullis.conf");
        return Files.writeString(
                file,
                "origin = \"http://127.0.0.1:" + FreePort.find() + "\"\nadmin.listen = \"127.0.0.1:" + admin + "\"\n"
                        + String.join("\n", lines) + "\n");
    }

    private static Program.Finished run(Path file) {
        return PortcullisProcess.cli("run", "--config", file.toString());
    }
}
