package dev.portcullis.app.command;

import dev.portcullis.app.report.ReportJson;
import dev.portcullis.app.report.StatusText;
import picocli.CommandLine.Command;

/** How the running program stands. */
@Command(
        name = "status",
        description = "Shows how the running program stands: connections, rules and what they did, bans.",
        footer = {"", "For instance:", "  portcullis status", "  portcullis status -o json | jq .enforcedBans"})
final class StatusCommand extends AskingCommand {

    @Override
    String ask(AdminClient client) throws CommandFailure {
        return client.get("/api/v1/status");
    }

    @Override
    String words(String json) {
        return StatusText.of(ReportJson.readStatus(json));
    }
}
