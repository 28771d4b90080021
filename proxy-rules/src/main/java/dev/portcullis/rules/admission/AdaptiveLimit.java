package dev.portcullis.rules.admission;

import dev.portcullis.rules.admission.AdmissionSettings.Places;
import java.time.Duration;

/**
 * A limit that is learnt by trying: the one at which the origin's <em>power</em> is greatest.
 *
 * <p>Power is throughput divided by the time a request takes (Kleinrock, "Power and deterministic rules of thumb for probabilistic problems in
 * computer communications", ICC 1979). With N requests at the origin and R nanoseconds for each, throughput is N/R (Little's law), hence
 * power N/R². Up to the knee more requests at once take no longer, and power grows with N; past it they only take longer, and
 * power falls with 1/N. In between, more places pay as long as R rises by less than half the part by which N does. While R is below 2 milliseconds, which
 * nobody feels, throughput alone counts: an origin that answers from memory is filled, not spared.
 *
 * <p>While requests wait, and only then ({@link Demand}), a limit a step away is tried in turns with the present one (A, B, A, B): what changes at
 * the origin meanwhile, such as a database that becomes slow, meets both alike. The trial ends when it is better by more than twice the standard error
 * of what was measured, or worse by more than once: to give up what was right costs a wait for the next trial, to keep on with what was wrong
 * costs visitors. A step that was right is doubled, one that was wrong turns round and is halved; when neither direction is
 * better, the next trial comes after a rest, which grows from five seconds to a minute while neither is, is a minute at once where there is only one
 * direction and it was clearly worse, and ends early when requests come to take another time. From 2 to 50, or from 50 to 2, it takes a few seconds of a storm. A trial of one more place on two cores is what
 * visitors feel most of a storm: hence so few.
 *
 * <p>It needs no time without load to compare with, which is what the algorithms of the Vegas kind live by: in a storm there is
 * none, and the pages of a storm are not those of the calm before. docs/admission.md has the comparison.
 */
final class AdaptiveLimit extends Limit {

    private static final int LEAST_ANSWERS = 12;
    private static final double LEAST_NANOS = Duration.ofMillis(100).toNanos();
    private static final long SHORTEST_REST = Duration.ofSeconds(5).toNanos();
    private static final long LONGEST_REST = Duration.ofSeconds(60).toNanos();

    /**
     * After so long a rest it is noted what requests take then; it ends at once when they come to take another time, since the origin, or what
     * is asked of it, has changed.
     */
    private static final long CALMED = Duration.ofSeconds(2).toNanos();

    /** Times differ, to the natural logarithm, if they do by more than this: it is a factor of 1.6. */
    private static final double CHANGED = 0.47;

    /** A trial that takes longer ends without a result: nobody waits for the places that it gives. */
    private static final double LONGEST_TURN = Duration.ofSeconds(3).toNanos();

    /** How many turns each of the two limits gets before the trial ends without a result. */
    private static final int TURNS = 4;

    /** Differences of less than this many standard errors are chance. */
    private static final double SIGNIFICANT = 2;

    private static final double FIRST_STEP = 0.5;
    private static final double LARGEST_STEP = 1;
    private static final double SMALLEST_STEP = 0.125;

    private final Places settings;
    private final Span ofBase = new Span();
    private final Span ofTrial = new Span();
    private final Span atEase = new Span();

    /** What is measured now. */
    private enum Phase {
        /** Nothing: the base holds. */
        RESTING,
        BASE,
        TRIAL
    }

    private int base;
    private int trial;
    private Phase phase = Phase.RESTING;
    private boolean up;
    private double step = FIRST_STEP;
    private int failures;

    private int turns;
    private double turnNanos;
    private int turnAnswers;
    private double meanNanos;
    private long turnBegan;
    private long settledAt;
    private long restUntil;
    private long restedFrom;
    private double meanAtRest;
    /** Whether a trial since the last rest has told nothing. */
    private boolean doubtful;

    private long rest;

    AdaptiveLimit(Places settings, long now) {
        this.settings = settings;
        this.base = settings.start();
        this.trial = base;
        this.restUntil = now;
    }

    @Override
    int places() {
        return phase == Phase.TRIAL ? trial : base;
    }

    @Override
    int ceiling() {
        return settings.ceiling();
    }

    @Override
    boolean isMeasuring() {
        return phase != Phase.RESTING;
    }

    @Override
    void passed(long nanos, int busy, boolean waiting, long now) {
        if (phase == Phase.RESTING) {
            return;
        }
        if (waiting && now - settledAt > 0) {
            span().passed(nanos, busy);
            turnNanos += nanos;
        }
        if (now - turnBegan > Math.max(LONGEST_TURN, 20 * meanNanos)) {
            endUnused(now);
        }
    }

    @Override
    void answered(long originNanos, boolean waiting, boolean wanted, long now) {
        meanNanos += (originNanos - meanNanos) / (meanNanos == 0 ? 1 : 16);
        if (phase == Phase.RESTING) {
            if (wanted && (now - restUntil >= 0 || hasChanged(now))) {
                forget();
                begin(Phase.BASE, now);
            }
            return;
        }
        if (now - settledAt < 0) {
            return;
        }
        if (phase == Phase.TRIAL) {
            atEase.answered((double) originNanos);
        }
        if (waiting) {
            span().answered((double) originNanos);
            turnAnswers++;
            if (turnAnswers >= Math.max(LEAST_ANSWERS, places()) && turnNanos >= Math.max(LEAST_NANOS, 2 * meanNanos)) {
                endTurn(now);
            }
        }
    }

    @Override
    void interrupted(long now) {
        phase = Phase.RESTING;
        restUntil = now;
    }

    private boolean hasChanged(long now) {
        if (now - restedFrom < CALMED) {
            return false;
        }
        if (meanAtRest == 0) {
            meanAtRest = meanNanos;
        }
        boolean changed = Math.abs(Math.log(meanNanos / meanAtRest)) > CHANGED;
        if (changed) {
            rest = 0;
            step = LARGEST_STEP;
        }
        return changed;
    }

    /**
     * Ends a turn in which too few waited. When it was a higher limit that had nobody wait, and requests did not take longer
     * for it, the limit stays: there is no telling what more the origin can do, but no reason either to let anybody wait.
     */
    private void endUnused(long now) {
        if (phase == Phase.TRIAL
                && trial > base
                && atEase.answers() >= LEAST_ANSWERS
                && atEase.meanLog() - ofBase.meanLog() < Math.log((double) trial / base) / 2) {
            base = trial;
        }
        interrupted(now);
    }

    private void endTurn(long now) {
        if (phase == Phase.TRIAL) {
            turns++;
            judge(now);
        } else if (turns > 0) {
            begin(Phase.TRIAL, now);
        } else {
            tryNext(now);
        }
    }

    private void judge(long now) {
        double better = ofTrial.logPower() - ofBase.logPower();
        double error = SIGNIFICANT * Math.sqrt(ofTrial.variance() + ofBase.variance());
        if (better > error) {
            accept(now);
        } else if (better < -error / 2) {
            reject(now);
        } else if (turns == TURNS) {
            doubtful = true;
            reject(now);
        } else {
            begin(Phase.BASE, now);
        }
    }

    /** The trial becomes the base, and what was measured of it is what the next trial is compared with. */
    private void accept(long now) {
        base = trial;
        ofBase.become(ofTrial);
        step = Math.min(LARGEST_STEP, 2 * step);
        failures = 0;
        rest = 0;
        tryNext(now);
    }

    private void reject(long now) {
        turn();
        tryNext(now);
    }

    private void turn() {
        up = !up;
        failures++;
        if (failures % 2 == 0) {
            step /= 2;
        }
    }

    /** Tries a step from the base, of which enough is known; rests when none is left that could be better. */
    private void tryNext(long now) {
        trial = next();
        boolean isAtEnd = trial == base;
        if (isAtEnd) {
            turn();
            trial = next();
        }
        // where there is only one direction, a trial of it that was clearly worse need not be repeated for long
        boolean isClear = isAtEnd && failures > 1 && Math.abs(trial - base) == 1;
        if (trial == base
                || isClear
                || failures >= 2 && (step < SMALLEST_STEP || Math.abs(trial - base) == 1 && failures > 2)) {
            step = doubtful ? FIRST_STEP : 2 * SMALLEST_STEP; // what a small step told nothing of, a larger one may
            failures = 0;
            phase = Phase.RESTING;
            restedFrom = now;
            meanAtRest = 0;
            rest = isClear && !doubtful ? LONGEST_REST : Math.max(SHORTEST_REST, Math.min(LONGEST_REST, 2 * rest));
            restUntil = now + rest;
            return;
        }
        turns = 0;
        ofTrial.clear();
        atEase.clear();
        begin(Phase.TRIAL, now);
    }

    private void forget() {
        turns = 0;
        doubtful = false;
        ofBase.clear();
        ofTrial.clear();
    }

    private Span span() {
        return phase == Phase.TRIAL ? ofTrial : ofBase;
    }

    private int next() {
        int wanted = up
                ? Math.max(base + 1, (int) Math.round(base * (1 + step)))
                : Math.min(base - 1, (int) Math.round(base / (1 + step)));
        return Math.max(settings.floor(), Math.min(settings.ceiling(), wanted));
    }

    /** What the origin answers right after a change of the limit was admitted under the one before. */
    private void begin(Phase next, long now) {
        phase = next;
        turnNanos = 0;
        turnAnswers = 0;
        turnBegan = now;
        settledAt = now + (long) meanNanos;
    }
}
