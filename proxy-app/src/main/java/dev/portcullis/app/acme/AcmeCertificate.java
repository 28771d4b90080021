package dev.portcullis.app.acme;

import dev.portcullis.rules.time.WallClock;
import java.io.IOException;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate of a host, which is got from an authority and renewed before it ends. Its file is there from the beginning: until the
 * first one comes, and if need be for as long as none comes, it holds one that has signed itself.
 *
 * <p>Used on one thread at a time, but for {@link #state}.
 */
final class AcmeCertificate {

    private static final Logger log = LoggerFactory.getLogger(AcmeCertificate.class);

    /** What came of looking whether it is time. */
    enum Attempt {
        /** It was not. */
        NONE,
        /** A new one is in the file. */
        SUCCEEDED,
        /** None came. */
        FAILED
    }

    private static final Duration BETWEEN_KEEPING = Duration.ofMinutes(1);

    /** As authorities advise (RFC 9773 4.3). */
    private static final Duration BETWEEN_SUGGESTIONS = Duration.ofHours(6);

    private final URI directory;
    private final String domain;
    private final AcmeFolder folder;
    private final WallClock clock;
    private final RenewalPlan plan;
    private @Nullable X509Certificate served;
    private @Nullable Unkept unkept;
    private Instant nextSuggestion = Instant.MIN;
    private boolean placeholder;
    private @Nullable String problem;
    private volatile AcmeState state;

    /**
     * One that came, but is not in the file: authorities give only a few for the same host, so that no other is asked for.
     *
     * @param next when it is tried again
     */
    private record Unkept(Issuer.Issued issued, Instant next) {}

    /** One from the authority whose directory is there. Throws IOException, with a message for people, when nothing can be served. */
    AcmeCertificate(URI directory, String domain, AcmeFolder folder, WallClock clock, DoubleSupplier chance)
            throws IOException {
        this.directory = directory;
        this.domain = domain;
        this.folder = folder;
        this.clock = clock;
        this.plan = new RenewalPlan(chance, clock.now());
        this.state = stateNow();
        lookAtFile();
    }

    /** The host. */
    String domain() {
        return domain;
    }

    /** How it stands. Safe on any thread. */
    AcmeState state() {
        return state;
    }

    /** Goes by what is in the file, which another process may have written, and by what it knows of failures. */
    void lookAtFile() throws IOException {
        Instant now = clock.now();
        AcmeFolder.Kept kept = folder.prepare(domain, now);
        placeholder = kept.authority().isEmpty();
        X509Certificate found = kept.authority().equals(directory.toString()) ? kept.leaf() : null;
        if (!Objects.equals(found, served)) {
            served = found;
            if (found == null) {
                plan.hasNone(now);
            } else {
                plan.serves(found);
                unkept = null;
                problem = null;
            }
        }
        folder.lastFailure(domain)
                .filter(failure ->
                        failure.directory().equals(directory) && failure.next().isAfter(plan.due()))
                .ifPresent(failure -> {
                    plan.hasFailed(failure.failures(), failure.next(), now);
                    problem = failure.problem();
                });
        state = stateNow();
    }

    /** Asks for a certificate in the way of these settings, if it is time. */
    Attempt look(Issuer issuer, AcmeSettings settings) throws InterruptedException {
        hear(issuer, settings);
        if (clock.now().isBefore(next())) {
            return Attempt.NONE;
        }
        Attempt attempt = unkept == null ? ask(issuer, settings) : keep(unkept.issued());
        state = stateNow();
        if (attempt == Attempt.FAILED) {
            log.error("{}", state.sentence());
        }
        return attempt;
    }

    /** Asks the authority when it would have the certificate renewed, from time to time. */
    private void hear(Issuer issuer, AcmeSettings settings) throws InterruptedException {
        Instant now = clock.now();
        if (served == null || plan.failures() > 0 || now.isBefore(nextSuggestion)) {
            return;
        }
        nextSuggestion = now.plus(BETWEEN_SUGGESTIONS);
        Instant before = plan.due();
        issuer.suggestion(settings, served).ifPresent(plan::suggested);
        if (!plan.due().equals(before)) {
            log.info("{} would have the certificate of {} renewed: at {}", directory.getHost(), domain, plan.due());
            state = stateNow();
        }
    }

    private Attempt ask(Issuer issuer, AcmeSettings settings) throws InterruptedException {
        Proof proof = settings.proofs().get(plan.failures() % settings.proofs().size());
        try {
            return keep(issuer.issue(settings, domain, proof));
        } catch (Issuer.Refused e) {
            failed(String.valueOf(e.getMessage()), e.notBefore());
        } catch (RuntimeException | LinkageError e) {
            log.error("asking for the certificate of {} failed", domain, e);
            failed("a fault of the program, which the log has", null);
        }
        return Attempt.FAILED;
    }

    private void failed(String why, @Nullable Instant notBefore) {
        problem = why;
        plan.failed(notBefore, clock.now());
        keepFailure(Optional.of(new LastFailure(directory, plan.due(), plan.failures(), why)));
    }

    private Attempt keep(Issuer.Issued issued) {
        boolean again = unkept != null;
        if (!again) {
            plan.succeeded(issued.leaf(), clock.now());
        }
        try {
            folder.keep(domain, issued, directory);
        } catch (IOException e) {
            unkept = new Unkept(issued, clock.now().plus(BETWEEN_KEEPING));
            problem = "one came, but it can't be kept: " + e.getMessage();
            return again ? Attempt.NONE : Attempt.FAILED;
        }
        served = issued.leaf();
        unkept = null;
        placeholder = false;
        problem = null;
        keepFailure(Optional.empty());
        log.info(
                "a certificate for {} came from {}, valid until {}; the next is asked for at {}",
                domain,
                directory.getHost(),
                issued.leaf().getNotAfter().toInstant(),
                plan.due());
        return Attempt.SUCCEEDED;
    }

    private void keepFailure(Optional<LastFailure> failure) {
        try {
            folder.keepFailure(domain, failure);
        } catch (IOException e) {
            log.warn("after a restart it will not be known how asking for {} went: {}", domain, e.getMessage());
        }
    }

    private Instant next() {
        return unkept == null ? plan.due() : unkept.next();
    }

    private AcmeState stateNow() {
        return new AcmeState(domain, directory.getHost(), placeholder, next(), plan.failures(), problem);
    }
}
