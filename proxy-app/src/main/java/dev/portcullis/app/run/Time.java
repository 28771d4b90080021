package dev.portcullis.app.run;

import dev.portcullis.rules.time.Ticker;
import dev.portcullis.rules.time.WallClock;

/**
 * Both kinds of time.
 *
 * @param ticker monotonic time, to measure with
 * @param clock calendar time, for what people read
 */
public record Time(Ticker ticker, WallClock clock) {

    /** The system's. */
    public static Time system() {
        return new Time(Ticker.system(), WallClock.system());
    }
}
