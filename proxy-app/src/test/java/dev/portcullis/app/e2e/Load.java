package dev.portcullis.app.e2e;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Visitors who ask for a page at a steady pace until they are stopped: one half of them on kept connections, the other on a new
 * one each time. Whatever is not answered with 200 is a failure; nothing is asked twice.
 */
final class Load implements AutoCloseable {

    private static final int VISITORS = 8;

    private final Supplier<Visitor> visitors;
    private final String target;
    private final long pauseNanos;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    private Load(Supplier<Visitor> visitors, String target, int perSecond) {
        this.visitors = visitors;
        this.target = target;
        this.pauseNanos = TimeUnit.SECONDS.toNanos(VISITORS) / perSecond;
    }

    /** Begins with so many requests a second. */
    static Load start(Supplier<Visitor> visitors, String target, int perSecond) {
        Load load = new Load(visitors, target, perSecond);
        for (int i = 0; i < VISITORS; i++) {
            boolean keeps = i % 2 == 0;
            Thread thread = new Thread(() -> load.visit(keeps), "visitor-" + i);
            thread.setDaemon(true);
            load.threads.add(thread);
            thread.start();
        }
        return load;
    }

    /** Requests that were answered with 200 so far. */
    int answered() {
        return answered.get();
    }

    /** What went wrong so far. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        end();
    }

    /** Lets the requests under way end, and asks no more. */
    void end() {
        over = true;
        for (Thread thread : threads) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(40));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }

    private void visit(boolean keeps) {
        try (Visitor visitor = visitors.get()) {
            long next = System.nanoTime();
            while (!over) {
                ask(visitor);
                if (!keeps) {
                    visitor.endConnection();
                }
                next += pauseNanos;
                LockSupport.parkNanos(next - System.nanoTime());
            }
        }
    }

    private void ask(Visitor visitor) {
        try {
            Visitor.Page page = visitor.get(target);
            if (page.status() == 200) {
                answered.incrementAndGet();
            } else {
                failures.add(
                        page.status() + " " + page.text().lines().findFirst().orElse(""));
            }
        } catch (IOException e) {
            failures.add(e.toString());
            visitor.endConnection();
        }
    }
}
