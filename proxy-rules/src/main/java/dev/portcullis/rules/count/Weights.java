package dev.portcullis.rules.count;

/**
 * A window of weights: a log of events, quantised.
 *
 * <p>Events lie in buckets, in the order of their times. A bucket takes events until it would weigh more than the limit's
 * {@linkplain Limit#granule granule}; an event heavier than that has one of its own. A bucket is dropped whole, as soon as its
 * <em>oldest</em> event is as old as the window is long. Hence:
 *
 * <ul>
 *   <li>The count never runs ahead.
 *   <li>It lags by less than a granule: only the one bucket that the window's edge lies in misses events that are still within,
 *       and its oldest event is not one of them. Who goes over is caught at most 2% of the limit late.
 *   <li>Two neighbours together weigh more than a granule, so that about a hundred buckets hold the limit, whatever it is.
 *       Past the limit the oldest bucket is dropped as long as the rest is over the limit without it: no question that is
 *       asked of a window has another answer for it.
 * </ul>
 *
 * <p>An event that is earlier than the latest known, as two event loops may tell them, makes the buckets after it as old as
 * itself: the count may then lag by more, never run ahead.
 */
abstract sealed class Weights extends Window permits Single, Ring {

    @Override
    final long countWith(long now, long weight, Limit limit) {
        return count(now, limit) + weight;
    }

    @Override
    abstract Weights add(long now, long weight, Limit limit);

    /** How many buckets it has. */
    abstract int buckets();
}
