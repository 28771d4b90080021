package dev.portcullis.rules.engine;

import dev.portcullis.rules.engine.Patterns.Some;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the conditions that may hold for a request, out of many, without asking one after the other.
 *
 * <p>Each condition is a bit. What the request has, its method, path, host, user agent, query, fields, fingerprint and country, is looked up once for
 * all conditions, and only as long as there are some left that ask for it. Each says at once which bits stay: a condition stays if it
 * does not ask, or if it asks for what is there. What a condition says by itself ({@link Where#restMatches}) is not looked at: a status,
 * the rare traits, an exclusion of several things together, and of regular expressions all but the letters that they can't be without. Costs a few operations for each 64 conditions and each kind of thing
 * that is asked for.
 */
final class Sieve {

    private static final long[] NOBODY = {};

    private final int words;
    private final long[] all;
    private final ByWord methods;
    private final ByWord countries;
    private final ByText[] texts;

    /** Conditions by a text's patterns. */
    private static final class ByText {
        private final int text;
        private final long[] asking;
        private final long[] concerned;

        /** By the numbers of the lists of patterns: who asks for a match of it, and who for none. */
        private final long[][] holding;

        private final long[][] excluding;

        /** Who stays when there is no text, as of a field that is not sent; null when that is not known at once. */
        private long @Nullable [] stayingForNothing;

        ByText(int text, int lists, int words) {
            this.text = text;
            this.asking = new long[words];
            this.concerned = new long[words];
            this.holding = new long[lists][words];
            this.excluding = new long[lists][words];
        }

        /** All that ask are known; of a text without anything these lists match. */
        void complete(@Nullable BitSet matchedByNothing) {
            if (matchedByNothing != null) {
                long[] stays = new long[asking.length];
                Arrays.fill(stays, -1);
                sift(stays, matchedByNothing);
                stayingForNothing = stays;
            }
        }

        void sift(long[] left, Reading request) {
            long[] stays = stayingForNothing;
            if (stays != null && request.text(text).isEmpty()) {
                for (int word = 0; word < left.length; word++) {
                    left[word] &= stays[word];
                }
            } else {
                sift(left, request.maybe(text));
            }
        }

        private void sift(long[] left, BitSet matched) {
            for (int word = 0; word < left.length; word++) {
                long stays = ~asking[word];
                for (int list = matched.nextSetBit(0); list >= 0; list = matched.nextSetBit(list + 1)) {
                    stays |= holding[list][word];
                }
                left[word] &= stays;
            }
            for (int list = matched.nextSetBit(0); list >= 0; list = matched.nextSetBit(list + 1)) {
                for (int word = 0; word < left.length; word++) {
                    left[word] &= ~excluding[list][word];
                }
            }
        }
    }

    /** Conditions by a word that is compared exactly. */
    private static final class ByWord {
        private final long[] asking;
        private final Map<String, long[]> staying = new HashMap<>();
        private final long[] stayingForOthers;

        /** The sets of words of which each condition asks for one of each; empty for any. */
        ByWord(List<Where> conditions, Function<Where, List<Set<String>>> asked, int words) {
            this.asking = new long[words];
            this.stayingForOthers = new long[words];
            Set<String> known = new HashSet<>();
            conditions.forEach(where -> asked.apply(where).forEach(known::addAll));
            known.forEach(word -> staying.put(word, new long[words]));
            for (int number = 0; number < conditions.size(); number++) {
                List<Set<String>> sets = asked.apply(conditions.get(number));
                set(sets.isEmpty() ? stayingForOthers : asking, number);
                for (String word : known) {
                    if (sets.stream().allMatch(set -> set.contains(word))) {
                        set(staying.getOrDefault(word, NOBODY), number);
                    }
                }
            }
        }

        void sift(long[] left, String word) {
            long[] stays = staying.getOrDefault(word, stayingForOthers);
            for (int i = 0; i < left.length; i++) {
                left[i] &= stays[i];
            }
        }
    }

    /**
     * A sieve of these conditions.
     *
     * @param patterns by which they were compiled
     */
    Sieve(List<Where> conditions, Patterns.Reader patterns) {
        this.words = (conditions.size() + 63) / 64;
        this.all = new long[words];
        for (int number = 0; number < conditions.size(); number++) {
            set(all, number);
        }
        this.methods = new ByWord(
                conditions, where -> where.methods().isEmpty() ? List.of() : List.of(where.methods()), words);
        this.countries = new ByWord(conditions, Where::countries, words);
        this.texts = texts(conditions, patterns);
    }

    private ByText[] texts(List<Where> conditions, Patterns.Reader patterns) {
        @Nullable ByText[] byNumber = new ByText[patterns.sets().length];
        for (int number = 0; number < conditions.size(); number++) {
            for (Some some : conditions.get(number).sifted()) {
                ByText by = text(some, byNumber, patterns);
                set(by.asking, number);
                set(by.concerned, number);
                set(by.holding[some.list()], number);
            }
            for (Some some : conditions.get(number).siftedOut()) {
                ByText by = text(some, byNumber, patterns);
                set(by.concerned, number);
                set(by.excluding[some.list()], number);
            }
        }
        List<ByText> found = new ArrayList<>();
        for (ByText by : byNumber) {
            if (by != null) {
                by.complete(patterns.sets()[by.text].matchedByNothing());
                found.add(by);
            }
        }
        return found.toArray(ByText[]::new);
    }

    private ByText text(Some some, @Nullable ByText[] byNumber, Patterns.Reader patterns) {
        ByText by = byNumber[some.text()];
        if (by == null) {
            by = new ByText(some.text(), patterns.sets()[some.text()].lists(), words);
            byNumber[some.text()] = by;
        }
        return by;
    }

    private static void set(long[] bits, int number) {
        bits[number >>> 6] |= 1L << number;
    }

    /** As many bits as there are conditions, none of them set. */
    long[] none() {
        return new long[words];
    }

    /** The conditions that may hold, as bits. */
    long[] candidates(Reading request) {
        return candidates(request, all);
    }

    /** Those of these conditions that may hold, as bits. Neither array is changed. */
    long[] candidates(Reading request, long[] of) {
        long[] left = of.clone();
        if (meet(left, methods.asking)) {
            methods.sift(left, request.inquiry.facts.method());
        }
        for (ByText by : texts) {
            if (meet(left, by.concerned)) {
                by.sift(left, request);
                if (next(left, 0) < 0) {
                    return left;
                }
            }
        }
        if (meet(left, countries.asking)) {
            countries.sift(left, request.inquiry.country());
        }
        return left;
    }

    private static boolean meet(long[] some, long[] others) {
        for (int word = 0; word < some.length; word++) {
            if ((some[word] & others[word]) != 0) {
                return true;
            }
        }
        return false;
    }

    /** The first condition from this one on whose bit is set; below 0 when there is none. */
    static int next(long[] bits, int from) {
        int word = from >>> 6;
        if (word >= bits.length) {
            return -1;
        }
        long rest = bits[word] & -1L << from;
        while (rest == 0) {
            if (++word == bits.length) {
                return -1;
            }
            rest = bits[word];
        }
        return (word << 6) + Long.numberOfTrailingZeros(rest);
    }
}
