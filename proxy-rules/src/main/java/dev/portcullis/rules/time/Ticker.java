package dev.portcullis.rules.time;

/**
 * A source of monotonic time: nanoseconds since an arbitrary origin, unaffected by changes of the wall clock.
 *
 * <p>Two readings may be subtracted, never compared with {@code <}: the value may overflow ({@link System#nanoTime}).
 */
@FunctionalInterface
public interface Ticker {

    /** The present reading, in nanoseconds. */
    long nanos();

    /** The system's monotonic clock. */
    static Ticker system() {
        return System::nanoTime;
    }
}
