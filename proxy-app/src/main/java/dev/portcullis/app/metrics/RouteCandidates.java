package dev.portcullis.app.metrics;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the routes on which the origin spends most of its time, in a fixed amount of memory: 64 candidates, however many paths are asked for.
 * Used by one thread at a time.
 *
 * <p>The algorithm is Space-Saving (Metwally, Agrawal and El Abbadi, 2005) with the origin's time as the weight. A route that is no
 * candidate takes the place of the one with the least time, and that time with it, as what it may have had before: {@code inherited}. What is
 * certain is the rest, and only that makes a route learnt. So no number of different paths, each asked for once, makes one of them a
 * route; and a route with more than a 64th of all the time stays a candidate once it is one.
 */
final class RouteCandidates {

    private static final int MOST = 64;

    private final @Nullable String[] routes = new @Nullable String[MOST];
    private final long[] spent = new long[MOST];
    private final long[] inherited = new long[MOST];
    private final int[] requests = new int[MOST];
    private final long enoughNanos;
    private final int enoughRequests;

    /** A route is learnt when it is certain that the origin has served so many requests of it and spent so long on them. */
    RouteCandidates(long enoughNanos, int enoughRequests) {
        this.enoughNanos = enoughNanos;
        this.enoughRequests = enoughRequests;
    }

    /**
     * Counts a request that the origin has served.
     *
     * @param path the path, whose first {@code end} characters are its route
     * @return the route, if it is learnt by this; it is no candidate any more then
     */
    @Nullable
    String add(String path, int end, long originNanos) {
        int place = place(path, end);
        String route = routes[place];
        if (route == null || route.length() != end || !path.startsWith(route)) {
            route = path.substring(0, end);
            routes[place] = route;
            inherited[place] = spent[place];
            requests[place] = 0;
        }
        spent[place] += originNanos;
        requests[place]++;
        if (requests[place] < enoughRequests || spent[place] - inherited[place] < enoughNanos) {
            return null;
        }
        routes[place] = null;
        spent[place] = 0;
        return route;
    }

    /** Where the route is, or is to be: in a free place, or in that of the one with the least time. */
    private int place(String path, int end) {
        int least = 0;
        for (int i = 0; i < MOST; i++) {
            String route = routes[i];
            if (route != null && route.length() == end && path.startsWith(route)) {
                return i;
            }
            if (spent[i] < spent[least]) {
                least = i;
            }
        }
        return least;
    }

    /** Forgets them all. */
    void clear() {
        Arrays.fill(routes, null);
        Arrays.fill(spent, 0);
    }
}
