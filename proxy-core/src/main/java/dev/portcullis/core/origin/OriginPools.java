package dev.portcullis.core.origin;

import dev.portcullis.core.settings.PoolSettings;
import dev.portcullis.rules.time.Ticker;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The connections of one event loop to all servers. Used on its event loop only. */
public final class OriginPools {

    private final OriginPool.Dialer dialer;
    private final Ticker ticker;
    private final OriginTotals totals;
    private final Map<Key, OriginPool> pools = new LinkedHashMap<>();

    private record Key(Origin origin, PoolSettings settings) {}

    /** No pools yet; connections are made by the dialer. */
    public OriginPools(OriginPool.Dialer dialer, Ticker ticker, OriginTotals totals) {
        this.dialer = dialer;
        this.ticker = ticker;
        this.totals = totals;
    }

    /** The pool of a server with these settings, the same as before if there was one. */
    public OriginPool of(Origin origin, PoolSettings settings) {
        return pools.computeIfAbsent(
                new Key(origin, settings), key -> new OriginPool(origin, settings, dialer, ticker, totals));
    }

    /** Lets go of all others: what serves a request there is closed after it. */
    public void retain(Set<OriginPool> wanted) {
        pools.values().removeIf(pool -> {
            boolean unwanted = !wanted.contains(pool);
            if (unwanted) {
                pool.retire();
            }
            return unwanted;
        });
    }

    /** Closes what has been idle for too long. */
    public void sweep(long now) {
        pools.values().forEach(pool -> pool.sweep(now));
    }

    /** Closes all that is idle. */
    public void closeIdle() {
        pools.values().forEach(OriginPool::closeIdle);
    }
}
