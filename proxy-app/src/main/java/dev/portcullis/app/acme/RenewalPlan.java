package dev.portcullis.app.acme;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When a certificate is to be asked for: at once if there is none, when a third of its lifetime is left if there is, and after a failure
 * never before some time has passed, more each time. Earlier if the authority would have it so, as before it revokes many. Chance moves all of it a little, so that not everybody asks at once.
 *
 * <p>Authorities count failures: of Let's Encrypt a host may have five an hour. The pauses are such that there are four.
 *
 * <p>Not safe between threads.
 */
final class RenewalPlan {

    private static final List<Duration> PAUSES = List.of(
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofHours(1),
            Duration.ofHours(3),
            Duration.ofHours(6),
            Duration.ofHours(12));

    /** An authority that says one may ask again later than that is not believed. */
    private static final Duration LONGEST = Duration.ofDays(8);

    /** Between a certificate's beginning and the next one, if only the authority suggests it. */
    private static final Duration BETWEEN = Duration.ofDays(1);

    private final DoubleSupplier chance;
    private Instant due;
    private Instant soonest = Instant.MIN;
    private Issuer.@Nullable Suggestion suggestion;
    private int failures;

    /**
     * A plan by which one is due now.
     *
     * @param chance from 0 to 1, another one each time
     */
    RenewalPlan(DoubleSupplier chance, Instant now) {
        this.chance = chance;
        this.due = now;
    }

    /** When it is time. */
    Instant due() {
        return due;
    }

    /** How often it has failed since it last succeeded. */
    int failures() {
        return failures;
    }

    /** This one, of the right authority, is served: up to a thirtieth of its lifetime before a third of it is left, it is due again. */
    void serves(X509Certificate certificate) {
        failures = 0;
        Instant until = certificate.getNotAfter().toInstant();
        Duration lifetime = lifetime(certificate);
        due = until.minus(lifetime.dividedBy(3)).minus(part(lifetime, 30));
        soonest = certificate.getNotBefore().toInstant().plus(BETWEEN);
        suggestion = null;
    }

    /**
     * The authority would have what is served renewed then: it is due at a moment by chance within that time, if it isn't due before. An
     * authority that always says "now" gets one request a day.
     */
    void suggested(Issuer.Suggestion said) {
        if (failures > 0 || said.equals(suggestion)) {
            return;
        }
        suggestion = said;
        Instant chosen = said.from().plus(part(Duration.between(said.from(), said.until()), 1));
        Instant next = chosen.isBefore(soonest) ? soonest : chosen;
        due = next.isBefore(due) ? next : due;
    }

    /** This one has just come. However wrong the clock is, the next is not due before a third of its lifetime has passed. */
    void succeeded(X509Certificate certificate, Instant now) {
        serves(certificate);
        Instant soonest = now.plus(lifetime(certificate).dividedBy(3));
        due = due.isBefore(soonest) ? soonest : due;
    }

    /**
     * It has failed.
     *
     * @param notBefore when the authority says it may be asked again; null when it says nothing
     */
    void failed(@Nullable Instant notBefore, Instant now) {
        Duration pause = PAUSES.get(Math.min(failures, PAUSES.size() - 1));
        failures++;
        due = now.plus(pause).plus(part(pause, 4));
        if (notBefore != null && notBefore.isAfter(due)) {
            Instant latest = now.plus(LONGEST);
            due = notBefore.isAfter(latest) ? latest : notBefore;
        }
    }

    /**
     * It failed before this plan was made: it is not due before then, unless that is so late that it can't be true.
     *
     * @param times how often in a row
     */
    void hasFailed(int times, Instant next, Instant now) {
        Instant latest = now.plus(LONGEST);
        Instant bound = next.isAfter(latest) ? latest : next;
        if (bound.isAfter(due)) {
            due = bound;
            failures = times;
        }
    }

    /** There is none any more. It is due, or when that may be after a failure. */
    void hasNone(Instant now) {
        if (failures == 0) {
            due = now;
        }
    }

    /** By chance, up to this part of it. */
    private Duration part(Duration whole, int divisor) {
        return Duration.ofMillis((long) (whole.toMillis() * chance.getAsDouble() / divisor));
    }

    private static Duration lifetime(X509Certificate certificate) {
        return Duration.between(
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
    }
}
