package dev.portcullis.app.report;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Instants as this program writes them, {@code 2026-01-31T12:00:00.123456Z}. Java's own parser takes microseconds and much memory for each, and a list of
 * bans has two hundred thousand.
 */
final class InstantText {

    private static final String FORM = "dddd-dd-ddTdd:dd:dd";

    private InstantText() {}

    /** The instant. Throws DateTimeException when the text is none. */
    static Instant parse(String text) {
        int end = text.length() - 1;
        int fraction = FORM.length();
        boolean plain = end >= fraction && end <= fraction + 10 && text.charAt(end) == 'Z' && isOfForm(text);
        if (!plain || end > fraction && !isFraction(text, fraction, end)) {
            return Instant.parse(text);
        }
        int nanos = 0;
        for (int i = 0; i < 9; i++) {
            int at = fraction + 1 + i;
            nanos = 10 * nanos + (at < end ? text.charAt(at) - '0' : 0);
        }
        return LocalDateTime.of(
                        number(text, 0, 4),
                        number(text, 5, 7),
                        number(text, 8, 10),
                        number(text, 11, 13),
                        number(text, 14, 16),
                        number(text, 17, 19),
                        nanos)
                .toInstant(ZoneOffset.UTC);
    }

    private static boolean isOfForm(String text) {
        for (int i = 0; i < FORM.length(); i++) {
            char form = FORM.charAt(i);
            if (form == 'd' ? !isDigit(text.charAt(i)) : text.charAt(i) != form) {
                return false;
            }
        }
        return true;
    }

    private static boolean isFraction(String text, int from, int to) {
        for (int i = from + 1; i < to; i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return text.charAt(from) == '.' && to > from + 1;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = 10 * number + text.charAt(i) - '0';
        }
        return number;
    }
}
