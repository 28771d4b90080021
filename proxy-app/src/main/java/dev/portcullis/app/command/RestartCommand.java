package dev.portcullis.app.command;

import dev.portcullis.app.report.Printable;
import dev.portcullis.app.report.ReloadJson;
import dev.portcullis.app.report.ReloadReport.Done;
import dev.portcullis.app.report.ReloadReport.Refused;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** Lets a new process take over from the running one without a gap. */
@Command(
        name = "restart",
        description = {
            "Lets a new process, started with the same command, take over from the running one: after an upgrade, or for what a"
                    + " reload can't change. It takes the ports and the bans; the old one finishes what it has begun, and ends.",
            "Exit code 0: it has taken over; 1: it could not, and the old one goes on."
        },
        footer = {"", "For instance:", "  portcullis restart"})
final class RestartCommand extends AskingCommand {

    @Override
    String ask(AdminClient client) throws CommandFailure {
        String json = client.reload("/api/v1/restart");
        try {
            if (ReloadJson.read(json) instanceof Refused refused) {
                throw new CommandFailure(refused.problems().stream()
                        .flatMap(String::lines)
                        .map(Printable::of)
                        .collect(Collectors.joining("\n", "not restarted: the running process goes on:\n", "")));
            }
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("the running program is of another version: " + e.getMessage());
        }
        return json;
    }

    @Override
    String words(String json) {
        return ReloadJson.read(json) instanceof Done done ? String.join("\n", done.changes()) + "\n" : "";
    }
}
