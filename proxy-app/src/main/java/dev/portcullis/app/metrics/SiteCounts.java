package dev.portcullis.app.metrics;

import dev.portcullis.core.observe.FinishedExchange;
import dev.portcullis.rules.api.Outcome;
import java.util.concurrent.atomic.LongAdder;

/** What is counted of the exchanges of one site. Safe between threads. */
final class SiteCounts {

    private final RequestCounts requests = new RequestCounts();
    private final DurationHistogram total = DurationHistogram.ofRequests();
    private final DurationHistogram origin = DurationHistogram.ofRequests();
    private final DurationHistogram own = DurationHistogram.ofOwnTime();
    private final LongAdder received = new LongAdder();
    private final LongAdder sent = new LongAdder();

    void count(FinishedExchange exchange) {
        Outcome outcome = exchange.outcome();
        requests.count(exchange.facts().method(), outcome.status());
        total.record(exchange.totalNanos());
        own.record(exchange.ownNanos());
        if (outcome.originNanos() > 0) {
            origin.record(outcome.originNanos());
        }
        received.add(outcome.requestBytes());
        sent.add(outcome.responseBytes());
    }

    /** Whether anything was counted. */
    boolean any() {
        return requests.any();
    }

    /** How many there were, by method and status. */
    RequestCounts requests() {
        return requests;
    }

    /** From head to last byte. */
    DurationHistogram total() {
        return total;
    }

    /** How long the origin was busy with those that it saw. */
    DurationHistogram origin() {
        return origin;
    }

    /** What Portcullis itself added. */
    DurationHistogram own() {
        return own;
    }

    /** Bytes of the requests' bodies. */
    long receivedBytes() {
        return received.sum();
    }

    /** Bytes of the responses' bodies. */
    long sentBytes() {
        return sent.sum();
    }
}
