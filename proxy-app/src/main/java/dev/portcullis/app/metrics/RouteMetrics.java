package dev.portcullis.app.metrics;

import dev.portcullis.core.observe.FinishedExchange;
import dev.portcullis.rules.api.Outcome;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * How long the requests of each route of each site took, as far as policy let them through: which pages are slow, and whether it is the
 * origin. A site learns at most {@link SiteRoutes#MOST} routes, and all together {@link #MOST}, however many paths clients invent; beside
 * them it has those that the configuration names. Of
 * a WebSocket, which lasts for hours, nothing is recorded.
 */
public final class RouteMetrics {

    /** How many routes there may be in all, beside {@link SiteRoutes#OTHER} of each site. */
    static final int MOST = 64;

    private static final int SWITCHING_PROTOCOLS = 101;

    private volatile Map<String, SiteRoutes> sites = Map.of();
    private volatile NamedRoutes named = new NamedRoutes(RouteSettings.NONE);
    private int left = MOST;

    /** Records the routes of these sites from now on; those of sites that stay go on. */
    synchronized void name(Collection<String> names) {
        Map<String, SiteRoutes> next = new LinkedHashMap<>();
        for (String name : names) {
            SiteRoutes before = sites.get(name);
            next.put(name, before == null ? new SiteRoutes(this::takePlace) : before);
        }
        sites = next;
        left = MOST - next.values().stream().mapToInt(SiteRoutes::learnt).sum();
    }

    /** Records by these named routes from now on, beside those that are learnt; those whose names stay go on. */
    public synchronized void name(RouteSettings settings) {
        named = new NamedRoutes(settings);
        sites.values().forEach(routes -> routes.keep(named.names()));
    }

    private synchronized boolean takePlace() {
        if (left <= 0) {
            return false;
        }
        left--;
        return true;
    }

    /** The routes of a site that has been named; they are the same as long as it is. */
    SiteRoutes of(String site) {
        return Objects.requireNonNull(sites.get(site));
    }

    /** Records an exchange of the site whose routes these are. */
    void record(SiteRoutes routes, FinishedExchange exchange) {
        if (isOf(exchange.outcome())) {
            routes.record(exchange, named.of(exchange.facts().path()));
        }
    }

    /** Receives the times of a route. */
    interface Receiver {
        void accept(String site, String route, RouteTimes times);
    }

    void forEach(Receiver receiver) {
        sites.forEach((site, routes) ->
                routes.forEach((route, times) -> receiver.accept(ExchangeMetrics.siteLabel(site), route, times)));
    }

    private static boolean isOf(Outcome outcome) {
        return outcome.status() != SWITCHING_PROTOCOLS
                && switch (outcome.ending()) {
                    case SERVED, SHED, CLIENT_GONE, ORIGIN_FAILED, ORIGIN_TIMEOUT, CUT_OFF -> true;
                    case REFUSED, ANSWERED, BAD_REQUEST -> false;
                };
    }
}
