package dev.portcullis.rules.admission;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A discrete-event simulation: time moves from event to event, those at the same time in the order they were made. */
final class Simulation {

    private record Event(long time, long number, Runnable action) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::time).thenComparingLong(Event::number));
    private long now;
    private long number;

    long now() {
        return now;
    }

    void after(long nanos, Runnable action) {
        events.add(new Event(now + nanos, ++number, action));
    }

    void every(Duration period, Runnable action) {
        after(period.toNanos(), () -> {
            action.run();
            every(period, action);
        });
    }

    void runUntil(Duration time) {
        Event next = events.peek();
        while (next != null && next.time() <= time.toNanos()) {
            events.remove();
            now = next.time();
            next.action().run();
            next = events.peek();
        }
        now = time.toNanos();
    }
}
