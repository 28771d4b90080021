package dev.portcullis.core.server;

import dev.portcullis.core.origin.Origin;
import java.util.Collection;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks the names of servers up again every 30 seconds, on a thread of its own: a site may move. */
final class NameRefresh implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(NameRefresh.class);
    private static final int SECONDS = 30;

    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "portcullis-resolver");
        thread.setDaemon(true);
        return thread;
    });

    NameRefresh(Supplier<Collection<Origin>> origins) {
        executor.scheduleWithFixedDelay(() -> refresh(origins.get()), SECONDS, SECONDS, TimeUnit.SECONDS);
    }

    private static void refresh(Collection<Origin> origins) {
        try {
            origins.forEach(Origin::refreshAddress);
        } catch (RuntimeException e) {
            log.error("looking up the names of servers failed; it is tried again", e);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
