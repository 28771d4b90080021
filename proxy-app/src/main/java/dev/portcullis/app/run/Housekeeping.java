package dev.portcullis.app.run;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does a piece of work once a second, on a thread of its own. A failure is logged and the next second comes. */
final class Housekeeping implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);

    private final ScheduledThreadPoolExecutor executor;

    private Housekeeping(ScheduledThreadPoolExecutor executor) {
        this.executor = executor;
    }

    static Housekeeping start(String name, Runnable work) {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        executor.scheduleWithFixedDelay(guarded(name, work), 1, 1, TimeUnit.SECONDS);
        return new Housekeeping(executor);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }

    private static Runnable guarded(String name, Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
                log.error("{} failed; it is tried again in a second", name, e);
            }
        };
    }
}
