package dev.portcullis.rules.admission;

import java.time.Duration;

/**
 * How what a client did is forgotten: it counts half after each half-life.
 *
 * <p>All amounts shrink by the same factor, so that their order does not change as time goes by. What orders a heap is therefore
 * not the amount, which would have to be computed anew for everybody, but its {@linkplain #useRank rank}: the binary logarithm of
 * the amount as it would have to be at the epoch to have shrunk to what it is. It changes only when something is added. As a
 * logarithm it never overflows, however long the program runs: after a year it still tells amounts apart that differ by 10^-8.
 */
final class HalfLives {

    /** Of what was asked for lately: long enough to see a burst, short enough that a visitor's last page is forgotten. */
    private static final double ASKED_NANOS = Duration.ofSeconds(1).toNanos();

    private static final double LN_2 = Math.log(2);

    private final long epoch;
    private final double useNanos;

    HalfLives(Duration use, long epoch) {
        this.useNanos = use.toNanos();
        this.epoch = epoch;
    }

    /** What is left, 0 to 1, of what was used this many nanoseconds ago. */
    double useLeft(long elapsed) {
        return left(elapsed, useNanos);
    }

    /** What is left, 0 to 1, of what was asked for this many nanoseconds ago. */
    double askedLeft(long elapsed) {
        return left(elapsed, ASKED_NANOS);
    }

    /** Orders amounts of use, each known at a time of its own. */
    double useRank(double amount, long at) {
        return rank(amount, at, useNanos);
    }

    /** Orders amounts asked for, each known at a time of its own. */
    double askedRank(double amount, long at) {
        return rank(amount, at, ASKED_NANOS);
    }

    /** What a use of one nanosecond a nanosecond comes to, for ever: the mean life. */
    double meanLifeNanos() {
        return useNanos / LN_2;
    }

    private static double left(long elapsed, double halfLife) {
        return elapsed <= 0 ? 1 : Math.exp(-LN_2 * elapsed / halfLife);
    }

    private double rank(double amount, long at, double halfLife) {
        return amount <= 0 ? Double.NEGATIVE_INFINITY : Math.log(amount) / LN_2 + (at - epoch) / halfLife;
    }
}
