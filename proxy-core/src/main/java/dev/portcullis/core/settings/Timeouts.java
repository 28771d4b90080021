package dev.portcullis.core.settings;

import java.time.Duration;

/**
 * How long each part of an exchange may take. Kept by a coarse clock: an end may come up to a quarter of a second late.
 *
 * @param header from the first byte of a request, or a new connection, to the end of its head; 408
 * @param idle of a client's connection between two requests, and without progress while a body is read or written
 * @param connect of a new connection to the origin; 504
 * @param drain for requests under way to finish when Portcullis stops
 */
public record Timeouts(Duration header, Duration idle, Duration connect, Duration drain) {

    /** 10, 60, 3 and 30 seconds. */
    public static final Timeouts DEFAULT =
            new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(3), Duration.ofSeconds(30));
}
