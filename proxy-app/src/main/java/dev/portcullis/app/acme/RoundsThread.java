package dev.portcullis.app.acme;

import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Goes round on a thread of its own, which is there from the first round on, with a second between rounds. */
final class RoundsThread implements Rounds {

    private static final Logger log = LoggerFactory.getLogger(RoundsThread.class);
    private static final long BETWEEN_MILLIS = 1_000;
    private static final long END_MILLIS = 5_000;

    private @Nullable ScheduledExecutorService thread;
    private @Nullable Future<?> going;
    private boolean ended;

    @Override
    public synchronized void begin(Round round) {
        if (ended) {
            return;
        }
        if (going != null) {
            going.cancel(true);
        }
        if (thread == null) {
            thread = Executors.newSingleThreadScheduledExecutor(work -> {
                Thread made = new Thread(work, "acme");
                made.setDaemon(true);
                return made;
            });
        }
        going = thread.scheduleWithFixedDelay(guarded(round), 0, BETWEEN_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static Runnable guarded(Round round) {
        return () -> {
            try {
                round.go();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException | LinkageError e) {
                log.error("asking for certificates failed by a fault of the program", e);
            }
        };
    }

    @Override
    public boolean end() {
        ScheduledExecutorService ending;
        synchronized (this) {
            ended = true;
            ending = thread;
        }
        if (ending == null) {
            return true;
        }
        ending.shutdownNow();
        try {
            return ending.awaitTermination(END_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
