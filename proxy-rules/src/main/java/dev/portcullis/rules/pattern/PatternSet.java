package dev.portcullis.rules.pattern;

import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists of patterns for one kind of text: globs, which are all looked for at once, and expressions, each list's at need. */
public final class PatternSet {

    private final GlobSet globs;
    private final @Nullable Expression[] expressions;

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
    }

    /** How many lists there are. */
    public int lists() {
        return expressions.length;
    }

    /** Whether the list of this number has expressions, so that {@link #globs} doesn't tell all of it. */
    public boolean hasExpressions(int list) {
        return expressions[list] != null;
    }

    /** The numbers of the lists that the text matches by a glob. Not to be changed. */
    public BitSet globs(String text) {
        return globs.match(text);
    }

    /** Whether the text matches the list of this number by an expression. */
    public boolean expressions(int list, String text) {
        Expression expression = expressions[list];
        return expression != null && expression.foundIn(text);
    }
}
