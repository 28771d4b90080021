package dev.portcullis.rules.api;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How admission stands, and what it has counted since the start.
 *
 * @param pages what stands at the origin, and waits for it, but for static files
 * @param files the same for static files
 * @param classes what was counted by class; every class is there
 * @param shed how many requests were shed, by reason; every reason is there
 * @param clients how many clients are remembered for what they used
 */
public record AdmissionReport(
        Lane pages, Lane files, Map<Precedence, ClassReport> classes, Map<Shed.Reason, Long> shed, int clients) {

    /** Copies the maps. */
    public AdmissionReport {
        classes = Map.copyOf(classes);
        shed = Map.copyOf(shed);
    }

    /**
     * How one of the two lanes to the origin stands.
     *
     * @param limit how many requests may be at the origin at once
     * @param inFlight how many are
     * @param slow how many of those have been there so long that others are let in past them
     * @param abandoned how many of those nobody waits for any more, though the origin is thought to work for them still
     * @param waiting how many wait
     * @param waitingBytes what those hold in memory
     * @param stalled whether the origin has answered nothing for long, though it was asked
     */
    public record Lane(
            int limit, int inFlight, int slow, int abandoned, int waiting, long waitingBytes, boolean stalled) {}

    /**
     * What was counted of one class.
     *
     * @param admitted requests that were admitted
     * @param gone requests whose client left while they waited
     * @param shed requests that were shed
     * @param originNanos the origin's time they took
     * @param waits how long those that were admitted had waited
     */
    public record ClassReport(long admitted, long gone, long shed, long originNanos, Waits waits) {}

    /**
     * A histogram of waiting times.
     *
     * @param counts how many waited up to each of {@link #BOUNDS} and no less than the one before it, then how many waited
     *     for longer than all
     * @param totalNanos the sum of all waiting times
     */
    public record Waits(List<Long> counts, long totalNanos) {

        /** The upper bounds of the counts. */
        public static final List<Duration> BOUNDS = List.of(
                Duration.ofMillis(1),
                Duration.ofMillis(5),
                Duration.ofMillis(10),
                Duration.ofMillis(25),
                Duration.ofMillis(50),
                Duration.ofMillis(100),
                Duration.ofMillis(250),
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                Duration.ofMillis(2500),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10));

        /** Copies the list. */
        public Waits {
            counts = List.copyOf(counts);
        }
    }
}
