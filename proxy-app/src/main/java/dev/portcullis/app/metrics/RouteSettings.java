package dev.portcullis.app.metrics;

import java.util.List;

/**
 * The routes that the configuration names, in its order: a path is of the first that it matches.
 *
 * @param routes at most {@link #MOST}
 */
public record RouteSettings(List<Route> routes) {

    /** How many there may be. */
    public static final int MOST = 16;

    /** None is named. */
    public static final RouteSettings NONE = new RouteSettings(List.of());

    /** Copies the list. */
    public RouteSettings {
        routes = List.copyOf(routes);
    }

    /**
     * A route.
     *
     * @param name its label
     * @param paths globs of normalised paths
     */
    public record Route(String name, List<String> paths) {

        /** Copies the list. */
        public Route {
            paths = List.copyOf(paths);
        }
    }
}
