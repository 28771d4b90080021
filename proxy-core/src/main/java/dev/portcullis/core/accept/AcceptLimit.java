package dev.portcullis.core.accept;

import dev.portcullis.rules.time.Ticker;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many connections of clients may be open, over all listeners and event loops. While there are as many, the listeners accept
 * no more: further ones wait in the system's queue, and what is open goes on.
 *
 * <p>Safe between threads, without a lock. A listener may take up to 16 more than there may be, where the system hands over
 * several at once; {@link FileDescriptors} leaves room for them.
 */
public final class AcceptLimit {

    private static final Logger log = LoggerFactory.getLogger(AcceptLimit.class);
    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

    private final Ticker ticker;
    private final AtomicInteger open = new AtomicInteger();
    private final Set<AcceptGate> gates = ConcurrentHashMap.newKeySet();
    private final LongAdder pauses = new LongAdder();
    private final AtomicLong toldFullAt;
    private final AtomicLong toldFailedAt;
    private volatile int most = Integer.MAX_VALUE;

    /** No connections yet, and no limit. */
    public AcceptLimit(Ticker ticker) {
        this.ticker = ticker;
        this.toldFullAt = new AtomicLong(ticker.nanos() - QUIET_NANOS);
        this.toldFailedAt = new AtomicLong(ticker.nanos() - QUIET_NANOS);
    }

    /**
     * Lets so many be open from now on.
     *
     * @param connections 0 for as many as the file descriptors allow
     */
    public void allow(int connections) {
        int possible = FileDescriptors.connections();
        most = connections == 0 ? possible : connections;
        if (connections > possible) {
            log.warn(
                    "{} connections are to be accepted, but the file descriptors that the system grants are enough for {}",
                    connections,
                    possible);
        }
        wakeGates();
    }

    /** How many are open. */
    public int open() {
        return open.get();
    }

    /** How often accepting paused. */
    public long pauses() {
        return pauses.sum();
    }

    /** Whether no more are to be taken just now. */
    public boolean isFull() {
        return open.get() >= most;
    }

    /** Counts a connection until it closes. */
    public void opened(Channel connection) {
        open.incrementAndGet();
        connection.closeFuture().addListener(closed -> {
            if (open.decrementAndGet() < most) {
                wakeGates();
            }
        });
    }

    void add(AcceptGate gate) {
        gates.add(gate);
    }

    void remove(AcceptGate gate) {
        gates.remove(gate);
    }

    void pausedFull() {
        pauses.increment();
        if (mayTell(toldFullAt)) {
            log.warn("{} connections are open, as many as there may be: others wait until one closes", open.get());
        }
    }

    void pausedFailed(Throwable cause) {
        pauses.increment();
        if (mayTell(toldFailedAt)) {
            log.error("accepting a connection failed; {} are open: {}", open.get(), cause.getMessage());
        }
    }

    private void wakeGates() {
        gates.forEach(AcceptGate::roomMade);
    }

    /** Once a minute. */
    private boolean mayTell(AtomicLong toldAt) {
        long now = ticker.nanos();
        long last = toldAt.get();
        return now - last >= QUIET_NANOS && toldAt.compareAndSet(last, now);
    }
}
