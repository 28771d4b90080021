package dev.portcullis.app.accesslog;

import dev.portcullis.core.observe.FinishedExchange;
import dev.portcullis.rules.time.Ticker;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes lines of finished exchanges and writes them, many at once. When writing fails the lines are counted as dropped, the
 * failure is told at most once a minute, and the next lines are tried as if nothing had been.
 */
final class AccessLogWriter {

    private static final Logger log = LoggerFactory.getLogger(AccessLog.class);
    private static final int BLOCK = 1 << 16;
    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

    private OutputStream out;
    private final Ticker ticker;
    private final ZoneId zone;
    private LineFormat format;
    private final LongAdder dropped;
    private final StringBuilder lines = new StringBuilder(BLOCK + (BLOCK >> 2));
    private int pending;
    private boolean torn;
    private boolean failedBefore;
    private long lastComplaint;

    AccessLogWriter(AccessLogTarget target, Ticker ticker, ZoneId zone, LongAdder dropped) {
        this.out = target.stream();
        this.ticker = ticker;
        this.zone = zone;
        this.format = target.format().lines(zone);
        this.dropped = dropped;
    }

    /** Writes what {@code queue} gives until it gives null. Never throws. */
    void write(Supplier<@Nullable FinishedExchange> queue) {
        for (FinishedExchange next = queue.get(); next != null; next = queue.get()) {
            append(next);
            if (lines.length() >= BLOCK) {
                flush();
            }
        }
        flush();
    }

    /** Writes to {@code other} from now on, and closes what was written to before. */
    void writeTo(AccessLogTarget other) {
        close();
        out = other.stream();
        format = other.format().lines(zone);
        torn = false;
    }

    void close() {
        close(out);
    }

    /** Closes it; a failure is logged. */
    static void close(OutputStream out) {
        try {
            out.close();
        } catch (IOException e) {
            log.error("access log: can't close: {}", e.getMessage());
        }
    }

    private void append(FinishedExchange exchange) {
        int before = lines.length();
        try {
            format.append(lines, exchange);
            pending++;
        } catch (RuntimeException e) {
            lines.setLength(before);
            dropped.increment();
            complain(e);
        }
    }

    private void flush() {
        if (pending == 0) {
            return;
        }
        if (torn) {
            lines.insert(0, '\n'); // the failed write may have ended within a line
        }
        try {
            out.write(lines.toString().getBytes(StandardCharsets.ISO_8859_1));
            torn = false;
        } catch (IOException e) {
            torn = true;
            dropped.add(pending);
            complain(e);
        }
        lines.setLength(0);
        pending = 0;
    }

    private void complain(Exception e) {
        long now = ticker.nanos();
        if (!failedBefore || now - lastComplaint >= QUIET_NANOS) {
            failedBefore = true;
            lastComplaint = now;
            log.error("access log: can't write: {}; {} lines dropped since the start", e.getMessage(), dropped.sum());
        }
    }
}
