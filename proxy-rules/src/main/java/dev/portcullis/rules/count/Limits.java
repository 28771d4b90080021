package dev.portcullis.rules.count;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The limits of the rules that share a row, and what holds for all of them. Immutable; a reload makes others. */
public final class Limits {

    /** The most that one bucket is taken to weigh. */
    private static final long MOST = 1L << 41;

    private final Row row;

    /** By the slots' indexes; null where the rule is gone. */
    private final @Nullable Limit[] limits;

    private final boolean distinct;
    private final long granule;
    private final long half;
    private final long calm;
    private final int number;
    private final int version;
    private final long shortest;
    private final long longest;

    /**
     * The limits of these slots.
     *
     * @param slots of one row, one at least; the row's other slots are retired, or are about to be
     * @param limits of each, either all of different things or none
     */
    public Limits(List<Slot> slots, List<Limit> limits) {
        this.row = slots.get(0).row();
        this.limits = new Limit[row.size()];
        this.number = row.number();
        this.distinct = limits.get(0).isDistinct();
        long least = Long.MAX_VALUE;
        long nearest = Long.MAX_VALUE;
        long first = Long.MAX_VALUE;
        long last = 0;
        for (int i = 0; i < slots.size(); i++) {
            Limit limit = limits.get(i);
            this.limits[slots.get(i).index()] = limit;
            least = Math.min(least, limit.granule());
            nearest = Math.min(nearest, limit.half());
            first = Math.min(first, limit.within());
            last = Math.max(last, limit.within());
        }
        this.granule = least;
        this.half = nearest;
        this.calm = distinct ? 0 : Math.min(Math.min(least, nearest), MOST);
        this.version = row.nextVersion();
        this.shortest = first;
        this.longest = last;
    }

    Row row() {
        return row;
    }

    /** The row's number. */
    int number() {
        return number;
    }

    int size() {
        return limits.length;
    }

    /** The limit of the slot of this index; null when its rule is gone. */
    @Nullable
    Limit get(int index) {
        return limits[index];
    }

    boolean isDistinct() {
        return distinct;
    }

    /** The smallest granule. */
    long granule() {
        return granule;
    }

    /** The smallest half of a limit. */
    long half() {
        return half;
    }

    /** What one bucket may weigh without that any window is near its limit, or the bucket full; 0 for different things. */
    long calm() {
        return calm;
    }

    /** Tells these limits from others of the same row, unless there were thousands in between. */
    int version() {
        return version;
    }

    /** The length of the shortest window. */
    long shortest() {
        return shortest;
    }

    /** The length of the longest window. */
    long longest() {
        return longest;
    }
}
