package dev.portcullis.app.command;

import dev.portcullis.app.report.ReportJson;
import dev.portcullis.app.report.SpendersText;
import picocli.CommandLine.Command;

/** Who costs the site the most just now. */
@Command(
        name = "top",
        description = "Shows the clients that used the most of the site's time lately, the costliest first.",
        footer = {"", "For instance:", "  portcullis top", "  portcullis top -o json"})
final class TopCommand extends AskingCommand {

    @Override
    String ask(AdminClient client) throws CommandFailure {
        return client.get("/api/v1/spenders");
    }

    @Override
    String words(String json) {
        return SpendersText.of(ReportJson.readSpenders(json));
    }
}
