package dev.portcullis.rules.api;

import java.util.Locale;

/**
 * What is known of a request when it ended.
 *
 * @param ending how it ended
 * @param status the status sent to the client, 100 to 599, or 0 when none was sent
 * @param requestBytes bytes of the request's body that were read
 * @param responseBytes bytes of the response's body that were sent
 * @param originNanos how long the origin was busy with it, in nanoseconds: from the moment it was handed over until the
 *     last byte of the response came, it was given up, or a tunnel was opened; 0 when the origin never saw it
 * @param stalledNanos for how much of that the origin stood still: it answered nobody, which is no client's doing, and is charged to
 *     none
 * @param signal what the origin said of the request to Portcullis alone ({@link Policy#signalField}); each field of
 *     the answer on a line of its own; empty when it said nothing
 */
public record Outcome(
        Ending ending,
        int status,
        long requestBytes,
        long responseBytes,
        long originNanos,
        long stalledNanos,
        String signal) {

    /** Of a request of which the origin said nothing besides, and for which it did not stand still. */
    public Outcome(Ending ending, int status, long requestBytes, long responseBytes, long originNanos) {
        this(ending, status, requestBytes, responseBytes, originNanos, 0, "");
    }

    /** What of the origin's time the client is charged with, in nanoseconds. */
    public long chargedNanos() {
        return originNanos - stalledNanos;
    }

    /** How a request ended. Every request has exactly one. */
    public enum Ending {
        /** The origin answered, whole, and the client has it. */
        SERVED,
        /** A verdict refused it: Portcullis answered, or closed, and the origin saw nothing. */
        REFUSED,
        /** Portcullis answered it itself, as it is configured: with a redirect to https, or to an authority's challenge. */
        ANSWERED,
        /** The origin had no time for it: it was answered with 503, or waited for as long as a request may, and the origin saw nothing. */
        SHED,
        /** Portcullis refused it as malformed, too large or too slow to come (400, 408, 413, 414, 431, 501, 505). */
        BAD_REQUEST,
        /** The client went away before it had the whole response. */
        CLIENT_GONE,
        /** No usable response could be had of the origin (502, 503), or the response broke off. */
        ORIGIN_FAILED,
        /** The origin was silent past its time (504), or fell silent within the response. */
        ORIGIN_TIMEOUT,
        /** Portcullis stopped, or closed the connection of a client that was banned meanwhile. */
        CUT_OFF;

        private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

        /** The word for it in logs and metrics: {@code served}, {@code client-gone}... */
        public String word() {
            return word;
        }
    }

    /** Whether the status is the origin's own: only then may it be held against the client. */
    public boolean statusIsOrigins() {
        return ending == Ending.SERVED;
    }
}
