package dev.portcullis.rules.admission;

/** A limit that is configured. */
final class FixedLimit extends Limit {

    private final int places;
    private final int ceiling;

    FixedLimit(int places) {
        this(places, places);
    }

    FixedLimit(int places, int ceiling) {
        this.places = places;
        this.ceiling = ceiling;
    }

    @Override
    int places() {
        return places;
    }

    @Override
    int ceiling() {
        return ceiling;
    }

    @Override
    boolean isMeasuring() {
        return false;
    }

    @Override
    void passed(long nanos, int busy, boolean waiting, long now) {
        // It learns nothing.
    }

    @Override
    void answered(long originNanos, boolean waiting, boolean wanted, long now) {
        // It learns nothing.
    }

    @Override
    void interrupted(long now) {
        // It learns nothing.
    }
}
