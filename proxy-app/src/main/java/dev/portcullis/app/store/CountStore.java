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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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

    /** What {@link #renewAt} is until all was written once: any log is longer. */
    private static final long NEVER_RENEWED = -1;

    private static final int LOGGED_EVERY = 60;

    /** How long whoever starts waits for what was counted before: all but the largest logs are read by then. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** How long whoever ends waits for the rest of them: until then what was counted meanwhile can't be written. */
    private static final Duration LAST_PATIENCE = Duration.ofSeconds(5);

    private final Duration lastPatience;
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
    private volatile CountDownLatch opening = new CountDownLatch(0);

    /** Whether reading is to stop where it is. */
    private volatile boolean hurries;

    /** Whether it has: then the log is more than what is counted here. */
    private boolean partial;

    /** A store in this directory, not open yet. */
    public CountStore(Path directory, CountKeeping keeping, Ticker ticker, WallClock clock) {
        this(directory, keeping, ticker, clock, LAST_PATIENCE);
    }

    CountStore(Path directory, CountKeeping keeping, Ticker ticker, WallClock clock, Duration lastPatience) {
        this.lastPatience = lastPatience;
        this.directory = directory;
        this.keeping = keeping;
        this.ticker = ticker;
        this.clock = clock;
    }

    /**
     * Takes in what was counted before, the first time, and begins to write. Bans are to be there before. Does nothing when it is open.
     * Returns when all was taken in, or after a second: the rest is taken in beside what is counted meanwhile, which is written once that is done.
     */
    public void open() {
        CountDownLatch opened = new CountDownLatch(1);
        synchronized (turn) {
            if (thread != null) {
                return;
            }
            if (!restored) {
                keeping.begin(); // before anybody is told that it is open: what is forgotten from now on is not to
                // come back
            }
            problem = null;
            opening = opened;
            hurries = false;
            partial = false;
            Thread started = new Thread(() -> run(opened), "counts");
            started.setDaemon(true);
            thread = started;
            started.start();
        }
        isDone(opened, PATIENCE);
    }

    private static boolean isDone(CountDownLatch awaited, Duration most) {
        try {
            return awaited.await(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Writes what has changed, and lets another process have the log. Nothing is written from then on until {@link #open}. A segment that is being
     * written anew is left as it is: the log is it and those before it. Only the first since the log was opened is written to its end: those
     * before it lack what this process has counted. If what was counted before is still read, and for five seconds more, the log is left as it was.
     */
    public void release() {
        Thread ended = thread;
        thread = null; // whoever writes all anew sees it, and stops
        hurries = ended != null && !isDone(opening, lastPatience);
        synchronized (turn) {
            if (ended != null) {
                writeLast();
                shut();
                problem = "another process has them";
            }
        }
    }

    private void writeLast() {
        try {
            CountLog open = counts;
            if (partial) {
                return; // the next process reads it again, whole
            }
            if (open != null && writer == null) {
                renew(open, false);
            }
            writeChanges();
            if (open != null) {
                open.force();
            }
        } catch (IOException | RuntimeException | LinkageError | OutOfMemoryError e) {
            fail(e);
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

    /** A piece of what the thread does. */
    private interface Step {
        void run() throws IOException;
    }

    private void run(CountDownLatch opened) {
        try {
            attempt(this::tryOpen);
        } finally {
            opened.countDown();
        }
        while (thread == Thread.currentThread()) {
            attempt(this::round);
            LockSupport.parkNanos(this, ROUND);
        }
    }

    /** Whatever goes wrong, be it that there is no memory, is told and tried again. */
    private void attempt(Step step) {
        synchronized (turn) {
            if (thread == Thread.currentThread()) {
                try {
                    step.run();
                } catch (IOException | RuntimeException | LinkageError | OutOfMemoryError e) {
                    fail(e);
                }
            }
        }
    }

    private void round() throws IOException {
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
                renew(open, renewAt != NEVER_RENEWED);
                writeChanges();
                open.force();
            }
        } catch (Released e) {
            log.debug("all was to be written anew: the next process does it");
        }
    }

    private void tryOpen() throws IOException {
        triedAt = ticker.nanos();
        checkSpace();
        CountLog opened = CountLog.open(directory);
        counts = opened;
        if (!restored) {
            restore(opened.segments());
        }
        renewAt = NEVER_RENEWED; // with the first round: whoever starts need not wait for it
        problem = null;
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
                open(file, segments);
            }
            restored = true; // whatever fails from here on: nothing may be counted twice
            Restored came = keeping.restore(new JoinedSegments(segments, () -> hurries));
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
        } catch (Released e) {
            partial = true;
            log.warn("what was counted is not read to its end: another process is to do it");
        } finally {
            segments.forEach(CountSegment::close);
        }
        for (CountSegment segment : segments) {
            if (segment.isDamaged()) {
                tryToMoveAside(segment.file(), "is damaged: what was counted since the damage began is lost");
            }
        }
    }

    /** What can't be read, or was written by a later version, is put away, and what is counted is kept all the same. */
    private void open(Path file, List<CountSegment> segments) {
        try {
            CountSegment segment = CountSegment.open(file);
            if (segment.isOfOtherVersion()) {
                segment.close();
                tryToMoveAside(file, "was written by another version: what was counted there is lost");
            } else {
                segments.add(segment);
            }
        } catch (IOException e) {
            tryToMoveAside(file, "can't be read (" + e + "): what was counted there is lost");
        }
    }

    private void tryToMoveAside(Path file, String why) {
        try {
            Path aside = StateFile.aside(file, clock);
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            log.error("THE LOG OF COUNTS {}. It is kept as {}", why, aside);
        } catch (IOException e) {
            log.error("THE LOG OF COUNTS {}. It can't be moved aside: {}", why, file, e);
        }
    }

    /**
     * Writes all to a new segment.
     *
     * @param stops whether a release stops it: it must not while the segments before lack what this process has counted
     */
    private void renew(CountLog open, boolean stops) throws IOException {
        open.begin();
        CountWriter next = keeping.writer(open);
        writer = next;
        changesAt = ticker.nanos();
        next.writeAll(() -> {
            if (stops && thread != Thread.currentThread()) {
                throw new Released();
            }
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

    private void fail(Throwable why) {
        problem = why instanceof IOException ? String.valueOf(why.getMessage()) : why.toString();
        keeping.giveUp(); // or what is forgotten on purpose would be noted without end
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

    /** Another process is to have the log, before all was written anew, or read. */
    static final class Released extends IOException {
        Released() {
            super("the log is released");
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }
}
