package dev.portcullis.app.command;

import dev.portcullis.app.banlist.BanList;
import dev.portcullis.app.banlist.BanListReader;
import dev.portcullis.app.report.DurationText;
import dev.portcullis.app.report.ImportReport;
import dev.portcullis.app.report.ReportJson;
import dev.portcullis.rules.ban.Bans;
import dev.portcullis.rules.time.WallClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
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
            "A list is addresses and networks one a line, what ban export writes, what fail2ban-client banned, status JAIL",
            "or get JAIL banip --with-time prints, or what cscli decisions list prints."
        },
        footer = {
            "",
            "For instance:",
            "  portcullis ban import bans.txt --for 7d --reason \"from the other server\"",
            "  fail2ban-client banned | portcullis ban import - --for 1d",
            "  cscli decisions list -o json | portcullis ban import -"
        })
final class BanImportCommand extends AskingCommand {

    /** The bytes of what is sent at once: one thread answers all administrators, and reads 16 KiB at most. */
    private static final int BATCH = 12_000;

    private static final int SHOWN = 20;

    @Parameters(paramLabel = "FILE", description = "The list, \"-\" for standard input.")
    private String file = "";

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            converter = BanCommand.DurationConverter.class,
            description = "How long, such as 7d, where the list does not say.")
    private @Nullable String term;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, where the list does not say.")
    private @Nullable String reason;

    /** One ban, ready to be asked for. */
    private record Wanted(String address, Duration lasts, String reason) {

        /** About how long it is as JSON; quotes in the reason are written as two. */
        int bytes() {
            long quotes = reason.chars().filter(c -> c == '"' || c == '\\').count();
            return 60 + address.length() + reason.getBytes(StandardCharsets.UTF_8).length + (int) quotes;
        }
    }

    @Override
    String ask(AdminClient client) throws CommandFailure {
        List<Wanted> wanted = wanted(BanListReader.read(read(), ZoneId.systemDefault()));
        int made = 0;
        List<String> refused = new ArrayList<>();
        int to;
        for (int from = 0; from < wanted.size(); from = to) {
            to = batch(wanted, from);
            try {
                String json = json(wanted.subList(from, to));
                ImportReport report = ReportJson.readImported(client.post(BanCommand.BANS + "/import", json));
                made += report.made();
                refused.addAll(report.refused());
            } catch (CommandFailure e) {
                String sofar = made == 0
                        ? ""
                        : " (" + made + " of " + wanted.size() + " bans were made; import the list again)";
                throw new CommandFailure(e.getMessage() + sofar);
            }
        }
        return ReportJson.imported(new ImportReport(made, refused));
    }

    /** The end of what is sent at once from there on. */
    private static int batch(List<Wanted> wanted, int from) {
        int bytes = 0;
        int to = from;
        while (to < wanted.size() && (to == from || bytes < BATCH)) {
            bytes += wanted.get(to).bytes();
            to++;
        }
        return to;
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
        Duration otherwise = term == null ? null : DurationText.parse(term);
        List<String> problems = new ArrayList<>(list.problems());
        List<Wanted> wanted = new ArrayList<>();
        for (BanList.Entry entry : list.entries()) {
            Duration left = entry.term() == null ? otherwise : entry.term().left(now);
            if (left == null) {
                problems.add("line " + entry.line() + ": it does not say for how long: --for DURATION does");
            } else if (left.toSeconds() >= 1) {
                Duration lasts = left.compareTo(Bans.LONGEST) < 0 ? left : Bans.LONGEST;
                wanted.add(new Wanted(entry.subject().toString(), lasts, reason(entry)));
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
                json.writeStringField("for", text(each.lasts()));
                json.writeStringField("reason", each.reason());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    /** As {@link DurationText} reads it: seconds have nine digits at most there. */
    private static String text(Duration lasts) {
        Duration rounded = lasts.plusNanos(999_999_999); // up, so that no ban ends earlier than it was to
        return lasts.toDays() < 10_000 ? rounded.toSeconds() + "s" : lasts.toMinutes() + "m";
    }

    private static String shown(List<String> lines) {
        String rest = lines.size() > SHOWN ? "  and " + (lines.size() - SHOWN) + " more\n" : "";
        return lines.stream().limit(SHOWN).map(line -> "  " + line + "\n").collect(Collectors.joining()) + rest;
    }
}
