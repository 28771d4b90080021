package dev.portcullis.rules.admission;

import java.time.Duration;

/**
 * How fast clients that ask for more than they are given go on: together they use only a part of the time of the places that they may
 * take. A page at the origin can't be interrupted, so a visitor who comes while a bot's page computes shares the processor with it;
 * the less of the time there is one, the fewer visitors meet it.
 *
 * <p>How small the part is goes by how much is asked for. One browser that loads a page over HTTP/2 has up to a hundred requests under way
 * (RFC 9113 6.5.2 recommends no less): until so many wait, it is the part that is configured. When more wait it shrinks with their
 * square, quickly enough that few visitors meet the first second of a storm, but not to nothing: nobody starves.
 *
 * <p>Guarded by the lock of {@link FairAdmission}.
 */
final class GreedyPace {

    /** The smallest part of the time, unless less is configured: what lower classes have, too. */
    private static final double LEAST = 0.05;

    private static final long LONGEST = Duration.ofSeconds(2).toNanos();

    private final double share;
    private long nextFrom;

    /** A pace at which such clients use this share, above 0 to 1, of the places' time. */
    GreedyPace(double share, long now) {
        this.share = share;
        this.nextFrom = now;
    }

    /** Whether it is time for the next request. */
    boolean allows(long now) {
        return now - nextFrom >= 0;
    }

    /** How many nanoseconds it is until then; Long.MAX_VALUE when it is time now. */
    long nanosLeft(long now) {
        return allows(now) ? Long.MAX_VALUE : nextFrom - now;
    }

    /** A request has given its place back, one of so many that such clients may take at once, while so many requests wait. */
    void used(long admittedAt, long now, int places, int waiting) {
        long began = nextFrom - admittedAt > 0 ? nextFrom : admittedAt;
        long until = began + Math.round((now - admittedAt) / (part(waiting) * places));
        nextFrom = Math.min(until, now + LONGEST); // the crowd may be gone by then
    }

    private double part(int waiting) {
        double crowd = (double) Line.ONE_BROWSER / Math.max(waiting, Line.ONE_BROWSER);
        return Math.max(share * crowd * crowd, Math.min(share, LEAST));
    }
}
