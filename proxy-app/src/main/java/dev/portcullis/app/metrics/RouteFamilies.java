package dev.portcullis.app.metrics;

import java.util.List;
import java.util.function.Function;

/** What the metrics page says of the routes of each site. */
public final class RouteFamilies {

    private static final List<String> SITE_AND_ROUTE = List.of("site", "route");

    private RouteFamilies() {}

    /** Adds the times of routes to the page. */
    public static void add(MetricsPage page, RouteMetrics routes) {
        histogram(
                page,
                routes,
                "portcullis_route_duration_seconds",
                "From head read to last byte written, by route: the first part of a path on which the origin spent much time",
                RouteTimes::total);
        histogram(
                page,
                routes,
                "portcullis_route_origin_duration_seconds",
                "How long the origin was busy with a request, by route",
                RouteTimes::origin);
        page.family(
                MetricsPage.Kind.COUNTER,
                "portcullis_route_wait_seconds_total",
                "How long requests waited for the origin, by route",
                out -> routes.forEach((site, route, times) ->
                        out.add("_total", SITE_AND_ROUTE, List.of(site, route), times.waitedSeconds())));
    }

    private static void histogram(
            MetricsPage page,
            RouteMetrics routes,
            String name,
            String help,
            Function<RouteTimes, DurationHistogram> of) {
        page.family(
                MetricsPage.Kind.HISTOGRAM,
                name,
                help,
                out -> routes.forEach(
                        (site, route, times) -> out.add(SITE_AND_ROUTE, List.of(site, route), of.apply(times))));
    }
}
