package dev.portcullis.rules.pattern;

import org.jspecify.annotations.Nullable;

/**
 * Finds letters that a text must hold, in upper or lower case, for an expression to be found in it: the longest piece that stands for itself. An
 * expression costs about a microsecond to seek, a piece of text next to nothing with all others.
 *
 * <p>Only what is certain is taken: outside of brackets, and not what may be left out. When in doubt there is none.
 */
final class Literals {

    /** Shorter ones tell too little. */
    private static final int SHORTEST = 3;

    /** Escapes that stand for a class of characters or a place, and have nothing behind them. */
    private static final String CLASSES = "dDsSwWbBAz";

    private final String text;
    private final StringBuilder run = new StringBuilder();
    private String longest = "";
    private int at;

    private Literals(String text) {
        this.text = text;
    }

    /** The piece, in lower case, of an RE2 expression; null when it isn't certain that there is one. */
    static @Nullable String required(String expression) {
        return new Literals(expression).required();
    }

    private @Nullable String required() {
        while (at < text.length()) {
            if (!step(text.charAt(at))) {
                return null;
            }
        }
        end();
        return longest.length() < SHORTEST ? null : longest;
    }

    /** Goes past what begins with this character; gives false when nothing is certain. */
    private boolean step(char c) {
        return switch (c) {
            case '|', ')' -> false;
            case '(' -> skipGroup();
            case '[' -> skipClass();
            case '\\' -> escape();
            case '*', '?', '{' -> leaveOutLast(c);
            case '.', '^', '$', '+' -> end();
            default -> take(c);
        };
    }

    private boolean take(char c) {
        at++;
        if (c < ' ' || c > '~') {
            at--;
            return end(); // other cases of it are other characters
        }
        run.append(Character.toLowerCase(c));
        return true;
    }

    /** A piece ends here, at something else. */
    private boolean end() {
        if (run.length() > longest.length()) {
            longest = run.toString();
        }
        run.setLength(0);
        at++;
        return true;
    }

    /** What stands before may be missing. */
    private boolean leaveOutLast(char c) {
        run.setLength(Math.max(0, run.length() - 1));
        if (c == '{') {
            int close = text.indexOf('}', at);
            if (close < 0) {
                return false;
            }
            at = close;
        }
        return end();
    }

    private boolean escape() {
        if (at + 1 >= text.length()) {
            return false;
        }
        char c = text.charAt(at + 1);
        if (CLASSES.indexOf(c) >= 0) {
            at++;
            return end();
        }
        if (c > '~' || Character.isLetterOrDigit(c)) {
            return false;
        }
        at++;
        return take(c);
    }

    private boolean skipGroup() {
        int depth = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '[') {
                if (!skipClass()) {
                    return false;
                }
                continue;
            }
            if (c == '\\' && at + 1 < text.length() && text.charAt(at + 1) == 'Q') {
                return false;
            }
            at += c == '\\' ? 1 : 0;
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth == 0) {
                return end();
            }
            at++;
        }
        return false;
    }

    private boolean skipClass() {
        int from = at + 1;
        from += from < text.length() && text.charAt(from) == '^' ? 1 : 0;
        from += from < text.length() && text.charAt(from) == ']' ? 1 : 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '[') {
                return false; // perhaps a class by its name
            }
            if (c == ']') {
                at = i;
                return end();
            }
            i += c == '\\' ? 1 : 0;
        }
        return false;
    }
}
