package dev.portcullis.rules.count;

/**
 * What was counted of one subject by one rule within the window that ends now: a log of events, quantised.
 *
 * <p>Events lie in buckets, in the order of their times. A bucket takes events until it would weigh more than the limit's
 * {@linkplain Limit#granule granule}; an event heavier than that has one of its own. A bucket is dropped whole, as soon as its
 * <em>oldest</em> event is as old as the window is long. Hence:
 *
 * <ul>
 *   <li>The count never runs ahead: what is counted is in the window. Who was never over the limit is never over by this count.
 *   <li>It lags by less than a granule: only the one bucket that the window's edge lies in misses events that are still within,
 *       and its oldest event is not one of them. Who goes over is caught at most 2% of the limit late.
 *   <li>Two neighbours together weigh more than a granule, so that about a hundred buckets hold the limit, whatever it is.
 *       Past the limit the oldest bucket is dropped as long as the rest is over the limit without it: no question that is
 *       asked of a window has another answer for it.
 * </ul>
 *
 * <p>Times are monotonic nanoseconds. One that is earlier than the latest known, as two event loops may tell them, makes the buckets
 * after it as old as itself: the count may then lag by more, never run ahead. A window does not know its rule: the limit is
 * passed in, the same one each time. Whoever calls holds the lock of the {@link Tally}.
 */
abstract sealed class Window permits Single, Ring {

    /** What is within the window. */
    abstract long count(long now, Limit limit);

    /** The window with one more event of this weight, 1 or more, in it. It takes the place of this one. */
    abstract Window add(long now, long weight, Limit limit);

    /** Nanoseconds until the count is at most {@code most}, 0 or more, if nothing is added; 0 when it is so already. */
    abstract long untilAtMost(long most, long now, Limit limit);

    /** How many buckets it has. */
    abstract int buckets();
}
