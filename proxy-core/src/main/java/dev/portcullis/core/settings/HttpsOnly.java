package dev.portcullis.core.settings;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How visitors are brought to https, and kept there.
 *
 * @param redirect whether requests that come without TLS are redirected to the first listener that speaks it; there is one then
 * @param hsts for how long browsers are told to ask by https only (RFC 6797); zero for not at all
 * @param challengeDirectory the directory from which challenges of certificate authorities (RFC 8555 8.3) are answered, below
 *     {@code .well-known/acme-challenge/}; null when the origin answers them
 */
public record HttpsOnly(
        boolean redirect, Duration hsts, @Nullable Path challengeDirectory) {

    /** Nothing of it. */
    public static final HttpsOnly OFF = new HttpsOnly(false, Duration.ZERO, null);
}
