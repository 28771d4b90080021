package dev.portcullis.rules.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A pattern for a whole text, in which {@code *} stands for any characters, none included, and all else for itself.
 *
 * <p>The text's beginning and end are compared first; what stands between two {@code *} is then sought from left to right, the
 * first place being as good as any other, so that nothing is tried twice: a match costs at most the text's length times
 * that of the longest piece, whatever the text.
 */
final class Glob {

    private final String beginning;
    private final String[] middle;
    private final String end;
    private final boolean exact;
    private final boolean ignoreCase;
    private final int shortest;

    /** The pattern; without regard to the case of letters if {@code ignoreCase} says so. */
    Glob(String pattern, boolean ignoreCase) {
        this.ignoreCase = ignoreCase;
        String wanted = ignoreCase ? pattern.toLowerCase(Locale.ROOT) : pattern;
        int first = wanted.indexOf('*');
        int last = wanted.lastIndexOf('*');
        this.exact = first < 0;
        this.beginning = exact ? wanted : wanted.substring(0, first);
        this.end = exact ? "" : wanted.substring(last + 1);
        this.middle = exact ? new String[0] : pieces(wanted.substring(first, last));
        this.shortest = wanted.replace("*", "").length();
    }

    private static String[] pieces(String between) {
        List<String> pieces = new ArrayList<>();
        for (int from = 0, to; from < between.length(); from = to + 1) {
            to = between.indexOf('*', from);
            to = to < 0 ? between.length() : to;
            if (to > from) {
                pieces.add(between.substring(from, to));
            }
        }
        return pieces.toArray(new String[0]);
    }

    boolean matches(String text) {
        int last = text.length() - end.length();
        if (exact ? text.length() != shortest : text.length() < shortest) {
            return false;
        }
        return at(text, 0, beginning) && at(text, last, end) && holdsMiddle(text, beginning.length(), last);
    }

    private boolean holdsMiddle(String text, int from, int to) {
        int next = from;
        for (String piece : middle) {
            int found = find(text, next, to - piece.length(), piece);
            if (found < 0) {
                return false;
            }
            next = found + piece.length();
        }
        return true;
    }

    private int find(String text, int from, int last, String piece) {
        for (int i = from; i <= last; i++) {
            if (at(text, i, piece)) {
                return i;
            }
        }
        return -1;
    }

    private boolean at(String text, int index, String piece) {
        return text.regionMatches(ignoreCase, index, piece, 0, piece.length());
    }

    /** Whether the pattern is a text that only itself matches. */
    static boolean isPlain(String pattern) {
        return pattern.indexOf('*') < 0;
    }
}
