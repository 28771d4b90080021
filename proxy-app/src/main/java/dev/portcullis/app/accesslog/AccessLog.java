package dev.portcullis.app.accesslog;

import dev.portcullis.core.observe.ExchangeListener;
import dev.portcullis.core.observe.FinishedExchange;
import dev.portcullis.rules.time.Ticker;
import java.time.ZoneId;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The access log. An event loop only puts a reference into a bounded queue; one thread of its own makes lines of them and
 * writes them. When that thread can't keep up, or the disk is full, lines are dropped and counted, and nobody waits.
 *
 * <p>The writer is never woken: it looks into the queue ten times a second. So an event loop never pays for a system call
 * that wakes a thread, many lines share one write, and a line is in the file at most 200 ms after its request. The queue holds
 * what more than 100,000 requests a second put into it meanwhile. It takes no lock: were the writer interrupted by the scheduler
 * while it held one, every event loop would wait for it. Offering costs about 100 ns while another event loop does the same.
 *
 * <p>Each exchange that waits keeps its request's head in memory, as large as a stranger made it: large ones take the place of
 * several, so that the queue never keeps more than 32 MB of heads.
 */
public final class AccessLog implements ExchangeListener, AutoCloseable {

    static final int CAPACITY = 16_384;

    /** Bytes of its head that each request may keep waiting; one with a larger head takes the place of several. */
    static final int SHARE = 2_048;

    private static final long PAUSE_NANOS = 100_000_000;
    private static final long CLOSE_WAIT_MILLIS = 5_000;

    private final Queue<FinishedExchange> queue = new ConcurrentLinkedQueue<>();
    private final AtomicLong waiting = new AtomicLong();
    private final LongAdder dropped = new LongAdder();
    private final AccessLogWriter writer;
    private final Thread thread;
    private final AtomicReference<@Nullable AccessLogTarget> next = new AtomicReference<>();
    private volatile boolean wanted;
    private volatile boolean closing;

    private AccessLog(AccessLogTarget target, Ticker ticker, ZoneId zone) {
        this.writer = new AccessLogWriter(target, ticker, zone, dropped);
        this.wanted = target.wanted();
        this.thread = new Thread(this::run, "access-log");
        this.thread.setDaemon(true);
    }

    /** A log whose lines go to this target, which it closes. */
    public static AccessLog open(AccessLogTarget target, Ticker ticker) {
        return to(target, ticker, ZoneId.systemDefault());
    }

    static AccessLog to(AccessLogTarget target, Ticker ticker, ZoneId zone) {
        AccessLog log = new AccessLog(target, ticker, zone);
        log.thread.start();
        return log;
    }

    /**
     * Lets lines go to another target from now on, and closes the one before. Returns at once; no line is lost, and those of the
     * last 200 ms may still go to the one before.
     */
    public void writeTo(AccessLogTarget target) {
        wanted = target.wanted();
        AccessLogTarget skipped = next.getAndSet(target);
        if (skipped != null) {
            AccessLogWriter.close(skipped.stream());
        }
    }

    @Override
    public void ended(FinishedExchange exchange) {
        if (!wanted) {
            return;
        }
        long size = size(exchange);
        if (waiting.addAndGet(size) <= CAPACITY * (long) SHARE) {
            queue.add(exchange);
        } else {
            waiting.addAndGet(-size);
            dropped.increment();
        }
    }

    private static long size(FinishedExchange exchange) {
        return Math.max(SHARE, exchange.headBytes());
    }

    /** Lines that were dropped since the start, because the queue was full or could not be written. */
    public long dropped() {
        return dropped.sum();
    }

    /** Writes what is left, waiting for at most five seconds, and closes the file. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_WAIT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        boolean last;
        do {
            last = closing; // read before the queue: what was offered before close() is written
            AccessLogTarget target = next.getAndSet(null);
            writer.write(this::next);
            if (target != null) {
                writer.writeTo(target);
            }
            if (!last) {
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
        } while (!last);
        writer.close();
    }

    private @Nullable FinishedExchange next() {
        FinishedExchange exchange = queue.poll();
        if (exchange != null) {
            waiting.addAndGet(-size(exchange));
        }
        return exchange;
    }
}
