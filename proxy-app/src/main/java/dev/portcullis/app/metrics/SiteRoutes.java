package dev.portcullis.app.metrics;

import dev.portcullis.core.observe.FinishedExchange;
import dev.portcullis.rules.api.Outcome;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one site, which are learnt: a route is the first part of a path ({@code /forum} of {@code /forum/topic-1}, {@code
 * /index.php}, or {@code /} alone) on which the origin has spent {@link #ENOUGH} over {@link #ENOUGH_REQUESTS} requests that it served well. All
 * other requests are of the route {@link #OTHER}. There are {@link #MOST} at most, and what is learnt stays, as a counter must. Safe
 * between threads.
 *
 * <p>Paths that are not on the site don't make routes, for it answers them with 404, nor do parts of more than {@value #LONGEST} characters
 * or of others than letters, digits and {@code . _ ~ -}. To find the route of a path costs a hash of its first part and makes nothing.
 */
final class SiteRoutes {

    /** How many routes a site may have, beside {@link #OTHER}. */
    static final int MOST = 16;

    /** The route of what is of no route that was learnt. */
    static final String OTHER = "_other";

    static final Duration ENOUGH = Duration.ofSeconds(2);
    static final int ENOUGH_REQUESTS = 20;

    private static final int LONGEST = 40;
    private static final int TABLE = 4 * MOST; // a power of two, and never more than a quarter full

    private final RouteTimes others = new RouteTimes();
    private final ConcurrentMap<String, RouteTimes> named = new ConcurrentHashMap<>();
    private final RouteCandidates candidates = new RouteCandidates(ENOUGH.toNanos(), ENOUGH_REQUESTS);
    private final BooleanSupplier room;
    private volatile @Nullable Route[] table = new @Nullable Route[TABLE];
    private volatile int learnt;

    private record Route(String path, RouteTimes times) {}

    /** Knows no route yet; takes a place for each that it learns from {@code room}, which says whether there was one. */
    SiteRoutes(BooleanSupplier room) {
        this.room = room;
    }

    /**
     * Records an exchange.
     *
     * @param name of the route that the configuration has for it; null when it has none
     */
    void record(FinishedExchange exchange, @Nullable String name) {
        if (name != null) {
            RouteTimes times = named.get(name);
            (times == null ? named.computeIfAbsent(name, first -> new RouteTimes()) : times).record(exchange);
            return;
        }
        String path = exchange.facts().path();
        int end = end(path);
        RouteTimes times = end == 0 ? null : find(path, end);
        if (times == null) {
            others.record(exchange);
            if (end > 0 && learnt < MOST && servedWell(exchange.outcome())) {
                consider(path, end, exchange.outcome().originNanos());
            }
        } else {
            times.record(exchange);
        }
    }

    /** Forgets the named routes but these. */
    void keep(Collection<String> names) {
        named.keySet().retainAll(names);
    }

    /** How many were learnt. */
    int learnt() {
        return learnt;
    }

    /** The times of each route, {@link #OTHER} first. */
    void forEach(BiConsumer<String, RouteTimes> receiver) {
        receiver.accept(OTHER, others);
        new TreeMap<>(named).forEach(receiver);
        for (Route route : table) {
            if (route != null) {
                receiver.accept(route.path(), route.times());
            }
        }
    }

    /** Where the first part of the path ends; 0 when it can be no route. */
    private static int end(String path) {
        if (path.isEmpty() || path.charAt(0) != '/') {
            return 0;
        }
        int end = 1;
        while (end < path.length() && path.charAt(end) != '/') {
            if (end > LONGEST || !isPlain(path.charAt(end))) {
                return 0;
            }
            end++;
        }
        return end;
    }

    private static boolean isPlain(char c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }

    private @Nullable RouteTimes find(String path, int end) {
        @Nullable Route[] now = table;
        for (int i = hash(path, end); ; i = i + 1 & TABLE - 1) {
            Route route = now[i];
            if (route == null) {
                return null;
            }
            if (route.path().length() == end && path.startsWith(route.path())) {
                return route.times();
            }
        }
    }

    private static int hash(String path, int end) {
        int hash = 0;
        for (int i = 1; i < end; i++) {
            hash = 31 * hash + path.charAt(i);
        }
        return (hash ^ hash >>> 8) & TABLE - 1;
    }

    private static boolean servedWell(Outcome outcome) {
        return outcome.statusIsOrigins() && outcome.status() < 400;
    }

    private synchronized void consider(String path, int end, long originNanos) {
        if (learnt == MOST || find(path, end) != null) {
            return; // learnt meanwhile
        }
        String found = candidates.add(path, end, originNanos);
        if (found == null || !room.getAsBoolean()) {
            return;
        }
        @Nullable Route[] next = Arrays.copyOf(table, TABLE);
        int i = hash(found, found.length());
        while (next[i] != null) {
            i = i + 1 & TABLE - 1;
        }
        next[i] = new Route(found, new RouteTimes());
        table = next;
        learnt++;
        if (learnt == MOST) {
            candidates.clear();
        }
    }
}
