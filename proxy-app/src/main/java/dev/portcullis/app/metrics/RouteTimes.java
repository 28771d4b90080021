package dev.portcullis.app.metrics;

import dev.portcullis.core.observe.FinishedExchange;
import java.util.concurrent.atomic.LongAdder;

/** How long the requests of a route took, and what of it was the origin's time and the wait for it. Safe between threads. */
final class RouteTimes {

    private final DurationHistogram total = DurationHistogram.ofRequests();
    private final DurationHistogram origin = DurationHistogram.ofRequests();
    private final LongAdder waited = new LongAdder();

    void record(FinishedExchange exchange) {
        total.record(exchange.totalNanos());
        waited.add(exchange.waitedNanos());
        if (exchange.outcome().originNanos() > 0) {
            origin.record(exchange.outcome().originNanos());
        }
    }

    DurationHistogram total() {
        return total;
    }

    DurationHistogram origin() {
        return origin;
    }

    double waitedSeconds() {
        return waited.sum() / 1e9;
    }
}
