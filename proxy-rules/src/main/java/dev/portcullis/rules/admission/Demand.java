package dev.portcullis.rules.admission;

import java.time.Duration;

/**
 * Whether more places are wanted, so that it is worth what a trial of the limit costs those who are at the origin while it lasts.
 *
 * <p>It is, when clients wait who do not ask for more than others, for a good part of the time; or when anybody waits and no client of little
 * recent use comes, whom the trial could hurt. While such come and only greedy clients wait, they have to do so for long first: in a storm's first
 * seconds visitors are not to meet a trial that is for the bots, and an office behind one address is not to wait for ever.
 *
 * <p>Guarded by the lock of {@link FairAdmission}.
 */
final class Demand {

    /** Over how long it is seen for which part of the time somebody waits. */
    private static final double LATELY_NANOS = Duration.ofSeconds(1).toNanos();

    /** For so much of the time somebody has to wait who is not greedy. */
    private static final double ENOUGH = 0.4;

    /** For so long without a break somebody has to wait when only the greedy do. */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();

    private double part;
    private long waitedNanos;

    /**
     * Time has passed in which nothing changed.
     *
     * @param nanos how long
     * @param somebody whether anybody waited
     * @param modest whether anybody waited who is not greedy
     */
    void passed(long nanos, boolean somebody, boolean modest) {
        part += ((modest ? 1 : 0) - part) * Math.min(1, nanos / LATELY_NANOS);
        waitedNanos = somebody ? waitedNanos + nanos : 0;
    }

    /**
     * Whether more places are wanted by who waits now.
     *
     * @param canHurt whether clients of little recent use have come lately
     */
    boolean isForMore(boolean canHurt) {
        return !canHurt || part >= ENOUGH || waitedNanos >= PATIENCE_NANOS;
    }
}
