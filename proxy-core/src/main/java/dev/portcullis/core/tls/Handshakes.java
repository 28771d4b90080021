package dev.portcullis.core.tls;

import dev.portcullis.core.accept.ClientConnections;
import dev.portcullis.core.exchange.Arrival;
import dev.portcullis.core.settings.TlsSettings;
import java.util.concurrent.atomic.AtomicInteger;

/** The handshakes that are under way, over all event loops, and how many there may be. Safe between threads. */
public final class Handshakes {

    private final HandshakeCounts ended = new HandshakeCounts();
    private final AtomicInteger all = new AtomicInteger();
    private final ClientConnections perClient = new ClientConnections();

    /** How many are under way. */
    public int underWay() {
        return all.get();
    }

    /** How many have ended so, since the start. */
    public long ended(HandshakeEnding how) {
        return ended.of(how);
    }

    /** Counts one that ended. */
    void add(HandshakeEnding how) {
        ended.add(how);
    }

    /** Counts one more of a client and returns true; or returns false, and counts nothing, when there are as many as there may be. */
    boolean enter(Arrival arrival, TlsSettings settings) {
        int before = all.getAndIncrement();
        int most = arrival.isExempt() ? 0 : settings.handshakesPerClient();
        if (settings.handshakes() > 0 && before >= settings.handshakes() || !perClient.enter(arrival.client(), most)) {
            all.decrementAndGet();
            return false;
        }
        return true;
    }

    /** Counts one less of a client. To be called exactly once for each {@link #enter} that returned true, with the same client. */
    void leave(Arrival arrival) {
        all.decrementAndGet();
        perClient.leave(arrival.client());
    }
}
