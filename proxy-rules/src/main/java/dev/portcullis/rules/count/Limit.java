package dev.portcullis.rules.count;

import java.time.Duration;

/** The most that may be counted within a window that slides, and how finely the window is kept. Immutable. */
public final class Limit {

    /** The largest limit: sums of a few of them still fit in 63 bits. */
    public static final long MAX = 1L << 61;

    /** The largest limit of different things: each is kept. */
    public static final int MAX_DISTINCT = 1000;

    private static final int GRANULES = 50;

    private final long over;
    private final long within;
    private final long granule;
    private final boolean distinct;

    /**
     * A limit.
     *
     * @param over the most that is allowed, 1 to {@link #MAX}; one more is too much
     * @param within the window's length
     * @throws IllegalArgumentException when {@code over} is out of its range or {@code within} is not positive
     */
    public Limit(long over, Duration within) {
        this(over, within, MAX, false);
    }

    private Limit(long over, Duration within, long max, boolean distinct) {
        if (over < 1 || over > max) {
            throw new IllegalArgumentException("a limit is 1 to " + max + ", not " + over);
        }
        if (within.isNegative() || within.isZero()) {
            throw new IllegalArgumentException("a window is longer than zero, not " + within);
        }
        this.over = over;
        this.within = within.toNanos();
        this.granule = Math.max(1, over / GRANULES);
        this.distinct = distinct;
    }

    /**
     * A limit of different things, each of which counts once: an event is then the fingerprint of a thing, and not a weight.
     *
     * @param over the most that is allowed, 1 to {@link #MAX_DISTINCT}; one more is too much
     * @param within the window's length, 1 second to 31 days
     */
    public static Limit distinct(long over, Duration within) {
        return new Limit(over, within, MAX_DISTINCT, true);
    }

    /** The most that is allowed. */
    public long over() {
        return over;
    }

    /** The window's length in nanoseconds. */
    long within() {
        return within;
    }

    /** The most that events share a bucket with: 2% of the limit, rounded down, at least 1. */
    long granule() {
        return granule;
    }

    /** Past this a count is near the limit: half of it, rounded down. */
    long half() {
        return over / 2;
    }

    /** Whether different things are counted. */
    boolean isDistinct() {
        return distinct;
    }
}
