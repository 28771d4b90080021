package dev.portcullis.rules.engine;

import dev.portcullis.rules.pattern.Expression;
import dev.portcullis.rules.pattern.PatternSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Collects the patterns of all rules while these are compiled, by the text that they are for, and then reads requests for them. */
final class Patterns {

    private final Map<String, Text> texts = new LinkedHashMap<>();

    /**
     * Some patterns for one kind of text, as a {@link Reading} knows them.
     *
     * @param text the number of the kind of text
     * @param list the number of these patterns among those for it
     * @param whole whether they are globs only, which are looked for all at once
     * @param quick whether they are that, or expressions of which it is known at once with them that most don't match
     */
    record Some(int text, int list, boolean whole, boolean quick) {}

    /** A kind of text, and the patterns for it. */
    private static final class Text {
        private final int number;
        private final boolean ignoreCase;
        private final Function<Inquiry, String> of;
        private final List<List<String>> lists = new ArrayList<>();

        Text(int number, boolean ignoreCase, Function<Inquiry, String> of) {
            this.number = number;
            this.ignoreCase = ignoreCase;
            this.of = of;
        }

        private @Nullable Some add(List<String> patterns) {
            if (patterns.isEmpty()) {
                return null;
            }
            int known = lists.indexOf(patterns);
            if (known < 0) {
                lists.add(patterns);
            }
            boolean whole = patterns.stream().noneMatch(Expression::is);
            return new Some(number, known < 0 ? lists.size() - 1 : known, whole, PatternSet.areQuick(patterns));
        }
    }

    private Text text(String name, boolean ignoreCase, Function<Inquiry, String> of) {
        return texts.computeIfAbsent(name, added -> new Text(texts.size(), ignoreCase, of));
    }

    /** These patterns of hosts, which facts have in lower case; null for none, which hold for any. */
    @Nullable
    Some hosts(List<String> patterns) {
        List<String> lower = patterns.stream()
                .map(pattern -> Expression.is(pattern) ? pattern : pattern.toLowerCase(Locale.ROOT))
                .toList();
        return text("host", false, inquiry -> inquiry.facts.host()).add(lower);
    }

    /** These patterns of paths; null for none, which hold for any. */
    @Nullable
    Some paths(List<String> patterns) {
        return text("path", false, inquiry -> inquiry.facts.path()).add(patterns);
    }

    /** These patterns of user agents; null for none, which hold for any. */
    @Nullable
    Some userAgents(List<String> patterns) {
        return text("user-agent", true, inquiry -> inquiry.facts.userAgent()).add(patterns);
    }

    /** These patterns of queries; null for none. */
    @Nullable
    Some queries(List<String> patterns) {
        return text("query", false, Inquiry::query).add(patterns);
    }

    /** These patterns of the fingerprints of TLS handshakes; null for none. */
    @Nullable
    Some fingerprints(List<String> patterns) {
        return text("tls-fingerprint", true, inquiry -> inquiry.facts.tlsFingerprint())
                .add(patterns);
    }

    /** These patterns of a field's values; null for none. */
    @Nullable
    Some headers(String field, List<String> patterns) {
        return text("header " + field, true, inquiry -> inquiry.facts.header(field))
                .add(patterns);
    }

    /** What reads requests for all patterns collected. */
    Reader reader() {
        List<Text> all = List.copyOf(texts.values());
        PatternSet[] sets = all.stream()
                .map(text -> new PatternSet(text.lists, text.ignoreCase))
                .toArray(PatternSet[]::new);
        boolean seeks = all.stream()
                .flatMap(text -> text.lists.stream())
                .flatMap(List::stream)
                .anyMatch(Expression::is);
        return new Reader(all.stream().map(text -> text.of).toList(), sets, seeks);
    }

    /**
     * Reads requests for all patterns. Nothing is changed.
     *
     * @param texts how to come by each kind of text
     * @param sets the patterns for each
     * @param seeks whether there are expressions among them
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Reader(List<Function<Inquiry, String>> texts, PatternSet[] sets, boolean seeks) {

        /** A request, none of its texts read yet. */
        Reading read(Inquiry inquiry) {
            return new Reading(inquiry, this);
        }
    }
}
