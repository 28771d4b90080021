package dev.portcullis.core.settings;

import java.time.Duration;

/**
 * How long each part of an exchange may take. Kept by a coarse clock: an end may come up to a quarter of a second late.
 *
 * @param header from the first byte of a request, or a new connection, to the end of its head; 408
 * @param idle of a client's connection between two requests, and without progress while a body is read or written
 * @param connect of a new connection to the origin; 504
 * @param response of silence by the origin, while it is its turn; 504 before the head, a broken connection after
 * @param drain for requests under way to finish when Portcullis stops
 * @param tunnel of a WebSocket on which neither side sends anything
 */
public record Timeouts(
        Duration header, Duration idle, Duration connect, Duration response, Duration drain, Duration tunnel) {

    /** 10, 60, 3, 60 and 30 seconds, and an hour. */
    public static final Timeouts DEFAULT = new Timeouts(
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(3),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofHours(1));
}
