package dev.portcullis.core.exchange;

import org.jspecify.annotations.Nullable;

/** Answers the challenges by which a certificate authority sees that a host is served here (HTTP-01, RFC 8555 8.3). */
@FunctionalInterface
public interface Challenges {

    /** Answers none: the origin may. */
    Challenges NONE = token -> null;

    /**
     * The answer to a challenge; null when there is none, and the origin may have one. Called on event loops: a short file may be read,
     * nothing is waited for.
     *
     * @param token what follows {@code /.well-known/acme-challenge/} as the client sent it, be it what it may
     */
    byte @Nullable [] answer(String token);
}
