package dev.portcullis.app.command;

import dev.portcullis.app.report.ReportJson;
import picocli.CommandLine.Command;

/** Whether the running program serves. */
@Command(
        name = "healthcheck",
        description =
                "Exit code 0 when the running program serves clients, 1 when it does not: for containers and monitoring.",
        footer = {"", "For instance:", "  portcullis healthcheck || systemctl restart portcullis"})
final class HealthcheckCommand extends AskingCommand {

    private boolean ready;

    @Override
    public Integer call() throws CommandFailure {
        super.call();
        return ready ? 0 : 1;
    }

    @Override
    String ask(AdminClient client) throws CommandFailure {
        ready = client.isFine("/readyz");
        return ReportJson.object(json -> json.writeBooleanField("ready", ready));
    }

    @Override
    String words(String json) {
        return ready ? "ready\n" : "not ready: it is stopping\n";
    }
}
