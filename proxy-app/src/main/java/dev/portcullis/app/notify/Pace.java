package dev.portcullis.app.notify;

import java.time.Duration;

/**
 * How often a target hears.
 *
 * @param collect how long after the first event others are waited for, to be told together
 * @param pause the least time between two messages
 */
public record Pace(Duration collect, Duration pause) {

    /** Half a minute; a minute. */
    public static final Pace DEFAULT = new Pace(Duration.ofSeconds(30), Duration.ofMinutes(1));
}
