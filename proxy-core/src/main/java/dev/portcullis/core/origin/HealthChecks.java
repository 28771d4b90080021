package dev.portcullis.core.origin;

import dev.portcullis.rules.time.Ticker;
import java.util.LinkedHashMap;
import java.util.Map;

/** The checks of all servers that are to be asked. Used on one event loop only. */
public final class HealthChecks {

    private final OriginPool.Dialer dialer;
    private final Ticker ticker;
    private final Map<Origin, HealthCheck> checks = new LinkedHashMap<>();

    /** No checks yet; connections are made by the dialer. */
    public HealthChecks(OriginPool.Dialer dialer, Ticker ticker) {
        this.dialer = dialer;
        this.ticker = ticker;
    }

    /** Checks these servers from now on, as far as they are to be asked, and no others. */
    public void configure(Origins origins) {
        checks.values().removeIf(check -> {
            boolean unwanted = !origins.all().contains(check.origin());
            if (unwanted) {
                check.close();
            }
            return unwanted;
        });
        for (Origin origin : origins.all()) {
            if (!origin.health().path().isEmpty()) {
                checks.computeIfAbsent(origin, added -> new HealthCheck(added, dialer, ticker));
            }
        }
    }

    /** Asks whom it is time to ask. */
    public void sweep(long now) {
        checks.values().forEach(check -> check.sweep(now));
    }

    /** Gives up what is under way. */
    public void close() {
        checks.values().forEach(HealthCheck::close);
        checks.clear();
    }
}
