package dev.portcullis.rules.engine;

import dev.portcullis.rules.pattern.PatternSet;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** A request, and which patterns its texts match: each text is read once, when a rule first asks. For one thread. */
final class Reading {

    private static final @Nullable BitSet[] NONE = {};

    final Inquiry inquiry;
    private final Patterns.Reader reader;
    private final @Nullable BitSet[] globs;
    private final @Nullable BitSet[] maybe;

    /** For the lists that have expressions: whether those were sought, at twice the list's number, and found, one after it. */
    private final @Nullable BitSet[] expressions;

    Reading(Inquiry inquiry, Patterns.Reader reader) {
        this.inquiry = inquiry;
        this.reader = reader;
        this.globs = new BitSet[reader.sets().length];
        this.maybe = reader.seeks() ? new BitSet[reader.sets().length] : NONE;
        this.expressions = reader.seeks() ? new BitSet[reader.sets().length] : NONE;
    }

    /** Whether the text matches some of these patterns. */
    boolean matches(Patterns.Some some) {
        if (globs(some.text()).get(some.list())) {
            return true;
        }
        return !some.whole()
                && byExpression(some.text()).get(some.list())
                && matchesExpression(reader.sets()[some.text()], some);
    }

    private BitSet byExpression(int text) {
        BitSet may = maybe[text];
        if (may == null) {
            may = reader.sets()[text].maybeByExpression(text(text));
            maybe[text] = may;
        }
        return may;
    }

    /** The numbers of the lists that a text matches, and of those that it may match by an expression. Not to be changed. */
    BitSet maybe(int text) {
        BitSet certain = globs(text);
        if (!reader.seeks()) {
            return certain;
        }
        BitSet may = byExpression(text);
        if (certain.isEmpty() || may.isEmpty()) {
            return certain.isEmpty() ? may : certain;
        }
        BitSet both = (BitSet) certain.clone();
        both.or(may);
        return both;
    }

    private boolean matchesExpression(PatternSet set, Patterns.Some some) {
        BitSet known = expressions[some.text()];
        if (known == null) {
            known = new BitSet();
            expressions[some.text()] = known;
        }
        int sought = 2 * some.list();
        if (!known.get(sought)) {
            known.set(sought);
            known.set(sought + 1, set.expressions(some.list(), text(some.text())));
        }
        return known.get(sought + 1);
    }

    /** The numbers of the lists that a text matches by a glob. Not to be changed. */
    BitSet globs(int text) {
        BitSet matched = globs[text];
        if (matched == null) {
            matched = reader.sets()[text].globs(text(text));
            globs[text] = matched;
        }
        return matched;
    }

    /** The text of a kind. */
    String text(int text) {
        return reader.texts().get(text).apply(inquiry);
    }
}
