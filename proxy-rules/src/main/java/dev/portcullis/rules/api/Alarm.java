package dev.portcullis.rules.api;

import java.util.function.LongConsumer;

/** Has something done at a later time. Any thread may call it; it does not block and throws nothing. */
@FunctionalInterface
public interface Alarm {

    /** Forgets what it is asked for. */
    Alarm NONE = (nanos, action) -> {};

    /**
     * Asks for something to be done once.
     *
     * @param nanos in how many nanoseconds, 0 or more; it may be some milliseconds later
     * @param action is told the time then, in nanoseconds of monotonic time, on whichever thread
     */
    void after(long nanos, LongConsumer action);
}
