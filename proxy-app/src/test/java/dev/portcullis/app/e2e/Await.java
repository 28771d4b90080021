package dev.portcullis.app.e2e;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what other processes do, up to a deadline. */
final class Await {

    private static final Duration POLL = Duration.ofMillis(20);

    private Await() {}

    /** Returns as soon as the condition holds. Throws AssertionError, with {@code what} was awaited, when it has not within the time. */
    static void until(Duration atMost, String what, BooleanSupplier condition) {
        until(atMost, () -> what, condition);
    }

    /** The same, with a description that is made when the wait was in vain. */
    static void until(Duration atMost, Supplier<String> what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > atMost.toNanos()) {
                throw new AssertionError("waited " + atMost.toSeconds() + " seconds in vain for " + what.get());
            }
            pass(POLL);
        }
    }

    /** Lets time pass, for somebody who is slow and has nothing to wait for. */
    static void pass(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting", e);
        }
    }
}
