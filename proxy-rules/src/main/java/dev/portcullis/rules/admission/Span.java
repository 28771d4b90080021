package dev.portcullis.rules.admission;

/** What was seen of the origin under one limit, while others waited. */
final class Span {

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
     * The logarithm of the power: of the mean number at the origin, divided by the square of the mean time there. The mean is the
     * geometric one: a page that takes a hundred times as long as the others weighs no more than they.
     */
    double logPower() {
        return Math.log(Math.max(busyNanos, 1) / Math.max(nanos, 1)) - 2 * meanLog();
    }

    /** The variance of {@link #logPower}, as far as it comes from the times' spread. */
    double variance() {
        double spread = Math.max(squaredLogs / answers - meanLog() * meanLog(), 0);
        return 4 * spread / answers;
    }
}
