package dev.portcullis.rules.count;

import java.time.Duration;

/**
 * A window of different things: of each the time when it was last seen. A thing is known by 32 bits of its fingerprint.
 *
 * <ul>
 *   <li>The count never runs ahead: two things of one fingerprint count as one (which happens to one in 8000 windows with a
 *       thousand things, and makes them one fewer), a thing that has not been seen for as long as the window is long counts no more, and
 *       each is taken for up to 17 milliseconds, but 2% of the shortest window, older than it is.
 *   <li>It is otherwise exact, and bounded: past the limit the thing that has not been seen for longest is dropped.
 *   <li>A thing costs 8 to 16 bytes. A look costs one probe, and one pass through all of them when the oldest has left the window.
 * </ul>
 *
 * <p>Times are kept in ticks of 2^23 nanoseconds, of which 32 bits are unambiguous for half a year: no thing is kept for longer than
 * two windows after it was seen, as {@link #newest} tells.
 */
abstract sealed class Things permits OneThing, ManyThings {

    /** When nothing has happened for so long, all has left the longest window there may be; ticks are still unambiguous for longer. */
    static final long LONGEST_AGO = Duration.ofDays(60).toNanos();

    private static final int TICK_BITS = 23;

    /** The time of the latest event. */
    long newest;

    Things(long newest) {
        this.newest = newest;
    }

    /** What is within the window. */
    abstract long count(long now, Limit limit);

    /** What would be within the window with one more thing in it. */
    abstract long countWith(long now, long thing, Limit limit);

    /** The window with one more thing in it. It takes the place of this one. */
    abstract Things add(long now, long thing, Limit limit);

    /** Nanoseconds until the count is at most {@code most}, 0 or more, if nothing is added; 0 when it is so already. */
    abstract long untilAtMost(long most, long now, Limit limit);

    /** Adds all things to the list, perhaps also some that have just left the window. */
    abstract void pieces(long now, Pieces into);

    /** Adds the thing of a cell, with the beginning of its tick. */
    static void piece(long cell, long now, Pieces into) {
        int ticksAgo = tick(now) - (int) cell; // may wrap around, and is right then too
        into.add(((now >> TICK_BITS) - ticksAgo) << TICK_BITS, cell & 0xFFFF_FFFF_0000_0000L);
    }

    /** A thing as it is kept: its fingerprint, never 0, in the upper half, the tick when it was seen in the lower. */
    static long cell(long thing, long now) {
        long print = thing >>> 32;
        return (print == 0 ? 1 : print) << 32 | (tick(now) & 0xFFFF_FFFFL);
    }

    static int print(long cell) {
        return (int) (cell >>> 32);
    }

    static boolean isExpired(long cell, long now, Limit limit) {
        return tick(now) - (int) cell >= ticks(limit);
    }

    /** Nanoseconds until the cell is expired, 0 or more. */
    static long untilExpired(long cell, long now, Limit limit) {
        long end = (long) ((int) cell + ticks(limit) - tick(now)) << TICK_BITS;
        return Math.max(0, end - (now & (1L << TICK_BITS) - 1));
    }

    /** Whether a thing of this fingerprint, that was last seen at {@code seen}, is in the window. */
    static boolean isWithin(long thing, long seen, long now, Limit limit) {
        return now - seen < limit.within() && !isExpired(cell(thing, seen), now, limit);
    }

    /** Whether everything has left the window, so that its ticks are not to be looked at. */
    final boolean isOver(long now, Limit limit) {
        return now - newest >= limit.within();
    }

    private static int ticks(Limit limit) {
        return (int) Math.max(1, limit.within() >> TICK_BITS);
    }

    private static int tick(long now) {
        return (int) (now >> TICK_BITS);
    }
}
