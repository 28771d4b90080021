package dev.portcullis.app.acme;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who issues certificates. */
interface Issuer {

    /**
     * A certificate.
     *
     * @param leaf itself
     * @param chain it and those that lead to the authority's, PEM
     * @param key its key
     */
    record Issued(X509Certificate leaf, String chain, KeyPair key) {}

    /** Why there is none; the message is for people, of one line. */
    final class Refused extends Exception {

        private static final long serialVersionUID = 1;

        private final transient @Nullable Instant notBefore;

        Refused(String message) {
            this(message, null);
        }

        /**
         * A refusal.
         *
         * @param notBefore when it may be asked again; null when that isn't said
         */
        Refused(String message, @Nullable Instant notBefore) {
            super(message, null, false, false);
            this.notBefore = notBefore;
        }

        /** When it may be asked again; null when that isn't said. */
        @Nullable
        Instant notBefore() {
            return notBefore;
        }
    }

    /**
     * When it would have a certificate renewed (RFC 9773).
     *
     * @param from its beginning
     * @param until its end, which is after it
     */
    record Suggestion(Instant from, Instant until) {}

    /** When it would have this certificate of its own renewed; empty when it says nothing; may take a minute. */
    Optional<Suggestion> suggestion(AcmeSettings settings, X509Certificate served) throws InterruptedException;

    /** Gets a certificate for a host, which is proven in this way; may take minutes. */
    Issued issue(AcmeSettings settings, String domain, Proof proof) throws Refused, InterruptedException;
}
