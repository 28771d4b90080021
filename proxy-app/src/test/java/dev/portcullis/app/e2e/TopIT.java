package dev.portcullis.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

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

/** The live view in a terminal, a real one as far as the program can tell (tmux), and where there is none. */
@Timeout(120)
class TopIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final SocketOrigin site = new SocketOrigin();

    @TempDir
    private Path directory = Path.of("");

    @RegisterExtension
    final PortcullisProcess portcullis = new PortcullisProcess(() -> "origin = \"" + site.origin() + "\"\n");

    @AfterEach
    void stop() throws IOException {
        site.close();
        tmux("kill-server");
    }

    @Test
    void itDrawsEachSecondAndLeavesTheTerminalAsItWas() throws IOException {
        List<String> command = new ArrayList<>(PortcullisProcess.command("top"));
        command.addAll(List.of("--admin", "127.0.0.1:" + portcullis.adminPort()));
        assertThat(tmux("new-session", "-d", "-x", "120", "-y", "30", "/bin/sh").code())
                .isZero();
        tmux("send-keys", "echo before; " + String.join(" ", command), "Enter");
        Await.until(SOON, () -> "the screen of top; it shows\n" + screen(), () -> screen().contains("enforce"));
        assertThat(screen()).contains("requests  ", "RULE", "scanner").doesNotContain("before");

        portcullis.ask("ban", "add", "192.0.2.66", "--for", "1h", "--reason", "a test");
        Await.until(SOON, () -> "the ban; it shows\n" + screen(), () -> screen().contains("192.0.2.66"));
        assertThat(screen().lines().count()).isLessThanOrEqualTo(30);

        tmux("send-keys", "q");
        Await.until(SOON, () -> "the shell; it shows\n" + screen(), () -> screen().contains("before"));
        tmux("send-keys", "echo typed-$((1+1))", "Enter");
        Await.until(SOON, () -> "typing to be seen again; it shows\n" + screen(), () -> screen().contains("typed-2"));
        assertThat(screen()).contains("echo typed-$((1+1))");
    }

    @Test
    void withoutATerminalTheTextIsRepeated() {
        Program.Finished top = portcullis.ask("top", "--times", "2");

        assertThat(top.code()).as(top.text()).isZero();
        assertThat(top.lines())
                .filteredOn(line -> line.startsWith("Portcullis "))
                .hasSize(2);
        assertThat(top.text()).doesNotContain("\u001b");
    }

    private String screen() {
        return tmux("capture-pane", "-p").text();
    }

    private Program.Finished tmux(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Program.find("tmux", "tmux"),
                "-f",
                "/dev/null",
                "-S",
                directory.resolve("tmux").toString()));
        command.addAll(List.of(arguments));
        return Program.run(SOON, command);
    }
}
