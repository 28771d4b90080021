package dev.portcullis.core.origin;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one server that wait for their next request, on all event loops, in the order in which they began to. Who takes
 * one out has it for itself: its event loop, for a request, or another one, to close it.
 *
 * <p>Of a server like Apache's prefork each occupies a whole worker, also for requests that come on other connections. Hence they are
 * counted together, and one event loop may close another's. Safe between threads.
 */
final class IdleConnections {

    private final ConcurrentLinkedDeque<OriginConnection> byAge = new ConcurrentLinkedDeque<>();
    private final AtomicInteger size = new AtomicInteger();

    int size() {
        return size.get();
    }

    void add(OriginConnection connection) {
        byAge.addLast(connection);
        size.incrementAndGet();
    }

    /** Takes this one out. Returns whether it was still there. */
    boolean take(OriginConnection connection) {
        boolean there = byAge.removeLastOccurrence(connection);
        if (there) {
            size.decrementAndGet();
        }
        return there;
    }

    /** Takes out the one that has waited for longest; null when there is none. */
    @Nullable
    OriginConnection takeOldest() {
        OriginConnection oldest = byAge.pollFirst();
        if (oldest != null) {
            size.decrementAndGet();
        }
        return oldest;
    }
}
