package dev.portcullis.app.metrics;

import dev.portcullis.core.observe.ExchangeListener;
import dev.portcullis.core.observe.FinishedExchange;
import java.util.Collection;

/** All that is counted by the names of rules and sites: exchanges, bans and routes. */
public final class Measurements implements ExchangeListener {

    private final RouteMetrics routes = new RouteMetrics();
    private final ExchangeMetrics exchanges = new ExchangeMetrics(routes);
    private final BanMetrics bans = new BanMetrics();

    /**
     * Counts by these names from now on; the counts of names that stay go on.
     *
     * @param rules the names of the rules
     * @param sites the names of the sites, the empty one among them if there is a site without a name
     */
    public void name(Collection<String> rules, Collection<String> sites) {
        exchanges.name(rules, sites);
        bans.name(rules);
    }

    @Override
    public void ended(FinishedExchange exchange) {
        exchanges.ended(exchange);
    }

    /** What is counted of each exchange. */
    public ExchangeMetrics exchanges() {
        return exchanges;
    }

    /** What is counted of bans. */
    public BanMetrics bans() {
        return bans;
    }

    /** What is counted of routes. */
    public RouteMetrics routes() {
        return routes;
    }
}
