package dev.portcullis.app.command;

import dev.portcullis.app.banlist.BanList;
import dev.portcullis.app.banlist.BanListReader;
import dev.portcullis.app.report.DurationText;
import dev.portcullis.app.report.ImportReport;
import dev.portcullis.app.report.ReportJson;
import dev.portcullis.rules.time.WallClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Bans everybody on a list. The whole list is read first: with one mistake in it nobody is banned. */
@Command(
        name = "import",
        description = {
            "Bans everybody on a list, as an administrator's bans.",
            "A list is addresses and networks one a line, what ban export writes, what fail2ban-client banned or status JAIL",
            "prints, or what cscli decisions list -o json or -o raw prints."
        },
        footer = {
            "",
            "For instance:",
            "  portcullis ban import bans.txt --for 7d --reason \"from the other server\"",
            "  fail2ban-client banned | portcullis ban import - --for 1d",
            "  cscli decisions list -o json | portcullis ban import -"
        })
final class BanImportCommand extends AskingCommand {

    private static final int BATCH = 40;
    private static final int SHOWN = 20;

    @Parameters(paramLabel = "FILE", description = "The list, \"-\" for standard input.")
    private String file = "";

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            converter = BanCommand.DurationConverter.class,
            description = "How long, such as 7d, where the list does not say.")
    private @Nullable String lasts;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, where the list does not say.")
    private @Nullable String reason;

    /** One ban, ready to be asked for. */
    private record Wanted(String address, Duration lasts, String reason) {}

    @Override
    String ask(AdminClient client) throws CommandFailure {
        List<Wanted> wanted = wanted(BanListReader.read(read()));
        int made = 0;
        List<String> refused = new ArrayList<>();
        for (int from = 0; from < wanted.size(); from += BATCH) {
            List<Wanted> batch = wanted.subList(from, Math.min(from + BATCH, wanted.size()));
            ImportReport report = ReportJson.readImported(client.post(BanCommand.BANS + "/import", json(batch)));
            made += report.made();
            refused.addAll(report.refused());
        }
        return ReportJson.imported(new ImportReport(made, refused));
    }

    @Override
    String words(String json) {
        ImportReport report = ReportJson.readImported(json);
        String refused = shown(report.refused());
        return report.made() + (report.made() == 1 ? " ban" : " bans") + " made\n"
                + (refused.isEmpty() ? "" : report.refused().size() + " could not be made:\n" + refused);
    }

    private String read() throws CommandFailure {
        try {
            byte[] bytes = file.equals("-") ? System.in.readAllBytes() : Files.readAllBytes(Path.of(file));
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException | RuntimeException e) {
            throw new CommandFailure("can't read " + file + ": " + e);
        }
    }

    private List<Wanted> wanted(BanList list) throws CommandFailure {
        Instant now = WallClock.system().now();
        Duration otherwise = lasts == null ? null : DurationText.parse(lasts);
        List<String> problems = new ArrayList<>(list.problems());
        List<Wanted> wanted = new ArrayList<>();
        for (BanList.Entry entry : list.entries()) {
            Duration left = entry.term() == null ? otherwise : entry.term().left(now);
            if (left == null) {
                problems.add("line " + entry.line() + ": it does not say for how long: --for DURATION does");
            } else if (left.toSeconds() >= 1) {
                wanted.add(new Wanted(entry.subject().toString(), left, reason(entry)));
            }
        }
        if (!problems.isEmpty()) {
            throw new CommandFailure("nobody was banned: " + problems.size()
                    + (problems.size() == 1 ? " mistake" : " mistakes") + " in " + file + "\n"
                    + shown(problems).stripTrailing());
        }
        return wanted;
    }

    private String reason(BanList.Entry entry) {
        if (!entry.reason().isBlank()) {
            return entry.reason();
        }
        return reason == null || reason.isBlank() ? "imported" : reason;
    }

    private static String json(List<Wanted> batch) {
        return ReportJson.object(json -> {
            json.writeArrayFieldStart("bans");
            for (Wanted each : batch) {
                json.writeStartObject();
                json.writeStringField("address", each.address());
                json.writeStringField("for", each.lasts().toSeconds() + "s");
                json.writeStringField("reason", each.reason());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static String shown(List<String> lines) {
        String rest = lines.size() > SHOWN ? "  and " + (lines.size() - SHOWN) + " more\n" : "";
        return lines.stream().limit(SHOWN).map(line -> "  " + line + "\n").collect(Collectors.joining()) + rest;
    }
}
