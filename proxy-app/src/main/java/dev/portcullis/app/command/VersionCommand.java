package dev.portcullis.app.command;

import dev.portcullis.app.report.ProgramVersion;
import dev.portcullis.app.report.ReportJson;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** Versions: of this program, and of the one that runs. They differ after an upgrade without a restart. */
@Command(
        name = "version",
        description = "Shows the version of this program, and of the one that runs if there is one.",
        footer = {"", "For instance:", "  portcullis version"})
final class VersionCommand extends AskingCommand {

    private @Nullable String running;

    @Override
    String ask(AdminClient client) {
        try {
            running = ReportJson.readStatus(client.get("/api/v1/status")).version();
        } catch (CommandFailure | IllegalArgumentException e) {
            running = null; // none is no failure here
        }
        return ReportJson.object(json -> {
            json.writeStringField("version", ProgramVersion.get());
            json.writeStringField("java", Runtime.version().toString());
            json.writeStringField("running", running);
        });
    }

    @Override
    String words(String json) {
        return "portcullis " + ProgramVersion.get() + " (Java " + Runtime.version() + ")\n"
                + (running == null ? "none is running\n" : "running: " + running + "\n");
    }
}
