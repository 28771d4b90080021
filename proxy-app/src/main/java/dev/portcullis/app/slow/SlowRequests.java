package dev.portcullis.app.slow;

import dev.portcullis.core.observe.ExchangeListener;
import dev.portcullis.core.observe.FinishedExchange;
import dev.portcullis.rules.api.Outcome;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.Stream;

/**
 * Keeps the slowest requests of each of the last {@link #MINUTES} minutes, {@link #OF_A_MINUTE} of each: 200 in all, some hundred bytes each,
 * whatever clients do. Requests that policy refused are not among them, nor WebSockets, which last for hours. Safe between threads.
 *
 * <p>A request that is not slow enough costs two reads; only one that is takes a lock and is copied.
 */
public final class SlowRequests implements ExchangeListener {

    /** How many minutes are kept, the present one included. */
    public static final int MINUTES = 10;

    /** How many requests of each minute are kept. */
    public static final int OF_A_MINUTE = 20;

    private static final int SWITCHING_PROTOCOLS = 101;
    private static final long NANOS = 1_000_000_000;
    private static final Comparator<SlowRequest> SLOWEST_LAST =
            Comparator.comparingLong(request -> request.times().total());

    private final Minute[] minutes = new Minute[MINUTES];

    /** Nothing kept. */
    public SlowRequests() {
        Arrays.setAll(minutes, i -> new Minute());
    }

    @Override
    public void ended(FinishedExchange exchange) {
        Outcome outcome = exchange.outcome();
        if (outcome.originNanos() == 0 && exchange.waitedNanos() == 0 || outcome.status() == SWITCHING_PROTOCOLS) {
            return;
        }
        Instant start = exchange.start();
        long end = start.getEpochSecond() + (start.getNano() + exchange.totalNanos()) / NANOS;
        long minute = minute(end);
        minutes[(int) Math.floorMod(minute, (long) MINUTES)].offer(minute, exchange);
    }

    /** The slowest of the last minutes, the slowest first, at most {@code most}. */
    public List<SlowRequest> slowest(Instant now, int most) {
        long last = minute(now.getEpochSecond());
        return Arrays.stream(minutes)
                .flatMap(minute -> minute.since(last - MINUTES + 1))
                .sorted(SLOWEST_LAST.reversed())
                .limit(most)
                .toList();
    }

    private static long minute(long epochSecond) {
        return Math.floorDiv(epochSecond, 60L);
    }

    /** The slowest requests that ended within one minute, and later within another one. */
    private static final class Minute {

        private final PriorityQueue<SlowRequest> slowest = new PriorityQueue<>(OF_A_MINUTE, SLOWEST_LAST);
        private volatile long number = Long.MIN_VALUE;
        private volatile long least = Long.MIN_VALUE;

        void offer(long minute, FinishedExchange exchange) {
            if (minute == number && exchange.totalNanos() <= least) {
                return;
            }
            synchronized (this) {
                if (minute < number) {
                    return; // the calendar was set back
                }
                if (minute > number) {
                    slowest.clear();
                    least = Long.MIN_VALUE;
                    number = minute;
                }
                slowest.add(SlowRequest.of(exchange));
                if (slowest.size() > OF_A_MINUTE) {
                    slowest.remove();
                }
                if (slowest.size() == OF_A_MINUTE) {
                    least = slowest.element().times().total();
                }
            }
        }

        synchronized Stream<SlowRequest> since(long minute) {
            return number >= minute ? List.copyOf(slowest).stream() : Stream.of();
        }
    }
}
