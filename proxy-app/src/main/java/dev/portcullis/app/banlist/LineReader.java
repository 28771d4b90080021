package dev.portcullis.app.banlist;

import dev.portcullis.app.banlist.BanList.Term;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.ban.Bans;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One line of a list that has its subjects line by line: addresses, with blanks between them, and after a {@code #} the reason; or what {@code
 * fail2ban-client get JAIL banip --with-time} prints, in the time of this machine.
 */
final class LineReader {

    /** What {@code ban export} writes behind the {@code #}. */
    private static final Pattern EXPORTED = Pattern.compile("\\s*(\\S+) until (\\d{4,9}-\\S{1,30}Z): ?(.*)");

    private static final Pattern TIMED = Pattern.compile(
            "(\\S+)\\s+\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d \\+ (-?\\d{1,12}) = (\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d)");

    private static final DateTimeFormatter LOCAL =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

    /** As fail2ban writes that a ban does not end. */
    private static final String NEVER = "-1";

    private final ZoneId zone;

    /**
     * A reader of lines.
     *
     * @param zone of times that don't say theirs
     */
    LineReader(ZoneId zone) {
        this.zone = zone;
    }

    /**
     * What a line says.
     *
     * @param subjects addresses or networks, not looked at yet, with blanks between them
     * @param term how long; null when it doesn't say
     * @param reason why; empty when it doesn't say
     */
    record Line(String subjects, @Nullable Term term, String reason) {}

    /** What the line says. Throws DateTimeException when it has a time that is none. */
    Line read(String line) {
        Matcher timed = TIMED.matcher(line.strip());
        if (timed.matches()) {
            return new Line(timed.group(1), term(timed.group(2), timed.group(3)), "fail2ban");
        }
        int comment = line.indexOf('#');
        String subjects = (comment < 0 ? line : line.substring(0, comment)).strip();
        String rest = comment < 0 ? "" : line.substring(comment + 1);
        Matcher exported = EXPORTED.matcher(rest);
        if (subjects.isEmpty() || !exported.matches()) {
            return new Line(subjects, null, rest);
        }
        Term until = new Term.Until(Instant.parse(exported.group(2)));
        String rule = exported.group(1).equals(Ban.MANUAL) ? "" : exported.group(1) + ": ";
        return new Line(subjects, until, rule + exported.group(3));
    }

    private Term term(String seconds, String end) throws DateTimeException {
        return seconds.equals(NEVER)
                ? new Term.For(Bans.LONGEST)
                : new Term.Until(LocalDateTime.parse(end, LOCAL).atZone(zone).toInstant());
    }
}
