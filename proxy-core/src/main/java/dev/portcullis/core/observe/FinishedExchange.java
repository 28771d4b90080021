package dev.portcullis.core.observe;

import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Verdict;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request and its response that are over. Nothing of it changes any more: it may be kept and read by other threads.
 * Strings that a client sent are unescaped.
 */
public interface FinishedExchange {

    /** What was known when it arrived. Empty strings for what a malformed request did not say. */
    Facts facts();

    /** The address at the other end of the connection: the client's, or a proxy's. */
    IpPrefix peer();

    /** The verdict, {@link Verdict.Pass} for a request that policy was not asked about because it was malformed. */
    Verdict verdict();

    /** How it ended. */
    Outcome outcome();

    /** When its head had been read. */
    Instant start();

    /** The target as sent (RFC 9112 3.2); empty when the request line could not be read. */
    String target();

    /** {@code HTTP/1.1} or {@code HTTP/1.0}; empty when the request line could not be read. */
    String protocol();

    /** The Referer field as sent; null when there is none. */
    @Nullable
    String referer();

    /** The User-Agent field as sent; null when there is none. */
    @Nullable
    String userAgent();

    /** About how many bytes of the request's head are kept in memory with it; 0 when it could not be read. */
    int headBytes();

    /** Nanoseconds from the head's last byte read to the response's last byte written. */
    long totalNanos();

    /** Nanoseconds for which it waited for its turn at the origin, whether that came or not. */
    long waitedNanos();

    /**
     * Nanoseconds that Portcullis itself added before the first byte of the response: from the request's head read to its
     * being handed to the origin, and from the origin's head read to its being written. Of a request that the origin never saw,
     * all but the time it waited.
     */
    long ownNanos();
}
