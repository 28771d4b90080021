package dev.portcullis.app.banlist;

import dev.portcullis.app.report.Printable;
import dev.portcullis.rules.ban.Ban;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;

/** Writes lists of bans. */
public final class BanListWriter {

    private BanListWriter() {}

    /** One subject a line; who banned it, until when and why follow a {@code #}. Bans that are only watched are left out. */
    public static String lines(List<Ban> bans) {
        return bans.stream()
                .filter(ban -> !ban.observed())
                .map(BanListWriter::line)
                .collect(Collectors.joining());
    }

    private static String line(Ban ban) {
        return ban.subject() + " # " + ban.rule() + " until " + ban.end().truncatedTo(ChronoUnit.SECONDS) + ": "
                + Printable.of(ban.reason()).replace('#', ' ') + "\n";
    }
}
