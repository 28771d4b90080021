package dev.portcullis.rules.engine;

import dev.portcullis.rules.count.CalmRows;
import dev.portcullis.rules.count.Limits;
import dev.portcullis.rules.count.Tally;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Of the bundles of a set of rules those that do nothing but count each request of a client that matches: most rules with a limit. Their counters are
 * asked all at once, and each by itself only when the request takes it near its limit.
 */
final class Calm {

    /** By the numbers of the bundles; null for others. */
    private final @Nullable Counter[] counters;

    private final long[] places;
    private final CalmRows rows;

    /** Those among these counters, which have null where a bundle does more. */
    Calm(@Nullable Counter[] only, long[] none) {
        this.counters = only.clone();
        this.places = none;
        List<@Nullable Limits> limits = new ArrayList<>();
        for (int i = 0; i < only.length; i++) {
            Counter counter = only[i];
            boolean calm = counter != null && counter.countsClientsOnly();
            places[i >>> 6] |= calm ? 1L << i : 0;
            limits.add(calm && counter != null ? counter.limits : null);
        }
        this.rows = new CalmRows(limits);
    }

    /** Takes its bundles out of those that are to be asked, both as bits; null when there are none among them. */
    @Nullable
    Asked taken(long[] candidates) {
        long[] which = null;
        for (int word = 0; word < candidates.length; word++) {
            long these = candidates[word] & places[word];
            if (these != 0) {
                which = which == null ? new long[candidates.length] : which;
                which[word] = these;
                candidates[word] ^= these;
            }
        }
        return which == null ? null : new Asked(this, which, which.clone());
    }

    /**
     * Bundles that a request concerns.
     *
     * @param which all of them, as bits; once it is counted those that have counted it
     * @param left those that have not
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Asked(Calm of, long[] which, long[] left) {

        /** Counts the request where that is all, and adds the counters of the others to those that are to be weighed. */
        void count(Tally client, Counting others, long now) {
            of.rows.addTo(client, left, now);
            for (int word = 0; word < left.length; word++) {
                which[word] ^= left[word];
            }
            for (int i = Sieve.next(left, 0); i >= 0; i = Sieve.next(left, i + 1)) {
                Counter counter = of.counters[i];
                if (counter != null) {
                    others.add(counter, 1, null);
                }
            }
        }

        void takeBack(Tally client) {
            of.rows.takeBackFrom(client, which);
        }
    }
}
