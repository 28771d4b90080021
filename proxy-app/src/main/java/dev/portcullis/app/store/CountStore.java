package dev.portcullis.app.store;

import dev.portcullis.rules.engine.CountKeeping;
import dev.portcullis.rules.engine.CountKeeping.Restored;
import dev.portcullis.rules.engine.CountWriter;
import dev.portcullis.rules.time.Ticker;
import dev.portcullis.rules.time.WallClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes twice a second what has changed of what is counted, on a thread of its own, so that a process that is killed loses a second of it
 * at most. When the log has become twice as long as what it holds, all is written to a new segment; meanwhile changes are written too.
 *
 * <p>Bounded: at most 32,768 clients each half second, and a log of about three times what is counted. The last of the disk's space is left
 * to bans. While nothing can be written it is tried again every few seconds, and then all is written.
 */
public final class CountStore implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(CountStore.class);

    private static final long ROUND = Duration.ofMillis(500).toNanos();
    private static final Duration RETRY = Duration.ofSeconds(5);

    /** What is left of the disk for bans, in bytes. */
    private static final long RESERVE = 16 << 20;

    /** What a log may grow to at least, in bytes, before all is written anew. */
    private static final long LARGE = 4 << 20;

    private static final int LOGGED_EVERY = 60;

    private final Path directory;
    private final CountKeeping keeping;
    private final Ticker ticker;
    private final WallClock clock;
    private final Object turn = new Object();
    private volatile @Nullable Thread thread;
    private volatile @Nullable String problem = "it is not open yet";
    private @Nullable CountLog counts;
    private @Nullable CountWriter writer;
    private boolean restored;
    private long changesAt;
    private long triedAt;
    private long renewAt;
    private int failures;

    /** A store in this directory, not open yet. */
    public CountStore(Path directory, CountKeeping keeping, Ticker ticker, WallClock clock) {
        this.directory = directory;
        this.keeping = keeping;
        this.ticker = ticker;
        this.clock = clock;
    }

    /** Takes in what was counted before, the first time, and begins to write. Bans are to be there before. Does nothing when it is open. */
    public void open() {
        synchronized (turn) {
            if (thread == null) {
                tryOpen();
                Thread started = new Thread(this::run, "counts");
                started.setDaemon(true);
                thread = started;
                started.start();
            }
        }
    }

    /** Writes what has changed, and lets another process have the log. Nothing is written from then on until {@link #open}. */
    public void release() {
        synchronized (turn) {
            if (thread == null) {
                return;
            }
            thread = null;
            round();
            shut();
            problem = "another process has them";
        }
    }

    @Override
    public void close() {
        release();
    }

    /** Why counts are not kept just now, in words; null when they are. */
    public @Nullable String problem() {
        return problem;
    }

    private void run() {
        while (thread == Thread.currentThread()) {
            synchronized (turn) {
                if (thread == Thread.currentThread()) {
                    round();
                }
            }
            LockSupport.parkNanos(this, ROUND);
        }
    }

    private void round() {
        CountLog open = counts;
        if (open == null) {
            if (ticker.nanos() - triedAt >= RETRY.toNanos()) {
                tryOpen();
            }
            return;
        }
        try {
            checkSpace();
            writeChanges();
            open.force();
            if (open.size() > renewAt) {
                renew(open);
                writeChanges();
                open.force();
            }
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
    }

    private void tryOpen() {
        triedAt = ticker.nanos();
        try {
            checkSpace();
            CountLog opened = CountLog.open(directory);
            counts = opened;
            if (!restored) {
                keeping.begin();
                restore(opened.segments());
            }
            renewAt = -1; // with the first round: whoever starts need not wait for it
            problem = null;
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
    }

    private void checkSpace() throws IOException {
        if (Files.isDirectory(directory) && directory.toFile().getUsableSpace() < RESERVE) {
            throw new IOException("the disk is nearly full, and the rest of it is left to bans");
        }
    }

    private void restore(List<Path> files) throws IOException {
        List<CountSegment> segments = new ArrayList<>();
        try {
            for (Path file : files) {
                segments.add(CountSegment.open(file));
            }
            restored = true; // whatever fails from here on: nothing may be counted twice
            Restored came = keeping.restore(new Joined(segments));
            if (!came.why().isEmpty()) {
                log.warn("all counts begin anew: {}", came.why());
            } else if (came.subjects() > 0) {
                log.info(
                        "what was counted of {} clients and others goes on; {} sessions are known",
                        came.subjects(),
                        came.sessions());
            }
            if (came.unreadable() > 0) {
                log.warn("{} records of the log of counts are not understood, and left out", came.unreadable());
            }
        } finally {
            segments.forEach(CountSegment::close);
        }
        for (int i = 0; i < files.size(); i++) {
            if (segments.get(i).isDamaged()) {
                tryToMoveAside(files.get(i));
            }
        }
    }

    private void tryToMoveAside(Path file) {
        try {
            moveAside(file);
        } catch (IOException e) {
            log.error("THE LOG OF COUNTS IS DAMAGED, and can't be moved aside: {}", file, e);
        }
    }

    private void moveAside(Path file) throws IOException {
        Path aside = StateFile.aside(file, clock);
        Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        log.error(
                "THE LOG OF COUNTS WAS DAMAGED: {}. It is kept as {}; what was counted since the damage began is lost",
                file,
                aside);
    }

    /** Writes all to a new segment. */
    private void renew(CountLog open) throws IOException {
        open.begin();
        CountWriter next = keeping.writer(open);
        writer = next;
        changesAt = ticker.nanos();
        next.writeAll(() -> {
            if (ticker.nanos() - changesAt >= ROUND) {
                checkSpace();
                writeChanges();
                open.force();
            }
        });
        open.complete();
        renewAt = 2 * open.size() + LARGE;
        if (failures > 0) {
            log.info("counts are kept on the disk again");
        }
        failures = 0;
    }

    private void writeChanges() throws IOException {
        changesAt = ticker.nanos();
        CountWriter to = writer;
        if (to != null) {
            to.writeChanges();
        }
    }

    private void fail(Exception why) {
        problem = String.valueOf(why.getMessage());
        CountLog failed = counts;
        try {
            if (failed != null) {
                failed.abandon();
            }
        } catch (IOException e) {
            log.debug("a segment of the log of counts stays", e);
        }
        shut();
        if (failures++ % LOGGED_EVERY == 0) {
            log.warn(
                    "what is counted is not kept, and lost if this process dies: {}. It is tried again every {} seconds",
                    problem,
                    RETRY.toSeconds());
        }
    }

    private void shut() {
        CountLog open = counts;
        counts = null;
        writer = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            log.warn("the log of counts was not closed well: {}", e.toString());
        }
    }

    /** The frames of segments, one after the other. */
    private record Joined(List<CountSegment> segments) implements CountKeeping.Frames {

        @Override
        public int size() {
            return segments.stream().mapToInt(CountSegment::size).sum();
        }

        @Override
        public byte[] get(int place) throws IOException {
            int left = place;
            for (CountSegment segment : segments) {
                if (left < segment.size()) {
                    return segment.get(left);
                }
                left -= segment.size();
            }
            throw new IndexOutOfBoundsException(place);
        }
    }
}
