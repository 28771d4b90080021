package dev.portcullis.rules.admission;

import dev.portcullis.rules.admission.AdmissionSettings.Places;

/** How many requests may be at the origin at once. Guarded by the lock of {@link FairAdmission}. */
abstract sealed class Limit permits FixedLimit, AdaptiveLimit {

    static Limit of(Places places, long now) {
        return places.isAdaptive() ? new AdaptiveLimit(places, now) : new FixedLimit(places.ceiling());
    }

    /** The limit as it is now. */
    abstract int places();

    /** How many may be there at most when some of them are slow and others are let in past them. */
    abstract int ceiling();

    /** Whether the origin is watched under this limit just now, so that all of the places should be used. */
    abstract boolean isMeasuring();

    /**
     * Time has passed, up to now, in which nothing changed.
     *
     * @param nanos how long
     * @param busy how many requests were at the origin
     * @param waiting whether others waited, so that the limit was what held them back
     */
    abstract void passed(long nanos, int busy, boolean waiting, long now);

    /**
     * The origin has answered.
     *
     * @param originNanos how long it was busy with the request
     * @param waiting whether others waited
     * @param wanted whether they did so that a trial of another limit is worth what it costs; only if they waited
     */
    abstract void answered(long originNanos, boolean waiting, boolean wanted, long now);

    /** What was seen of late says nothing about the limit: the origin stood still. */
    abstract void interrupted(long now);
}
