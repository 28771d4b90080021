package dev.portcullis.app.notify;

import dev.portcullis.app.report.BanText;
import dev.portcullis.rules.ban.Ban;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * What is sent, before it has the shape that its target wants. All of it is printing ASCII.
 *
 * @param machine the name of the machine that tells
 * @param severity the worst of what is told
 * @param at when it was put together
 * @param title one line
 * @param lines one for each thing that is told
 * @param digest what they were made of
 */
record Message(String machine, Severity severity, Instant at, String title, List<String> lines, Digest digest) {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final int LONGEST_TITLE = 120;

    static Message of(String machine, Digest digest, Instant at, ZoneId zone) {
        List<Event> events = digest.events();
        List<String> lines = new ArrayList<>();
        for (Event event : events) {
            lines.add(TIME.format(event.at().atZone(zone)) + " " + event.text());
        }
        if (!digest.bans().isEmpty()) {
            lines.add(digest.bans().sentence());
            digest.bans().samples().forEach(ban -> lines.add("- " + sample(ban, zone)));
        }
        if (digest.missing() > 0) {
            lines.add(digest.missing() + " more were not sent");
        }
        return new Message(machine, severity(digest), at, title(machine, digest), List.copyOf(lines), digest);
    }

    private static Severity severity(Digest digest) {
        return digest.events().stream()
                .map(Event::severity)
                .max(Comparator.naturalOrder())
                .orElse(Severity.INFO);
    }

    /** The worst that is told, the last one if several are as bad. */
    private static String title(String machine, Digest digest) {
        Severity worst = severity(digest);
        List<Event> events = digest.events();
        String said = events.stream()
                .filter(event -> event.severity() == worst)
                .reduce((first, last) -> last)
                .map(Event::text)
                .orElseGet(digest.bans()::sentence);
        long others = Math.max(0, events.size() - 1) + digest.missing();
        String more = others == 0 ? "" : " (and " + others + " more)";
        String whole = machine + ": " + said;
        int most = LONGEST_TITLE - more.length();
        return (whole.length() <= most ? whole : whole.substring(0, most - 3) + "...") + more;
    }

    private static String sample(Ban ban, ZoneId zone) {
        String until = TIME.format(ban.end().truncatedTo(ChronoUnit.SECONDS).atZone(zone));
        return Event.fit((ban.observed() ? "only watched: " : "") + ban.subject() + " by " + BanText.author(ban)
                + " until " + until + ": " + Defanged.of(ban.reason()));
    }

    /** The lines as one text. */
    String text() {
        return String.join("\n", lines);
    }

    /** The lines, as many as there is room for in {@code most} characters, and how many there was none for. */
    String text(int most) {
        StringBuilder text = new StringBuilder();
        int shown = 0;
        for (String line : lines) {
            if (text.length() + line.length() + 1 > most - 40) {
                break;
            }
            text.append(shown++ == 0 ? "" : "\n").append(line);
        }
        int left = lines.size() - shown;
        return left == 0 ? text.toString() : text + "\n... and " + left + " more lines";
    }
}
