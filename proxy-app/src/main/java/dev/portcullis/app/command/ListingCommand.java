package dev.portcullis.app.command;

import dev.portcullis.app.report.BanPage;
import dev.portcullis.app.report.ReportJson;

/** A command that shows many bans: there may be a quarter of a million, which are not written as JSON only to be read again. */
abstract class ListingCommand extends AskingCommand {

    /** The bans to be shown. */
    abstract BanPage bans(AdminClient client) throws CommandFailure;

    /** They in words. */
    abstract String words(BanPage bans);

    @Override
    String answer(AdminClient client) throws CommandFailure {
        return json() ? ask(client) : words(bans(client));
    }

    @Override
    String ask(AdminClient client) throws CommandFailure {
        return ReportJson.bans(bans(client));
    }

    @Override
    final String words(String json) {
        return words(ReportJson.readBanPage(json));
    }
}
