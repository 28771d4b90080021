package dev.portcullis.rules.count;

/**
 * What was counted of one subject by one rule within the window that ends now. How an event is meant is up to the {@link Limit}: as a
 * weight, 1 or more, or as the fingerprint of a thing of which each counts once.
 *
 * <p>The count never runs ahead: what is counted is in the window. Who was never over the limit is never over by this count.
 *
 * <p>Times are monotonic nanoseconds. A window does not know its rule: the limit is passed in, the same one each time. Whoever
 * calls holds the lock of the {@link Tally}.
 */
abstract sealed class Window permits Weights, Things {

    /** What is within the window. */
    abstract long count(long now, Limit limit);

    /** What would be within the window with one more event in it. */
    abstract long countWith(long now, long event, Limit limit);

    /** The window with one more event in it. It takes the place of this one. */
    abstract Window add(long now, long event, Limit limit);

    /** Nanoseconds until the count is at most {@code most}, 0 or more, if nothing is added; 0 when it is so already. */
    abstract long untilAtMost(long most, long now, Limit limit);
}
