package dev.portcullis.app.accesslog;

import dev.portcullis.core.observe.ExchangeListener;
import dev.portcullis.core.observe.FinishedExchange;
import dev.portcullis.rules.time.Ticker;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.ZoneId;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
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
    private volatile boolean closing;

    private AccessLog(OutputStream out, Ticker ticker, ZoneId zone) {
        this.writer = new AccessLogWriter(out, ticker, zone, dropped);
        this.thread = new Thread(this::run, "access-log");
        this.thread.setDaemon(true);
    }

    /**
     * A log that appends to a file, or writes to standard output when {@code file} is {@code -}. Throws IOException when
     * the file can't be opened.
     */
    public static AccessLog open(String file, Ticker ticker) throws IOException {
        OutputStream out = file.equals("-") ? new StandardOutput() : new FileOutputStream(file, true);
        return to(out, ticker, ZoneId.systemDefault());
    }

    static AccessLog to(OutputStream out, Ticker ticker, ZoneId zone) {
        AccessLog log = new AccessLog(out, ticker, zone);
        log.thread.start();
        return log;
    }

    @Override
    public void ended(FinishedExchange exchange) {
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
            writer.write(this::next);
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

    /** Standard output, unbuffered. It is not ours to close. */
    private static final class StandardOutput extends FileOutputStream {

        StandardOutput() {
            super(FileDescriptor.out);
        }

        @Override
        public void close() {}
    }
}
