package dev.portcullis.core.origin;

import dev.portcullis.core.settings.PoolSettings;
import dev.portcullis.rules.time.Ticker;
import io.netty.channel.ChannelFuture;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to the origin: those that serve a request, and those kept for the next, of which the one
 * used last is taken first. Used on its event loop only; the totals may be read from anywhere.
 */
public final class OriginPool {

    private static final long YOUNG_NANOS = Duration.ofSeconds(1).toNanos();

    private final PoolSettings settings;
    private final Dialer dialer;
    private final Ticker ticker;
    private final ArrayDeque<OriginConnection> idle = new ArrayDeque<>();

    private final LongAdder idleTotal = new LongAdder();
    private final LongAdder activeTotal = new LongAdder();
    private final LongAdder openedTotal = new LongAdder();

    /** Makes connections. */
    @FunctionalInterface
    public interface Dialer {

        /** Begins to connect to the origin; the last handler of the channel is an {@link OriginConnection} of this pool. */
        ChannelFuture dial(OriginPool pool);
    }

    /** Waits for a connection. Exactly one of the methods is called, once. */
    public interface Waiter {

        /** Here is one, to be given a request now. */
        void connected(OriginConnection connection);

        /** None can be made. */
        void refused(Throwable cause);
    }

    /** Which kept connections will do. */
    public enum Choice {
        /** Any: should it turn out to be closed, the request is sent again. */
        ANY,
        /** One that was used within the last second: the request must not be sent twice. */
        YOUNG,
        /** None: a new one is made. */
        NEW
    }

    /** A pool without connections. */
    public OriginPool(PoolSettings settings, Dialer dialer, Ticker ticker) {
        this.settings = settings;
        this.dialer = dialer;
        this.ticker = ticker;
    }

    /** Finds or makes a connection for a request of this method, whose response goes to {@code sink}. */
    public void acquire(Choice choice, String method, OriginConnection.Sink sink, Waiter waiter) {
        OriginConnection kept = choice == Choice.NEW ? null : takeIdle(choice);
        activeTotal.increment();
        if (kept != null) {
            kept.serve(sink, method);
            waiter.connected(kept);
            return;
        }
        openedTotal.increment();
        dialer.dial(this).addListener((ChannelFuture dialed) -> {
            if (dialed.isSuccess()) {
                OriginConnection made = dialed.channel().pipeline().get(OriginConnection.class);
                made.serve(sink, method);
                waiter.connected(made);
            } else {
                activeTotal.decrement();
                waiter.refused(dialed.cause());
            }
        });
    }

    /** Closes what has been idle for too long. */
    public void sweep(long now) {
        OriginConnection oldest = idle.peekLast();
        while (oldest != null && now - oldest.idleSince() >= settings.idle().toNanos()) {
            forget(oldest);
            oldest.close();
            oldest = idle.peekLast();
        }
    }

    /** Closes all that is idle. */
    public void closeIdle() {
        OriginConnection next = idle.peekFirst();
        while (next != null) {
            forget(next);
            next.close();
            next = idle.peekFirst();
        }
    }

    /** Connections kept for the next request. */
    public long idleCount() {
        return idleTotal.sum();
    }

    /** Connections that serve a request, or are being made. */
    public long activeCount() {
        return activeTotal.sum();
    }

    /** Connections begun since the start. */
    public long openedCount() {
        return openedTotal.sum();
    }

    /** Keeps a connection that has served its request. */
    void release(OriginConnection connection) {
        activeTotal.decrement();
        if (!connection.isOpen() || idle.size() >= settings.maxIdle()) {
            connection.close();
            return;
        }
        connection.setIdleSince(ticker.nanos());
        idle.addFirst(connection);
        idleTotal.increment();
    }

    /** Notes that a connection serves no more, and is about to be closed. */
    void discard() {
        activeTotal.decrement();
    }

    /** Notes that an idle connection has closed. */
    void forget(OriginConnection connection) {
        if (idle.remove(connection)) {
            idleTotal.decrement();
        }
    }

    private @Nullable OriginConnection takeIdle(Choice choice) {
        OriginConnection last = idle.peekFirst();
        while (last != null) {
            if (choice == Choice.YOUNG && ticker.nanos() - last.idleSince() > YOUNG_NANOS) {
                return null;
            }
            forget(last);
            if (last.isOpen()) {
                return last;
            }
            last = idle.peekFirst();
        }
        return null;
    }
}
