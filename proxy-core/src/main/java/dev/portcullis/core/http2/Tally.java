package dev.portcullis.core.http2;

/**
 * Whether more than so many things have happened within any stretch of a time. Exact; takes eight bytes for each that may happen, and
 * none until the first does.
 */
final class Tally {

    private static final long[] NOTHING = {};

    private final int limit;
    private final long window;
    private long[] times = NOTHING;
    private int next;
    private int filled;

    /**
     * A tally of nothing.
     *
     * @param limit how many may happen within the window, itself included
     * @param window nanoseconds
     */
    Tally(int limit, long window) {
        this.limit = limit;
        this.window = window;
    }

    /** Notes that one has happened, and says whether that is more than may. */
    boolean exceeds(long now) {
        if (times.length == 0) {
            times = new long[limit];
        }
        boolean over = filled == limit && now - times[next] < window;
        times[next] = now;
        next = (next + 1) % limit;
        filled = Math.min(limit, filled + 1);
        return over;
    }
}
