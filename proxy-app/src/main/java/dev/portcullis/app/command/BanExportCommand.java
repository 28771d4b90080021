package dev.portcullis.app.command;

import dev.portcullis.app.banlist.BanListWriter;
import dev.portcullis.app.report.BanPage;
import dev.portcullis.app.report.ReportJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes the bans in force as a list that {@code ban import} and other programs read. */
@Command(
        name = "export",
        description = {
            "Writes the bans in force to standard output, one a line or as JSON; ban import reads both.",
            "Those that are only watched are left out of the lines."
        },
        footer = {
            "",
            "For instance:",
            "  portcullis ban export > bans.txt",
            "  portcullis ban export --format json > bans.json"
        })
final class BanExportCommand extends ListingCommand {

    /** How a list is written. */
    enum Format {
        LINES,
        JSON
    }

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "lines",
            description = "lines or json, which has the reasons and ends too. The default is lines.")
    private Format format = Format.LINES;

    @Override
    BanPage bans(AdminClient client) throws CommandFailure {
        return BanPages.all(client);
    }

    @Override
    String ask(AdminClient client) throws CommandFailure {
        return ReportJson.bans(bans(client).bans());
    }

    @Override
    String words(BanPage page) {
        return switch (format) {
            case JSON -> ReportJson.bans(page.bans());
            case LINES -> BanListWriter.lines(page.bans());
        };
    }
}
