package dev.portcullis.core.origin;

import dev.portcullis.core.settings.PoolSettings;
import dev.portcullis.rules.time.Ticker;
import io.netty.channel.ChannelFuture;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to one server: those that serve a request, and those kept for the next, of which the one
 * used last is taken first. Used on its event loop only.
 */
public final class OriginPool {

    private static final long YOUNG_NANOS = Duration.ofSeconds(1).toNanos();

    private final Origin origin;
    private final PoolSettings settings;
    private final Dialer dialer;
    private final Ticker ticker;
    private final OriginTotals totals;
    private final boolean judges;
    private final ArrayDeque<OriginConnection> idle = new ArrayDeque<>();
    private boolean retired;

    /** Makes connections. */
    @FunctionalInterface
    public interface Dialer {

        /** Begins to connect to the pool's origin; the last handler of the channel is an {@link OriginConnection} of this pool. */
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
    OriginPool(Origin origin, PoolSettings settings, Dialer dialer, Ticker ticker, OriginTotals totals) {
        this(origin, settings, dialer, ticker, totals, true);
    }

    /** A pool whose connections keep nothing, and don't say of the server whether it is well: whoever uses them does. */
    static OriginPool ofChecks(Origin origin, Dialer dialer, Ticker ticker) {
        return new OriginPool(
                origin, new PoolSettings(0, Duration.ofSeconds(1)), dialer, ticker, new OriginTotals(), false);
    }

    private OriginPool(
            Origin origin, PoolSettings settings, Dialer dialer, Ticker ticker, OriginTotals totals, boolean judges) {
        this.origin = origin;
        this.settings = settings;
        this.dialer = dialer;
        this.ticker = ticker;
        this.totals = totals;
        this.judges = judges;
    }

    /** The server. */
    public Origin origin() {
        return origin;
    }

    /** Finds or makes a connection for a request of this method, whose response goes to {@code sink}. */
    void acquire(Choice choice, String method, OriginConnection.Sink sink, Waiter waiter) {
        OriginConnection kept = choice == Choice.NEW ? null : takeIdle(choice);
        totals.active.increment();
        origin.begin();
        if (kept != null) {
            kept.serve(sink, method);
            waiter.connected(kept);
            return;
        }
        totals.opened.increment();
        makeRoom();
        dialer.dial(this).addListener((ChannelFuture dialed) -> {
            if (dialed.isSuccess()) {
                OriginConnection made = dialed.channel().pipeline().get(OriginConnection.class);
                made.serve(sink, method);
                waiter.connected(made);
            } else {
                discard();
                unanswered("no connection: " + dialed.cause().getMessage());
                waiter.refused(dialed.cause());
            }
        });
    }

    /** A connection kept on another event loop must not occupy the worker that this one's request needs. */
    private void makeRoom() {
        while (judges && origin.open() > settings.maxIdle()) {
            OriginConnection oldest = origin.idle().takeOldest();
            if (oldest == null) {
                return;
            }
            oldest.close();
        }
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

    /** Keeps nothing any more: what serves a request is closed after it. */
    public void retire() {
        retired = true;
        closeIdle();
    }

    /** Keeps a connection that has served its request, unless the server has more connections than are to be kept. */
    void release(OriginConnection connection) {
        discard();
        if (retired || !connection.isOpen() || origin.open() >= settings.maxIdle()) {
            connection.close();
            return;
        }
        connection.setIdleSince(ticker.nanos());
        idle.addFirst(connection);
        origin.idle().add(connection);
        totals.idle.increment();
    }

    /** Notes that a connection serves no more, and is about to be closed. */
    void discard() {
        totals.active.decrement();
        origin.end();
    }

    /** Notes that a connection is idle no more. Returns false if another event loop has closed it. */
    boolean forget(OriginConnection connection) {
        if (idle.remove(connection)) {
            totals.idle.decrement();
        }
        return origin.idle().take(connection);
    }

    /** Notes that the server gave no answer. */
    void unanswered(String why) {
        if (judges) {
            origin.unanswered(ticker.nanos(), why);
        }
    }

    /** Notes that the server gave an answer. */
    void answered() {
        if (judges) {
            origin.answered();
        }
    }

    private @Nullable OriginConnection takeIdle(Choice choice) {
        OriginConnection last = idle.peekFirst();
        while (last != null) {
            if (choice == Choice.YOUNG && ticker.nanos() - last.idleSince() > YOUNG_NANOS) {
                return null;
            }
            if (forget(last) && last.isFresh(choice == Choice.YOUNG)) {
                return last;
            }
            last.close();
            last = idle.peekFirst();
        }
        return null;
    }
}
