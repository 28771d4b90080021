package dev.portcullis.rules.api;

import java.util.Locale;

/**
 * A request was turned away because the origin has no time for it, through no fault of its client: 503, not 429.
 *
 * @param reason why this one
 * @param retryAfterSeconds when it may be tried again, 1 or more: the Retry-After of the reply (RFC 9110 10.2.3)
 */
public record Shed(Reason reason, int retryAfterSeconds) {

    /** Why a request was turned away. */
    public enum Reason {
        /** The queue was full, and no client that waits had used and asked for more than its own. */
        QUEUE_FULL,
        /** It waited for as long as a request may. */
        WAITED_TOO_LONG;

        private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

        /** The word for it in logs and metrics: {@code queue-full}, {@code waited-too-long}. */
        public String word() {
            return word;
        }
    }
}
