package dev.portcullis.app.store;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Keeping;
import dev.portcullis.rules.ban.BanJournal;
import dev.portcullis.rules.ban.KeptBan;
import dev.portcullis.rules.safety.LearnedAdmins.AdminJournal;
import dev.portcullis.rules.safety.LearnedAdmins.Spared;
import dev.portcullis.rules.time.Ticker;
import dev.portcullis.rules.time.WallClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what is to outlive the process, on a thread of its own: whoever tells it of a change waits for nothing, and hears when the
 * change is on the disk. Changes that come while the disk works are written together.
 *
 * <p>While the file can't be opened or written, everything goes on in memory and nobody waits; it is tried again every few seconds, and
 * then all is written that is to be kept by then. So a disk that was full for an hour costs nothing but what a crash within that
 * hour takes.
 *
 * <p>Another process may be given the file ({@link #release}): from then on nothing is written here.
 */
public final class StateStore implements BanJournal, AdminJournal, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StateStore.class);

    private static final Duration RETRY = Duration.ofSeconds(5);
    /** Of the failures in a row the first and then each so many are logged. */
    private static final int LOGGED_EVERY = 60;

    private static final int BATCH = 4096;

    /** Changes that may wait for a disk that hangs; further ones are let go, and the file is put right when it works again. */
    private static final int MOST_WAITING = 500_000;

    private final Shelf.Opener opener;
    private final Keeper keeper;
    private final Ticker ticker;
    private final long retryNanos;
    private final LinkedBlockingQueue<Change> changes = new LinkedBlockingQueue<>(MOST_WAITING);
    private final LongAdder unkept = new LongAdder();
    private final Object turn = new Object();
    private volatile @Nullable Thread writer;
    private volatile @Nullable Shelf shelf;
    private volatile boolean released;
    private volatile boolean incomplete;
    private volatile String problem = "it is not open yet";
    private boolean restored;
    private int failures;
    private long triedAt;

    /**
     * A store that is not open yet: what it is told waits.
     *
     * @param opener opens the file
     * @param keeper whose state it is
     * @param ticker monotonic time
     * @param retry how long after a failure it is tried again
     */
    StateStore(Shelf.Opener opener, Keeper keeper, Ticker ticker, Duration retry) {
        this.opener = opener;
        this.keeper = keeper;
        this.ticker = ticker;
        this.retryNanos = retry.toNanos();
    }

    /** A store in the state file of this directory, not open yet: what it is told waits. */
    public static StateStore in(Path directory, Keeper keeper, Ticker ticker, WallClock clock) {
        return new StateStore(() -> StateFile.open(directory, clock), keeper, ticker, RETRY);
    }

    /**
     * Opens the file, gives the keeper what it has kept, and begins to write. When that can't be done it is tried again and again. Does
     * nothing when it is open.
     */
    public void open() {
        synchronized (turn) {
            if (writer == null) {
                released = false;
                tryOpen();
                Thread thread = new Thread(this::run, "state");
                thread.setDaemon(true);
                writer = thread;
                thread.start();
            }
        }
    }

    /** Writes what it was told and closes the file, for another process to open. Nothing is written from then on until {@link #open}. */
    public void release() {
        synchronized (turn) {
            if (writer == null) {
                return;
            }
            writer = null; // not interrupted: that would close the file under it
            released = true;
            write(drained(Integer.MAX_VALUE));
            problem = "another process has it";
            restored = false;
            closeShelf();
        }
    }

    @Override
    public void close() {
        release();
    }

    /** Why nothing is kept just now, in words; null when all is. */
    public @Nullable String problem() {
        return shelf != null ? null : problem;
    }

    /** Bans that took effect before they were on the disk, because it failed or was too slow. */
    public long unkept() {
        return unkept.sum();
    }

    @Override
    public Keeping keep(KeptBan kept) {
        Pledge pledge = new Pledge(unkept::increment);
        tell(new Change(Table.BANS, BanCodec.key(kept), () -> BanCodec.encode(kept), pledge));
        return pledge;
    }

    @Override
    public void forget(IpPrefix subject, String rule, boolean observed) {
        tell(new Change(Table.BANS, BanCodec.key(subject, rule, observed), null, null));
    }

    @Override
    public void keep(Spared spared) {
        tell(new Change(Table.ADMINS, spared.client().toString(), () -> AdminCodec.encode(spared), null));
    }

    @Override
    public void forget(IpPrefix client) {
        tell(new Change(Table.ADMINS, client.toString(), null, null));
    }

    private void tell(Change change) {
        if (released) {
            change.letGo();
        } else if (!changes.offer(change)) {
            incomplete = true;
            change.letGo();
        } else {
            LockSupport.unpark(writer);
        }
    }

    private void run() {
        while (writer == Thread.currentThread()) {
            if (changes.isEmpty()) {
                LockSupport.parkNanos(this, retryNanos);
            }
            synchronized (turn) {
                if (writer == Thread.currentThread()) {
                    if (shelf == null && ticker.nanos() - triedAt >= retryNanos) {
                        tryOpen();
                    }
                    write(drained(BATCH));
                }
            }
        }
    }

    private List<Change> drained(int most) {
        List<Change> batch = new ArrayList<>();
        changes.drainTo(batch, most);
        return batch;
    }

    private void tryOpen() {
        triedAt = ticker.nanos();
        Shelf opened = null;
        try {
            opened = opener.open();
            if (!restored) {
                keeper.restore(KeptState.read(opened));
                restored = true;
            }
            keeper.state().write(opened);
            shelf = opened;
            incomplete = false;
            if (failures > 0) {
                log.info("bans are kept on the disk again");
            }
            failures = 0;
        } catch (IOException | RuntimeException | LinkageError | OutOfMemoryError e) {
            if (opened != null) {
                opened.close();
            }
            fail(e);
        }
    }

    private void write(List<Change> batch) {
        Shelf open = shelf;
        if (open != null && (incomplete || !batch.isEmpty())) {
            try {
                if (incomplete) {
                    incomplete = false;
                    keeper.state().write(open);
                }
                for (Change change : batch) {
                    change.apply(open);
                }
                open.commit();
                batch.forEach(Change::written);
                return;
            } catch (IOException | RuntimeException | LinkageError | OutOfMemoryError e) {
                fail(e);
            }
        }
        batch.forEach(Change::letGo);
    }

    /** Whatever went wrong, be it that there is no memory: the thread goes on, and tries again. */
    private void fail(Throwable why) {
        problem = why instanceof IOException ? String.valueOf(why.getMessage()) : why.toString();
        closeShelf();
        if (failures++ % LOGGED_EVERY == 0) {
            log.error(
                    "BANS ARE KEPT IN MEMORY ONLY, and lost if this process dies: {}. It is tried again every {} seconds",
                    problem,
                    Duration.ofNanos(retryNanos).toSeconds());
        }
    }

    private void closeShelf() {
        Shelf open = shelf;
        shelf = null;
        if (open != null) {
            open.close();
        }
    }
}
