package dev.portcullis.rules.pattern;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lists of patterns for one kind of text: globs, which are all looked for at once, and expressions, each list's at need. Letters that expressions can't be
 * without are looked for as globs are, all at once, so that most expressions need not be sought at all.
 */
public final class PatternSet {

    private static final BitSet NONE = new BitSet();

    private final GlobSet globs;
    private final @Nullable Expression[] expressions;

    /** The letters of each list's expressions; null when there are no expressions. */
    private final @Nullable GlobSet letters;

    /** The lists with expressions of which no letters are certain. */
    private final BitSet uncertain = new BitSet();

    /** What a text without anything matches, as of fields that are not there: often asked for. */
    private final BitSet ofNothing;

    /** The patterns of each list; a text matches a list when it matches any of its patterns. */
    public PatternSet(List<List<String>> lists, boolean ignoreCase) {
        this.globs = new GlobSet(
                lists.stream()
                        .map(list -> list.stream()
                                .filter(pattern -> !Expression.is(pattern))
                                .toList())
                        .toList(),
                ignoreCase);
        this.expressions =
                lists.stream().map(list -> Expression.any(list, ignoreCase)).toArray(Expression[]::new);
        boolean all = lists.stream().flatMap(List::stream).noneMatch(Expression::is);
        this.letters = all ? null : new GlobSet(letters(lists), true);
        this.ofNothing = globs.match("");
    }

    private List<List<String>> letters(List<List<String>> lists) {
        List<List<String>> found = new ArrayList<>();
        for (int list = 0; list < lists.size(); list++) {
            List<@Nullable String> needed = lists.get(list).stream()
                    .filter(Expression::is)
                    .<@Nullable String>map(Expression::letters)
                    .toList();
            boolean certain = needed.stream().allMatch(Objects::nonNull);
            uncertain.set(list, !certain);
            found.add(certain ? needed.stream().map(piece -> "*" + piece + "*").toList() : List.of());
        }
        return found;
    }

    /** How many lists there are. */
    public int lists() {
        return expressions.length;
    }

    /** The numbers of the lists that the text matches by a glob. Not to be changed. */
    public BitSet globs(String text) {
        return text.isEmpty() ? ofNothing : globs.match(text);
    }

    /** The numbers of the lists that a text without anything matches; null when expressions have to be sought for that. Not to be changed. */
    public @Nullable BitSet matchedByNothing() {
        return letters == null ? ofNothing : null;
    }

    /** Whether it is mostly certain without any expression that a text doesn't match a list of these patterns. */
    public static boolean areQuick(List<String> patterns) {
        return patterns.stream().filter(Expression::is).allMatch(pattern -> Expression.letters(pattern) != null);
    }

    /** The numbers of the lists that the text may match by an expression: of no other are they to be sought. Not to be changed. */
    public BitSet maybeByExpression(String text) {
        if (letters == null) {
            return NONE;
        }
        BitSet found = letters.match(text);
        if (uncertain.isEmpty()) {
            return found;
        }
        BitSet all = (BitSet) found.clone();
        all.or(uncertain);
        return all;
    }

    /** Whether the text matches the list of this number by an expression. */
    public boolean expressions(int list, String text) {
        Expression expression = expressions[list];
        return expression != null && expression.foundIn(text);
    }
}
