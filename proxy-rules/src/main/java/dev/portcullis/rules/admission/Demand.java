package dev.portcullis.rules.admission;

import java.time.Duration;

/**
 * Whether another number of places is wanted, so that it is worth what a trial of the limit costs those who are at the origin while it lasts.
 *
 * <p>It is, when clients wait who do not ask for more than others, for a good part of the time; or when anybody waits and no client of little
 * recent use comes, whom the trial could hurt. While such come and only greedy clients wait, they have to do so for long first, an office behind one
 * address for instance. Clients that have more requests waiting than one browser asks for at once ({@link Line#ONE_BROWSER}) are no
 * reason for more places than the fewest at all: visitors are not to meet a trial that is for bots.
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
    private long waitedByFewNanos;

    /**
     * Time has passed in which nothing changed.
     *
     * @param nanos how long
     * @param somebody whether anybody waited
     * @param few whether anybody waited who has no more requests that do than one browser asks for at once
     * @param modest whether anybody waited who is not greedy
     */
    void passed(long nanos, boolean somebody, boolean few, boolean modest) {
        part += ((modest ? 1 : 0) - part) * Math.min(1, nanos / LATELY_NANOS);
        waitedNanos = somebody ? waitedNanos + nanos : 0;
        waitedByFewNanos = few ? waitedByFewNanos + nanos : 0;
    }

    /**
     * Whether a trial of another number of places is wanted by who waits now.
     *
     * @param canHurt whether clients of little recent use have come lately
     * @param lowest whether there are as few places as there may be, so that it could only be more
     */
    boolean isForTrial(boolean canHurt, boolean lowest) {
        return !canHurt || part >= ENOUGH || (lowest ? waitedByFewNanos : waitedNanos) >= PATIENCE_NANOS;
    }
}
