package dev.portcullis.app.report;

import dev.portcullis.rules.ban.Ban;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Bans as people read them. Nothing that a stranger sent can command the terminal. */
public final class BanText {

    private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private final ZoneId zone;
    private final Instant now;

    /**
     * Text with the times of {@code zone}.
     *
     * @param now the present, for what is left of a ban
     */
    public BanText(ZoneId zone, Instant now) {
        this.zone = zone;
        this.now = now;
    }

    /** The bans as a table, one each line. */
    public String list(List<Ban> bans) {
        if (bans.isEmpty()) {
            return "Nobody is banned.\n";
        }
        Columns columns = new Columns();
        columns.row("BANNED", "LEFT", "UNTIL", "RULE", "TIMES", "WHY");
        for (Ban ban : bans) {
            columns.row(
                    ban.subject().toString(),
                    left(ban),
                    dateTime(ban.end()),
                    ban.rule() + (ban.observed() ? " (only watched)" : ""),
                    Integer.toString(ban.times()),
                    Printable.of(ban.reason()));
        }
        StringBuilder text = new StringBuilder();
        columns.appendTo(text, "");
        return text.toString();
    }

    /** One line for a ban that has just been made or lifted: {@code 192.0.2.7 is banned until 2026-11-23 01:00:00}. */
    public String made(Ban ban) {
        return ban.subject() + " is banned until " + dateTime(ban.end()) + "\n";
    }

    /** Who made the ban: {@code rule scanner}, or {@code an administrator}. */
    public static String author(Ban ban) {
        return ban.rule().equals(Ban.MANUAL) ? "an administrator" : "rule " + ban.rule();
    }

    String dateTime(Instant at) {
        return DATE_TIME.format(at.atZone(zone));
    }

    String time(Instant at) {
        return TIME.format(at.atZone(zone));
    }

    String left(Ban ban) {
        return DurationText.rough(Duration.between(now, ban.end()));
    }
}
