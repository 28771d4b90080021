package dev.portcullis.rules.engine;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the origin said of a request: {@code ban 1h; spam in the guest book}. A word, perhaps what goes with it, perhaps the reason for
 * people. What can't be understood is a word like any other, which rules may look for.
 *
 * @param word in lower case
 * @param argument what stands between the word and the semicolon; empty when there is nothing
 */
record OriginWord(String word, String argument) {

    /** The word that bans. */
    static final String BAN = "ban";

    /** The word that adds points. */
    static final String ADD = "add";

    /** The word for a login that failed. */
    static final String FAILED_LOGIN = "failed-login";

    private static final OriginWord NOTHING = new OriginWord("", "");
    private static final int MAX_DIGITS = 9;

    /** All that is said in the fields of one answer, one a line. */
    static List<OriginWord> all(String signal) {
        return signal.isEmpty() ? List.of() : signal.lines().map(OriginWord::of).toList();
    }

    /** The first of them that is this word; one that says nothing when none is. */
    static OriginWord first(String signal, String word) {
        return all(signal).stream().filter(said -> said.is(word)).findFirst().orElse(NOTHING);
    }

    /** What a value of the field says. */
    static OriginWord of(String signal) {
        if (signal.isEmpty()) {
            return NOTHING;
        }
        int semicolon = signal.indexOf(';');
        String said = (semicolon < 0 ? signal : signal.substring(0, semicolon)).strip();
        int space = said.indexOf(' ');
        return space < 0
                ? new OriginWord(said.toLowerCase(Locale.ROOT), "")
                : new OriginWord(
                        said.substring(0, space).toLowerCase(Locale.ROOT),
                        said.substring(space + 1).strip());
    }

    boolean is(String other) {
        return word.equals(other);
    }

    /** The duration that it names, as {@code 90s}, {@code 15m}, {@code 1h} or {@code 2d}; null when it names none of a second or more. */
    @Nullable
    Duration duration() {
        long amount = number(argument.isEmpty() ? "" : argument.substring(0, argument.length() - 1));
        if (amount <= 0) {
            return null;
        }
        return switch (argument.charAt(argument.length() - 1)) {
            case 's' -> Duration.ofSeconds(amount);
            case 'm' -> Duration.ofMinutes(amount);
            case 'h' -> Duration.ofHours(amount);
            case 'd' -> Duration.ofDays(amount);
            default -> null;
        };
    }

    /** The points that it names; 0 when it names none. */
    int points() {
        return (int) Math.max(0, number(argument));
    }

    /** Whether it is one of those that have a meaning of their own, and what goes with it can't be understood. */
    boolean isMalformed() {
        return switch (word) {
            case BAN -> !argument.isEmpty() && duration() == null;
            case ADD -> !argument.isEmpty() && points() == 0;
            case FAILED_LOGIN -> !argument.isEmpty();
            default -> false;
        };
    }

    /** The whole number that a text is; -1 when it is none, or too long a one. */
    private static long number(String text) {
        boolean digits = !text.isEmpty() && text.length() <= MAX_DIGITS;
        for (int i = 0; digits && i < text.length(); i++) {
            digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        return digits ? Long.parseLong(text) : -1;
    }
}
