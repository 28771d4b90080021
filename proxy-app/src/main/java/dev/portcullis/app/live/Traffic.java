package dev.portcullis.app.live;

import dev.portcullis.core.observe.ExchangeListener;
import dev.portcullis.core.observe.FinishedExchange;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What clients ask of the site just now. Event loops count each in a place of its own, under a lock that nobody else wants but for a moment each
 * second, when {@link #tick} takes what they counted away.
 */
public final class Traffic implements ExchangeListener {

    /** How many of the last seconds are remembered. */
    public static final int SECONDS = 120;

    private static final int PLACES = 16;
    private static final int SLOT_TICKS = 10;
    private static final int SLOTS = 6;

    private final Place[] places = new Place[PLACES];
    private final Deque<Second> seconds = new ArrayDeque<>();
    private final Deque<Crowd> slots = new ArrayDeque<>();
    private Crowd open = new Crowd();
    private int ticks;
    private long last;

    /** What one event loop has counted since the last tick. */
    private static final class Place {
        private static final Counted NOTHING = new Counted();
        private Counted counted = new Counted();

        synchronized void add(FinishedExchange exchange) {
            counted.add(exchange);
        }

        synchronized Counted take() {
            Counted taken = counted;
            if (taken.requests == 0) {
                return NOTHING;
            }
            counted = new Counted();
            return taken;
        }
    }

    private static final class Counted {
        final Latencies latencies = new Latencies();
        final Crowd crowd = new Crowd();
        long requests;
        long refused;
        long shed;
        long failed;

        void add(FinishedExchange exchange) {
            Outcome outcome = exchange.outcome();
            requests++;
            switch (outcome.ending()) {
                case REFUSED -> refused++;
                case SHED -> shed++;
                case ORIGIN_FAILED, ORIGIN_TIMEOUT -> failed++;
                case SERVED -> failed += outcome.status() >= 500 ? 1 : 0;
                case ANSWERED, BAD_REQUEST, CLIENT_GONE, CUT_OFF -> {}
            }
            if (exchange.verdict().forwards()) {
                latencies.add(exchange.totalNanos());
            }
            crowd.add(exchange);
        }

        void addAll(Counted more) {
            requests += more.requests;
            refused += more.refused;
            shed += more.shed;
            failed += more.failed;
            latencies.addAll(more.latencies);
            crowd.addAll(more.crowd);
        }
    }

    /**
     * Nothing seen yet.
     *
     * @param now monotonic time in nanoseconds
     */
    public Traffic(long now) {
        last = now;
        for (int i = 0; i < PLACES; i++) {
            places[i] = new Place();
        }
    }

    @Override
    public void ended(FinishedExchange exchange) {
        places[(int) Thread.currentThread().getId() & PLACES - 1].add(exchange);
    }

    /** Takes down what has been counted; to be called about once a second. */
    public synchronized void tick(long now) {
        Counted sum = new Counted();
        for (Place place : places) {
            Counted taken = place.take();
            if (taken.requests > 0) {
                sum.addAll(taken);
            }
        }
        double length = Math.max(1, now - last) / 1e9;
        last = now;
        seconds.addLast(new Second(
                sum.requests / length,
                sum.refused / length,
                sum.shed / length,
                sum.failed / length,
                sum.latencies.quantile(.5),
                sum.latencies.quantile(.95)));
        if (seconds.size() > SECONDS) {
            seconds.removeFirst();
        }
        open.addAll(sum.crowd);
        if (++ticks % SLOT_TICKS == 0) {
            slots.addLast(open);
            open = new Crowd();
        }
        if (slots.size() > SLOTS) {
            slots.removeFirst();
        }
    }

    /** The last seconds, the newest last. */
    public synchronized List<Second> seconds() {
        return new ArrayList<>(seconds);
    }

    /** The clients that asked the most within the last minute or so, and these others, as far as they are known. */
    public synchronized Clients clients(int most, List<IpPrefix> others) {
        Crowd all = new Crowd();
        slots.forEach(all::addAll);
        all.addAll(open);
        return new Clients(all.top(most), all.of(others));
    }

    /**
     * Clients of the last minute.
     *
     * @param busiest those that asked the most, the first first
     * @param others those that were asked for
     */
    public record Clients(List<ClientFigures> busiest, List<ClientFigures> others) {}
}
