package dev.portcullis.app.command;

import dev.portcullis.app.report.Printable;
import dev.portcullis.app.report.ReloadJson;
import dev.portcullis.app.report.ReloadReport;
import dev.portcullis.app.report.ReloadReport.Done;
import dev.portcullis.app.report.ReloadReport.Refused;
import java.util.List;
import picocli.CommandLine.Command;

/** Lets the running program read its configuration again. */
@Command(
        name = "reload",
        description = {
            "Lets the running program read its configuration file again: checked whole, then put in force, without a request lost.",
            "Exit code 0: it is in force; 1: it has errors, and everything is as it was."
        },
        footer = {"", "For instance:", "  portcullis reload", "  systemctl reload portcullis"})
final class ReloadCommand extends AskingCommand {

    @Override
    String ask(AdminClient client) throws CommandFailure {
        String json = client.reload("/api/v1/reload");
        if (read(json) instanceof Refused refused) {
            throw new CommandFailure(
                    ReloadJson.REFUSED + ":\n" + lines("", refused.problems()).stripTrailing());
        }
        return json;
    }

    @Override
    String words(String json) {
        return ReloadJson.read(json) instanceof Done done
                ? lines("warning: ", done.warnings())
                        + lines("", done.changes())
                        + (done.changes().isEmpty() ? "reloaded: nothing has changed\n" : "reloaded\n")
                : "";
    }

    private static ReloadReport read(String json) throws CommandFailure {
        try {
            return ReloadJson.read(json);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("the running program is of another version: " + e.getMessage());
        }
    }

    private static String lines(String before, List<String> texts) {
        StringBuilder lines = new StringBuilder();
        texts.stream()
                .flatMap(String::lines)
                .forEach(line -> lines.append(before).append(Printable.of(line)).append('\n'));
        return lines.toString();
    }
}
