package dev.portcullis.rules.count;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has to be known of limits to count an event that brings none of them near, for many rows side by side: a request that a hundred rules count looks
 * at some arrays, and at none of their objects. Immutable; a reload makes others.
 */
public final class CalmRows {

    private final int[] numbers;
    private final int[] versions;
    private final long[] calm;
    private final long[] shortest;

    /** Of these limits, each in a place of its own; null for a place that is never asked for. */
    public CalmRows(List<@Nullable Limits> limits) {
        int size = limits.size();
        this.numbers = new int[size];
        this.versions = new int[size];
        this.calm = new long[size];
        this.shortest = new long[size];
        for (int place = 0; place < size; place++) {
            Limits each = limits.get(place);
            if (each != null) {
                numbers[place] = each.number();
                versions[place] = each.version();
                calm[place] = each.calm();
                shortest[place] = each.shortest();
            }
        }
    }

    /**
     * Counts one event in rows as {@link Tally#addCalmly} does, with the tally's monitor held.
     *
     * @param which the places of the rows, as bits; those in which the event is counted are taken out
     */
    public void addTo(Tally tally, long[] which, long now) {
        long[] cells = tally.cells();
        int at = -1;
        for (int word = 0; word < which.length; word++) {
            long rest = which[word];
            for (long left = rest; left != 0; left &= left - 1) {
                int place = (word << 6) + Long.numberOfTrailingZeros(left);
                at = next(tally, cells, at, numbers[place]);
                if (at >= 0 && Cells.add(cells, at, versions[place], calm[place], shortest[place], 1, now)) {
                    rest ^= left & -left;
                    tally.setChanged();
                }
            }
            which[word] = rest;
        }
    }

    /** Rows are mostly asked for in the order in which they stand. */
    private static int next(Tally tally, long[] cells, int before, int number) {
        int at = before < 0 ? 0 : before + 2;
        return at < cells.length && Cells.number(cells, at) == number ? at : tally.find(number);
    }

    /** As if {@link #addTo} had not counted the event in these places: called with the same monitor held since, and nothing asked of the rows in between. */
    public void takeBackFrom(Tally tally, long[] which) {
        for (int word = 0; word < which.length; word++) {
            for (long left = which[word]; left != 0; left &= left - 1) {
                int place = (word << 6) + Long.numberOfTrailingZeros(left);
                Cells.takeBack(tally.cells(), tally.find(numbers[place]), 1);
            }
        }
    }
}
