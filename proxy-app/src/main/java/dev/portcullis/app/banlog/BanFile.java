package dev.portcullis.app.banlog;

import dev.portcullis.app.report.BanLineJson;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.ban.BanListener;
import dev.portcullis.rules.time.WallClock;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file, or standard output, with one line of JSON for each ban that is made, is lifted or has expired. A thread of its own writes it: who bans waits for
 * nothing. Past 10,000 lines that wait for a disk, further ones are dropped and counted.
 */
public final class BanFile implements BanListener, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(BanFile.class);
    private static final int MOST_WAITING = 10_000;
    private static final long CLOSE_WAIT_SECONDS = 5;

    private final WallClock clock;
    private final LongAdder dropped = new LongAdder();
    private final AtomicReference<@Nullable OutputStream> next = new AtomicReference<>();
    private final ThreadPoolExecutor writer = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            BanFile::thread,
            (line, full) -> dropped.increment());
    private OutputStream out;
    private boolean failing;

    /**
     * A log of bans.
     *
     * @param out where to, which it closes
     * @param clock calendar time
     */
    public BanFile(OutputStream out, WallClock clock) {
        this.out = out;
        this.clock = clock;
    }

    /**
     * Opens where lines go. Throws IOException, with a message for people, when that can't be done.
     *
     * @param file a path, which is appended to; {@code -} for standard output; null for nowhere
     */
    public static OutputStream open(@Nullable String file) throws IOException {
        if (file == null) {
            return OutputStream.nullOutputStream();
        }
        try {
            return file.equals("-") ? new StandardOutput() : new FileOutputStream(file, true);
        } catch (IOException e) {
            throw new IOException("can't write the ban log: " + e.getMessage(), e);
        }
    }

    /** Standard output, unbuffered: each line is one write, so that no other output gets into it. It is not ours to close. */
    private static final class StandardOutput extends FileOutputStream {

        StandardOutput() {
            super(FileDescriptor.out);
        }

        @Override
        public void close() {}
    }

    /** Lines go there from now on; what was written to before is closed. */
    public void writeTo(OutputStream other) {
        OutputStream skipped = next.getAndSet(other);
        if (skipped != null) {
            close(skipped);
        }
        if (writer.getQueue().isEmpty()) {
            writer.execute(this::change);
        }
    }

    @Override
    public void banned(Ban ban) {
        tell("banned", ban);
    }

    @Override
    public void lifted(Ban ban, Lift why) {
        tell(
                switch (why) {
                    case EXPIRED -> "expired";
                    case REMOVED -> "lifted";
                },
                ban);
    }

    /** Lines that were dropped since the start, because too many waited or they could not be written. */
    public long dropped() {
        return dropped.sum();
    }

    /** Writes what is left, for five seconds at most, and closes the file. */
    @Override
    public void close() {
        writer.shutdown();
        try {
            if (writer.awaitTermination(CLOSE_WAIT_SECONDS, TimeUnit.SECONDS)) {
                change();
                close(out);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(String event, Ban ban) {
        Instant at = clock.now();
        writer.execute(() -> write(BanLineJson.of(at, event, ban)));
    }

    private void write(String line) {
        change();
        try {
            out.write(line.getBytes(StandardCharsets.US_ASCII));
            failing = false;
        } catch (IOException e) {
            dropped.increment();
            if (!failing) {
                failing = true;
                log.error("ban log: can't write: {}; {} lines dropped since the start", e.getMessage(), dropped.sum());
            }
        }
    }

    private void change() {
        OutputStream other = next.getAndSet(null);
        if (other != null) {
            close(out);
            out = other;
        }
    }

    private static void close(OutputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            log.error("ban log: can't close: {}", e.getMessage());
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "ban-log");
        thread.setDaemon(true);
        return thread;
    }
}
