package dev.portcullis.rules.time;

import java.time.Instant;

/** A source of calendar time, for what people read and what outlives the process. It may jump; never measure with it. */
@FunctionalInterface
public interface WallClock {

    /** The present instant. */
    Instant now();

    /** The system's calendar clock, in UTC. */
    static WallClock system() {
        return Instant::now;
    }
}
