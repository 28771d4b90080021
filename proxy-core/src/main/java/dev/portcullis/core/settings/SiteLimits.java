package dev.portcullis.core.settings;

import java.time.Duration;

/**
 * What holds for one site.
 *
 * @param body bytes of a request's body; a longer one gets 413; 0 for no limit
 * @param response of silence by the origin, while it is its turn; 504 before the head, a broken connection after
 * @param tunnel of a WebSocket on which neither side sends anything
 */
public record SiteLimits(long body, Duration response, Duration tunnel) {

    /** No limit, 60 seconds, an hour. */
    public static final SiteLimits DEFAULT = new SiteLimits(0, Duration.ofSeconds(60), Duration.ofHours(1));
}
