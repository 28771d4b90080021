package dev.portcullis.rules.admission;

/**
 * How fast clients that ask for more than they are given go on: together they use only a part of the time of the places that they may
 * take. A page at the origin can't be interrupted, so a visitor who comes while a bot's page computes shares the processor with it;
 * the less of the time there is one, the fewer visitors meet it.
 *
 * <p>Guarded by the lock of {@link FairAdmission}.
 */
final class GreedyPace {

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

    /** A request has given its place back, one of so many that such clients may take at once. */
    void used(long admittedAt, long now, int places) {
        long began = nextFrom - admittedAt > 0 ? nextFrom : admittedAt;
        nextFrom = began + Math.round((now - admittedAt) / (share * places));
    }
}
