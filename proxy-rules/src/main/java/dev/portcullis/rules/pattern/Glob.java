package dev.portcullis.rules.pattern;

import java.util.List;
import java.util.stream.Stream;

/**
 * A pattern for a whole text, in which {@code *} stands for any characters, none included, and all else for itself.
 *
 * <p>The text's beginning and end are compared first; what stands between two {@code *} is then sought from left to right, the
 * first place being as good as any other, so that nothing is tried twice: a match costs at most the text's length times
 * that of the longest piece, whatever the text.
 */
final class Glob {

    private final String beginning;
    private final List<String> middle;
    private final String end;
    private final boolean exact;
    private final boolean ignoreCase;
    private final int shortest;

    /** The pattern; without regard to the case of ASCII letters if {@code ignoreCase} says so. */
    Glob(String pattern, boolean ignoreCase) {
        this.ignoreCase = ignoreCase;
        List<String> pieces = List.of(folded(pattern, ignoreCase).split("\\*", -1));
        this.exact = pieces.size() == 1;
        this.beginning = pieces.get(0);
        this.end = exact ? "" : pieces.get(pieces.size() - 1);
        this.middle = exact
                ? List.of()
                : pieces.subList(1, pieces.size() - 1).stream()
                        .filter(piece -> !piece.isEmpty())
                        .toList();
        this.shortest = pieces.stream().mapToInt(String::length).sum();
    }

    /** The texts that stand for themselves, in no order: whatever matches holds each of them. */
    List<String> pieces() {
        return Stream.concat(Stream.of(beginning, end), middle.stream()).toList();
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
        for (int i = 0; i < middle.size(); i++) {
            String piece = middle.get(i);
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
        for (int i = 0; i < piece.length(); i++) {
            if (folded(text.charAt(index + i), ignoreCase) != piece.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The character in lower case, if it is an ASCII letter and its case is to be ignored. */
    static char folded(char c, boolean ignoreCase) {
        return ignoreCase && c >= 'A' && c <= 'Z' ? (char) (c + 'a' - 'A') : c;
    }

    private static String folded(String text, boolean ignoreCase) {
        char[] folded = text.toCharArray();
        for (int i = 0; i < folded.length; i++) {
            folded[i] = folded(folded[i], ignoreCase);
        }
        return new String(folded);
    }
}
