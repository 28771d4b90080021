package dev.portcullis.app.acme;

import dev.portcullis.rules.time.WallClock;
import java.io.IOException;
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

    private final AcmeSettings settings;
    private final String domain;
    private final AcmeFolder folder;
    private final WallClock clock;
    private final RenewalPlan plan;
    private boolean placeholder;
    private @Nullable String problem;
    private volatile AcmeState state;

    AcmeCertificate(AcmeSettings settings, String domain, AcmeFolder folder, WallClock clock, DoubleSupplier chance)
            throws IOException {
        this.settings = settings;
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

    /** Goes by what is in the file, which another process may have written. */
    void lookAtFile() throws IOException {
        AcmeFolder.Kept kept = folder.prepare(domain, clock.now());
        placeholder = kept.authority().isEmpty();
        if (kept.authority().equals(settings.directory().toString())) {
            plan.serves(kept.leaf());
            problem = null;
        }
        state = stateNow();
    }

    /** Asks for a certificate if it is time. */
    Attempt look(Issuer issuer) throws InterruptedException {
        if (clock.now().isBefore(plan.due())) {
            return Attempt.NONE;
        }
        Attempt attempt = Attempt.FAILED;
        try {
            Proof proof =
                    settings.proofs().get(plan.failures() % settings.proofs().size());
            Issuer.Issued issued = issuer.issue(settings, domain, proof);
            folder.keep(domain, issued, settings.directory());
            placeholder = false;
            problem = null;
            plan.succeeded(issued.leaf(), clock.now());
            attempt = Attempt.SUCCEEDED;
            log.info(
                    "a certificate for {} came from {}, valid until {}; the next is asked for at {}",
                    domain,
                    settings.directory().getHost(),
                    issued.leaf().getNotAfter().toInstant(),
                    plan.due());
        } catch (Issuer.Refused e) {
            problem = String.valueOf(e.getMessage());
            plan.failed(e.notBefore(), clock.now());
        } catch (IOException e) {
            problem = "it came, but can't be kept: " + e.getMessage();
            plan.failed(null, clock.now());
        } catch (RuntimeException | LinkageError e) {
            problem = "a fault of the program, which the log has";
            plan.failed(null, clock.now());
            log.error("asking for the certificate of {} failed", domain, e);
        }
        state = stateNow();
        if (attempt == Attempt.FAILED) {
            log.error("{}", state.sentence());
        }
        return attempt;
    }

    private AcmeState stateNow() {
        return new AcmeState(domain, settings.directory().getHost(), placeholder, plan.due(), plan.failures(), problem);
    }
}
