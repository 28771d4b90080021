package dev.portcullis.core.origin;

import dev.portcullis.core.origin.OriginPool.Choice;
import dev.portcullis.core.origin.OriginPool.Waiter;
import dev.portcullis.core.settings.OriginSettings.Balance;
import dev.portcullis.rules.time.Ticker;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The servers of one site, on one event loop: chooses one for each request. A server to which no connection can be made is
 * passed over for the next, since nothing of the request has been sent yet. When all are down one is tried all the same.
 * Used on its event loop only.
 */
public final class OriginGroup {

    private final List<OriginPool> pools;
    private final Balance balance;
    private final Ticker ticker;
    private int next;

    /** A group of at least one. */
    public OriginGroup(List<OriginPool> pools, Balance balance, Ticker ticker) {
        this.pools = List.copyOf(pools);
        this.balance = balance;
        this.ticker = ticker;
    }

    /**
     * Finds or makes a connection for a request.
     *
     * @param choice which kept connections will do
     * @param stick the {@link Origin#id} of the server that the visitor is to stay with, if it is up; empty for any
     * @param avoid the server that has just failed this request, if there is another; null for none
     * @param method the request's method
     * @param sink where the response goes
     * @param waiter hears of the connection
     */
    public void acquire(
            Choice choice,
            String stick,
            @Nullable Origin avoid,
            String method,
            OriginConnection.Sink sink,
            Waiter waiter) {
        if (pools.size() == 1) {
            pools.get(0).acquire(choice, method, sink, waiter);
        } else {
            new Attempt(choice, method, sink, waiter).begin(stick, avoid);
        }
    }

    /** Whether a request that one server failed may find another. */
    public boolean hasSeveral() {
        return pools.size() > 1;
    }

    private int choose(BitSet tried) {
        long now = ticker.nanos();
        int best = -1;
        int fewest = Integer.MAX_VALUE;
        for (int i = 0; i < pools.size() && fewest > 0; i++) {
            int index = (next + i) % pools.size();
            Origin origin = pools.get(index).origin();
            int load = balance == Balance.LEAST_CONNECTIONS ? origin.active() : 0;
            if (!tried.get(index) && load < fewest && origin.takes(now)) {
                best = index;
                fewest = load;
            }
        }
        if (best >= 0) {
            pools.get(best).origin().taken(now);
            next = (best + 1) % pools.size();
        }
        return best;
    }

    private int sticky(String stick) {
        if (!stick.isEmpty()) {
            for (int i = 0; i < pools.size(); i++) {
                Origin origin = pools.get(i).origin();
                if (origin.isUp() && origin.id().equals(stick)) {
                    return i;
                }
            }
        }
        return -1;
    }

    /** The search for a server that can be connected to. */
    private final class Attempt implements Waiter {

        private final Choice choice;
        private final String method;
        private final OriginConnection.Sink sink;
        private final Waiter waiter;
        private final BitSet tried = new BitSet();

        Attempt(Choice choice, String method, OriginConnection.Sink sink, Waiter waiter) {
            this.choice = choice;
            this.method = method;
            this.sink = sink;
            this.waiter = waiter;
        }

        void begin(String stick, @Nullable Origin avoid) {
            for (int i = 0; i < pools.size(); i++) {
                tried.set(i, pools.get(i).origin().equals(avoid));
            }
            int wanted = avoid == null ? sticky(stick) : -1;
            int chosen = wanted >= 0 ? wanted : choose(tried);
            if (chosen < 0) {
                chosen = next;
                next = (next + 1) % pools.size();
            }
            tryAt(chosen);
        }

        private void tryAt(int index) {
            tried.set(index);
            pools.get(index).acquire(choice, method, sink, this);
        }

        @Override
        public void connected(OriginConnection connection) {
            waiter.connected(connection);
        }

        @Override
        public void refused(Throwable cause) {
            int other = choose(tried);
            if (other < 0) {
                waiter.refused(cause);
            } else {
                tryAt(other);
            }
        }
    }
}
