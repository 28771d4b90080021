package dev.portcullis.app.notify;

import java.util.concurrent.TimeUnit;

/**
 * Something that is counted and should not happen, from its first time until it has not happened for a minute. Asked about once a second;
 * so that a storm is told at its beginning and at its end. Not safe between threads.
 */
final class Episode {

    private static final long QUIET = TimeUnit.MINUTES.toNanos(1);

    private long seen;
    private boolean underWay;
    private long before;
    private long lastChange;

    /** What a look at the count says. */
    enum Turn {
        NONE,
        BEGINS,
        ENDS
    }

    /** Begins with this count. */
    Episode(long count) {
        this.seen = count;
    }

    Turn look(long count, long now) {
        boolean more = count > seen;
        if (more) {
            lastChange = now;
        }
        if (more && !underWay) {
            underWay = true;
            before = seen;
            seen = count;
            return Turn.BEGINS;
        }
        seen = count;
        if (underWay && now - lastChange >= QUIET) {
            underWay = false;
            return Turn.ENDS;
        }
        return Turn.NONE;
    }

    /** How often it happened in the episode that is under way, or was the last. */
    long counted() {
        return seen - before;
    }
}
