package dev.portcullis.app.command;

import dev.portcullis.app.report.LiveText;
import java.io.IOException;
import java.io.InterruptedIOException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.InfoCmp.Capability;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What is happening just now, again each second. */
@Command(
        name = "top",
        description = {
            "Shows what is happening just now: requests and latency, who costs and asks the most, bans and rules.",
            "It is drawn anew each second. In a terminal q or Ctrl-C ends it; elsewhere the text is repeated."
        },
        footer = {"", "For instance:", "  portcullis top", "  portcullis top --times 1", "  portcullis top -o json"})
final class TopCommand extends AskingCommand {

    private static final int PLAIN_WIDTH = 200;
    private static final int PLAIN_HEIGHT = 60;

    @Option(names = "--times", paramLabel = "COUNT", description = "How often, then it ends. Without end if left out.")
    private int times = Integer.MAX_VALUE;

    @Option(names = "--every", paramLabel = "SECONDS", description = "How long between. The default is 1.")
    private int every = 1;

    private volatile boolean ended;

    @Override
    String ask(AdminClient client) throws CommandFailure {
        return client.get("/api/v1/live");
    }

    @Override
    String words(String json) {
        return LiveText.of(json, PLAIN_WIDTH, PLAIN_HEIGHT);
    }

    @Override
    public Integer call() throws CommandFailure {
        if (json()) {
            return super.call();
        }
        try (Terminal terminal = TerminalBuilder.builder()
                .system(true)
                .systemOutput(TerminalBuilder.SystemOutput.SysOut)
                .exec(true)
                .jni(false)
                .ffm(false)
                .dumb(true)
                .build()) {
            boolean plain = terminal.getType().startsWith(Terminal.TYPE_DUMB);
            return plain ? repeat() : live(terminal);
        } catch (IOException e) {
            throw new CommandFailure("the terminal can't be used: " + e.getMessage());
        }
    }

    private int repeat() throws CommandFailure {
        AdminClient client = program().client();
        for (int i = 0; i < times; i++) {
            if (i > 0) {
                pause();
                show("\n");
            }
            show(screen(client, PLAIN_WIDTH, PLAIN_HEIGHT));
        }
        return 0;
    }

    private void pause() throws CommandFailure {
        try {
            Thread.sleep(every * 1000L);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted");
        }
    }

    /** Draws over the screen, which is as it was before when this ends. */
    private int live(Terminal terminal) throws CommandFailure, IOException {
        AdminClient client = program().client();
        Attributes before = terminal.enterRawMode();
        terminal.handle(Terminal.Signal.INT, signal -> ended = true);
        terminal.puts(Capability.enter_ca_mode);
        terminal.puts(Capability.cursor_invisible);
        try {
            for (int i = 0; i < times; i++) {
                draw(terminal, client);
                int key = key(terminal, every * 1000L);
                if (ended || key == 'q' || key == 'Q') {
                    break;
                }
            }
        } finally {
            terminal.puts(Capability.cursor_visible);
            terminal.puts(Capability.exit_ca_mode);
            terminal.setAttributes(before);
            terminal.flush();
        }
        return 0;
    }

    private void draw(Terminal terminal, AdminClient client) throws CommandFailure {
        int width = Math.max(20, terminal.getColumns());
        int height = Math.max(5, terminal.getRows());
        String screen = screen(client, width - 1, height - 1);
        terminal.puts(Capability.clear_screen);
        terminal.writer().print(screen.replace("\n", "\r\n"));
        terminal.flush();
    }

    private String screen(AdminClient client, int width, int height) throws CommandFailure {
        try {
            return LiveText.of(ask(client), width, height);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("the running program is of another version: " + e.getMessage());
        }
    }

    private static int key(Terminal terminal, long millis) throws IOException {
        try {
            return terminal.reader().read(millis);
        } catch (InterruptedIOException e) {
            return 'q';
        }
    }
}
