package dev.portcullis.app.command;

import dev.portcullis.app.report.JsonObject;
import dev.portcullis.app.report.ReportJson;
import picocli.CommandLine.Command;

/** Where the live page is. */
@Command(
        name = "page",
        description = {
            "Shows the address of the live page, with the token by which it may lift bans: for your eyes only.",
            "From another machine: ssh -L 9911:127.0.0.1:9911 SERVER, then open it in a browser there."
        },
        footer = {"", "For instance:", "  portcullis page", "  sudo portcullis page"})
final class PageCommand extends AskingCommand {

    @Override
    String ask(AdminClient client) throws CommandFailure {
        String token = client.token();
        return ReportJson.object(
                json -> json.writeStringField("page", "http://" + client.endpoint() + "/#token=" + token));
    }

    @Override
    String words(String json) {
        return JsonObject.parse(json).text("page") + "\n";
    }
}
