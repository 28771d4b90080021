package dev.portcullis.rules.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that moves only when told to: both kinds of time, for tests and for replaying old logs. Safe between threads. */
public final class ManualTime implements Ticker, WallClock {

    private final AtomicLong nanos = new AtomicLong();
    private volatile Instant epoch;

    /** Starts at 2026-01-01T00:00:00Z and zero nanoseconds. */
    public ManualTime() {
        this(Instant.parse("2026-01-01T00:00:00Z"));
    }

    /** Starts at {@code start} and zero nanoseconds. */
    public ManualTime(Instant start) {
        this.epoch = start;
    }

    @Override
    public long nanos() {
        return nanos.get();
    }

    @Override
    public Instant now() {
        return epoch.plusNanos(nanos.get());
    }

    /** Moves both clocks forward by {@code step}, which must not be negative. */
    public void advance(Duration step) {
        if (step.isNegative()) {
            throw new IllegalArgumentException("monotonic time can't go back: " + step);
        }
        nanos.addAndGet(step.toNanos());
    }

    /** Moves the calendar only, forward or back, as an administrator or NTP does. */
    public void jump(Duration step) {
        epoch = epoch.plus(step);
    }
}
