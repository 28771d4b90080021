package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.count.RowBook;
import dev.portcullis.rules.count.Tallies;
import dev.portcullis.rules.count.Tally;
import dev.portcullis.rules.count.TallyBytes;
import dev.portcullis.rules.hash.Fingerprint;
import dev.portcullis.rules.keep.ByteWriter;
import dev.portcullis.rules.safety.Safety;
import dev.portcullis.rules.session.Sessions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Writes frames of counts: {@link CountKeeping}. The monitor of a tally is held for about a microsecond at a time. For one thread. */
public final class CountWriter {

    /** A frame is written when it has become as long as this. */
    private static final int FULL = 1 << 16;

    /** What stands before the entries of a frame. */
    static final int HEAD = 1 + 2 * Long.BYTES;

    /** So much may two looks at the clocks differ, in milliseconds. */
    private static final long SLACK = 5;

    private final CountKeeping.Output output;
    private final Tallies tallies;
    private final Sessions sessions;
    private final Origin origin;
    private final Safety safety;
    private final Supplier<Regime> regime;
    private final TallyBytes bytes = new TallyBytes();
    private final ByteWriter out = new ByteWriter();
    private @Nullable RowBook book;
    private long now;

    /** How far the calendar is before the monotonic time, in milliseconds, as the last frame has it. */
    private long ahead;

    /**
     * Whose frames they are.
     *
     * @param key tells under which key fingerprints were made
     * @param process tells whose monotonic time it is
     */
    record Origin(long key, long process) {}

    /** Work to be done between two frames. */
    public interface Between {

        /** Does it. */
        void run() throws IOException;
    }

    CountWriter(
            CountKeeping.Output output,
            Tallies tallies,
            Sessions sessions,
            Origin origin,
            Safety safety,
            Supplier<Regime> regime) {
        this.output = output;
        this.tallies = tallies;
        this.sessions = sessions;
        this.origin = origin;
        this.safety = safety;
        this.regime = regime;
    }

    /**
     * Writes all that is counted, and all sessions.
     *
     * @param between is called after each frame, so that {@link #writeChanges} need not wait for the end of it
     */
    public void writeAll(Between between) throws IOException {
        open();
        try {
            tallies.forEach((subject, tally) -> {
                write(subject, tally, false);
                flushAndGoOn(between);
            });
            sessions.forEach(session -> {
                write(session);
                flushAndGoOn(between);
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        flush();
    }

    private void flushAndGoOn(Between between) {
        if (out.size() >= FULL) {
            try {
                flush();
                between.run();
                open();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Writes what has changed since the last call; nothing when nothing has, unless the calendar was set back: that is to be known. */
    public void writeChanges() throws IOException {
        List<Object> changed = tallies.changes().take();
        List<Object> begun = sessions.changes().take();
        if (changed.isEmpty() && begun.isEmpty()) {
            if (wasSetBack()) {
                open();
                output.write(out.array(), out.size());
            }
            return;
        }
        open();
        for (Object subject : changed) {
            write(subject, tallies.known(subject), true);
            if (out.size() >= FULL) {
                flush();
                open();
            }
        }
        for (Object session : begun) {
            write((Long) session);
        }
        flush();
    }

    /** Begins a frame, behind one with the rules of now if they are others than before. */
    private void open() throws IOException {
        RowBook present = regime.get().book;
        out.clear();
        if (book != present) {
            out.u8(CountFrame.BOOK);
            out.u8(CountFrame.VERSION);
            out.fixed(origin.key());
            out.fixed(origin.process());
            present.write(out);
            output.write(out.array(), out.size());
            book = present;
            out.clear();
        }
        out.u8(CountFrame.COUNTS);
        long calendar =
                safety.clock().now().toEpochMilli(); // before the ages' beginning is read: they are rather too great
        now = safety.ticker().nanos();
        ahead = calendar - TimeUnit.NANOSECONDS.toMillis(now);
        out.fixed(calendar);
        out.fixed(now);
    }

    private boolean wasSetBack() {
        long calendar = safety.clock().now().toEpochMilli();
        return book != null
                && calendar - TimeUnit.NANOSECONDS.toMillis(safety.ticker().nanos()) < ahead - SLACK;
    }

    private void flush() throws IOException {
        if (out.size() > HEAD) {
            output.write(out.array(), out.size());
        }
        out.clear();
    }

    /** Writes an entry: one without rows says that nothing is counted any more. */
    private void write(Object subject, @Nullable Tally tally, boolean evenIfEmpty) {
        int start = out.size();
        out.fixedInt(0);
        writeSubject(subject);
        boolean any = false;
        if (tally != null) {
            synchronized (tally) {
                any = tally.live() && bytes.write(tally, bookOfFrame(), now, out);
            }
        }
        if (any || evenIfEmpty) {
            out.fixedAt(start, out.size() - start - Integer.BYTES);
        } else {
            out.backTo(start);
        }
    }

    private void write(long session) {
        out.fixedInt(1 + Long.BYTES);
        out.u8(CountFrame.SESSION);
        out.fixed(session);
    }

    private void writeSubject(Object subject) {
        if (subject instanceof IpPrefix block) {
            out.u8(CountFrame.BLOCK);
            out.u8(block.length());
            out.number(block.high());
            out.number(block.low());
        } else if (subject instanceof Fingerprint print) {
            out.u8(CountFrame.FINGERPRINT);
            out.fixed(print.high());
            out.fixed(print.low());
        } else {
            out.u8(CountFrame.EVERYBODY);
        }
    }

    private RowBook bookOfFrame() {
        return Objects.requireNonNull(book);
    }
}
