package dev.portcullis.core.accept;

import dev.portcullis.rules.api.IpPrefix;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many connections each client has open, over all event loops. A client without one takes no memory, so there are never
 * more entries than connections.
 *
 * <p>Safe between threads: only connections of clients whose entries lie in the same bin wait for each other, for as long as
 * an addition takes.
 */
public final class ClientConnections {

    private final ConcurrentHashMap<IpPrefix, Integer> open = new ConcurrentHashMap<>();

    /**
     * Counts one more connection of a client and returns true; or returns false, and counts nothing, if it has as many already.
     *
     * @param most how many it may have; 0 for no limit
     */
    public boolean enter(IpPrefix client, int most) {
        boolean[] entered = new boolean[1];
        open.compute(client, (key, count) -> {
            int before = count == null ? 0 : count;
            entered[0] = most == 0 || before < most;
            return entered[0] ? Integer.valueOf(before + 1) : count;
        });
        return entered[0];
    }

    /** Counts one less. To be called exactly once for each {@link #enter} that returned true. */
    public void leave(IpPrefix client) {
        open.computeIfPresent(client, (key, count) -> count == 1 ? null : Integer.valueOf(count - 1));
    }

    /** How many connections of this client are counted. */
    public int of(IpPrefix client) {
        return open.getOrDefault(client, 0);
    }

    /** How many clients have a connection that is counted. */
    int clients() {
        return open.size();
    }
}
