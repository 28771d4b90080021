package dev.portcullis.app.banlist;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as Go writes them, and CrowdSec with it: {@code 3h59m57.64s}. */
final class GoDuration {

    private static final Pattern FORM =
            Pattern.compile("(-?)(?:(\\d{1,7})h)?(?:(\\d{1,7})m)?(?:(\\d{1,9}(?:\\.\\d{1,9})?)s)?");

    private GoDuration() {}

    /** The duration, perhaps negative; null when it is none. */
    static @Nullable Duration parse(String text) {
        Matcher parts = FORM.matcher(text.strip());
        if (text.isBlank() || !parts.matches()) {
            return null;
        }
        Duration duration = Duration.ofHours(number(parts.group(2)))
                .plusMinutes(number(parts.group(3)))
                .plusNanos(nanos(parts.group(4)));
        return parts.group(1).isEmpty() ? duration : duration.negated();
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    private static long nanos(@Nullable String seconds) {
        return seconds == null ? 0 : new BigDecimal(seconds).movePointRight(9).longValue();
    }
}
