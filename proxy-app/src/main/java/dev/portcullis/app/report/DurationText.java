package dev.portcullis.app.report;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people type and read them. */
public final class DurationText {

    private static final Pattern TYPED = Pattern.compile("(\\d{1,9})\\s*([a-z]+)");

    private DurationText() {}

    /**
     * The duration that somebody typed: a number and a unit, such as {@code 90s}, {@code 30 minutes}, {@code 1h}, {@code 7d},
     * {@code 2 weeks}. Throws IllegalArgumentException, with a message for people, for anything else.
     */
    public static Duration parse(String text) {
        Matcher typed = TYPED.matcher(text.strip().toLowerCase(Locale.ROOT));
        Duration unit = typed.matches() ? unit(typed.group(2)) : Duration.ZERO;
        if (unit.isZero()) {
            throw new IllegalArgumentException(
                    "\"" + Printable.of(text) + "\" is not a duration such as 30s, 10m, 1h, 7d or 2 weeks");
        }
        return unit.multipliedBy(Long.parseLong(typed.group(1)));
    }

    /** The duration in its two largest units, cut off: {@code 1 hour 59 minutes}, {@code 3 days}; none is {@code 0 seconds}. */
    public static String rough(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        long[] sizes = {86_400, 3_600, 60, 1};
        String[] names = {"day", "hour", "minute", "second"};
        int first = 0;
        while (first < 3 && seconds < sizes[first]) {
            first++;
        }
        String text = count(seconds / sizes[first], names[first]);
        long rest = first < 3 ? seconds % sizes[first] / sizes[first + 1] : 0;
        return rest == 0 ? text : text + " " + count(rest, names[first + 1]);
    }

    private static Duration unit(String name) {
        return switch (name) {
            case "s", "sec", "second", "seconds" -> Duration.ofSeconds(1);
            case "m", "min", "minute", "minutes" -> Duration.ofMinutes(1);
            case "h", "hour", "hours" -> Duration.ofHours(1);
            case "d", "day", "days" -> Duration.ofDays(1);
            case "w", "week", "weeks" -> Duration.ofDays(7);
            default -> Duration.ZERO;
        };
    }

    private static String count(long number, String unit) {
        return number + " " + unit + (number == 1 ? "" : "s");
    }
}
