package dev.portcullis.rules.admission;

import java.time.Duration;

/**
 * How the origin gets on with what it was asked: how long a request usually takes, and whether it has stalled.
 *
 * <p>An origin that is busy but has answered nothing for much longer than a request usually takes has stalled: a database hangs, say. That is no
 * client's doing, so that no client is charged for that time, and nothing is learnt from it.
 */
final class Progress {

    private static final double LEAST_PATIENCE = Duration.ofSeconds(1).toNanos();
    private static final int PATIENCE = 8;
    private static final double FIRST_GUESS = Duration.ofMillis(50).toNanos();

    private double meanNanos = FIRST_GUESS;
    private long lastAnswer;
    private long countedTo;
    private long stalledNanos;
    private boolean stalled;

    Progress(long now) {
        lastAnswer = now;
        countedTo = now;
    }

    /** What a request usually takes: a moving mean. */
    double meanNanos() {
        return meanNanos;
    }

    /** From when on a request is slow, and an origin that answers nothing has stalled. */
    double patienceNanos() {
        return Math.max(LEAST_PATIENCE, PATIENCE * meanNanos);
    }

    /** For how long the origin has been stalled since the start. */
    long stalledNanos() {
        return stalledNanos;
    }

    boolean isStalled() {
        return stalled;
    }

    /** Takes note of the time, in which the origin was busy or had nothing to do. */
    void advance(long now, boolean busy) {
        stalled = busy && now - lastAnswer > patienceNanos();
        if (stalled) {
            long from = lastAnswer + (long) patienceNanos();
            stalledNanos += Math.min(now - countedTo, now - from);
        }
        countedTo = now;
    }

    /** The origin has nothing else to do and gets a request. */
    void began(long now) {
        lastAnswer = now;
    }

    /** The origin has answered. Returns whether it had stalled. */
    boolean answered(double originNanos, long now) {
        boolean had = stalled;
        meanNanos += (originNanos - meanNanos) / 32;
        lastAnswer = now;
        stalled = false;
        return had;
    }
}
