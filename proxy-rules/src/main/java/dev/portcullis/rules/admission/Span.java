package dev.portcullis.rules.admission;

import java.time.Duration;

/** What was seen of the origin under one limit, while others waited. */
final class Span {

    /** Times at the origin below this are all the same to a visitor: it pays to fill an origin that answers so soon. */
    private static final double NEGLIGIBLE =
            Math.log((double) Duration.ofMillis(2).toNanos());

    private double nanos;
    private double busyNanos;
    private int answers;
    private double logs;
    private double squaredLogs;

    void clear() {
        nanos = 0;
        busyNanos = 0;
        answers = 0;
        logs = 0;
        squaredLogs = 0;
    }

    void passed(long elapsed, int busy) {
        nanos += elapsed;
        busyNanos += (double) elapsed * busy;
    }

    void answered(double originNanos) {
        double log = Math.log(Math.max(originNanos, 1));
        answers++;
        logs += log;
        squaredLogs += log * log;
    }

    /** Takes over what another one has seen. */
    void become(Span other) {
        nanos = other.nanos;
        busyNanos = other.busyNanos;
        answers = other.answers;
        logs = other.logs;
        squaredLogs = other.squaredLogs;
    }

    int answers() {
        return answers;
    }

    /** The mean of the logarithms of the times in nanoseconds. */
    double meanLog() {
        return logs / answers;
    }

    /**
     * The logarithm of the power: of the throughput, which is the mean number at the origin divided by the mean time there, divided by that
     * time once more, as far as a visitor can feel it. The mean is the
     * geometric one: a page that takes a hundred times as long as the others weighs no more than they.
     */
    double logPower() {
        double throughput = Math.log(Math.max(busyNanos, 1) / Math.max(nanos, 1)) - meanLog();
        return throughput - Math.max(meanLog(), NEGLIGIBLE);
    }

    /** The variance of {@link #logPower}, as far as it comes from the times' spread. */
    double variance() {
        double spread = Math.max(squaredLogs / answers - meanLog() * meanLog(), 0);
        return (meanLog() > NEGLIGIBLE ? 4 : 1) * spread / answers;
    }
}
