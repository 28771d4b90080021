package dev.portcullis.app.notify;

import dev.portcullis.app.notify.Sender.Desk;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A target's sender, and the one thread it sends on, which is there only while it is used. */
final class Worker {

    private static final Logger log = LoggerFactory.getLogger(Worker.class);
    private static final int MOST_TASKS = 4;
    private static final long IDLE_SECONDS = 30;

    private final Sender sender;
    private final ThreadPoolExecutor thread;

    Worker(TargetSettings target, Desk desk) {
        this.thread = thread(target.name());
        this.sender = new Sender(target, desk, thread);
    }

    private static ThreadPoolExecutor thread(String target) {
        ThreadPoolExecutor thread = new ThreadPoolExecutor(
                1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_TASKS), task -> {
                    Thread made = new Thread(task, "notify-" + target);
                    made.setDaemon(true);
                    return made;
                });
        thread.allowCoreThreadTimeOut(true);
        return thread;
    }

    Sender sender() {
        return sender;
    }

    /**
     * Sends what is left once more and then gives up, since the target is in the configuration no more; returns at once. Both take no longer than
     * the channel's half minute, after what is on its way.
     *
     * @param ended is told, by the target's thread, how many events and bans were not sent
     */
    void retire(LongConsumer ended) {
        try {
            thread.execute(() -> {
                sender.sendRest();
                ended.accept(sender.giveUp());
            });
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            ended.accept(sender.giveUp());
        }
        thread.shutdown();
    }

    /** Begins to send what is left, and takes no more. */
    void stop() {
        sender.flush();
        thread.shutdown();
    }

    /** Waits so long for what {@link #stop} or {@link #retire} began; then gives up. */
    void await(long nanos) {
        try {
            if (!thread.awaitTermination(nanos, TimeUnit.NANOSECONDS)) {
                log.warn("notifications: a target did not answer while the program stopped");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.shutdownNow();
        sender.giveUp();
    }
}
