package dev.portcullis.app.metrics;

import dev.portcullis.rules.api.Outcome;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** What the metrics page says of the requests that are over. */
public final class ExchangeFamilies {

    private static final List<String> SITE = List.of("site");

    private final MetricsPage page;
    private final ExchangeMetrics exchanges;

    private ExchangeFamilies(MetricsPage page, ExchangeMetrics exchanges) {
        this.page = page;
        this.exchanges = exchanges;
    }

    /** Adds what is counted of each exchange to the page. */
    public static void add(MetricsPage page, ExchangeMetrics exchanges) {
        new ExchangeFamilies(page, exchanges).add();
    }

    private void add() {
        histogram(
                "portcullis_http_request_duration_seconds",
                "From a request's head read to its response's last byte written",
                SiteCounts::total);
        histogram(
                "portcullis_origin_duration_seconds",
                "How long the origin was busy with a request; only requests that it saw",
                SiteCounts::origin);
        histogram(
                "portcullis_own_duration_seconds",
                "What Portcullis itself added before the first byte of the response",
                SiteCounts::own);
        List<String> ofRequests = List.of("site", "method", "code");
        page.family(
                MetricsPage.Kind.COUNTER,
                "portcullis_http_requests_total",
                "Requests that ended, by site (-: the one without a name, _other: none), by method and by the status sent"
                        + " (none: no status was sent)",
                out -> exchanges.forEachSite((site, counts) -> counts.requests()
                        .forEach((method, code, count) ->
                                out.add("_total", ofRequests, List.of(site, method, code), count))));
        counter(
                "portcullis_http_request_body_bytes_total",
                "Bytes of the bodies of requests",
                SiteCounts::receivedBytes);
        counter("portcullis_http_response_body_bytes_total", "Bytes of the bodies of responses", SiteCounts::sentBytes);
        addVerdicts();
    }

    private void addVerdicts() {
        List<String> ruleAndAction = List.of("rule", "action");
        page.family(
                MetricsPage.Kind.COUNTER,
                "portcullis_decisions_total",
                "Verdicts, by the rule that decided (-: none) and by action",
                out -> exchanges.forEachDecisionCount(
                        (rule, action, count) -> out.add("_total", ruleAndAction, List.of(rule, action), count)));
        List<String> ending = List.of("ending");
        page.family(MetricsPage.Kind.COUNTER, "portcullis_endings_total", "Requests, by how they ended", out -> {
            for (Outcome.Ending each : Outcome.Ending.values()) {
                out.add("_total", ending, List.of(each.word()), exchanges.ended(each));
            }
        });
    }

    private void histogram(String name, String help, Function<SiteCounts, DurationHistogram> of) {
        page.family(
                MetricsPage.Kind.HISTOGRAM,
                name,
                help,
                out -> exchanges.forEachSite((site, counts) -> out.add(SITE, List.of(site), of.apply(counts))));
    }

    private void counter(String name, String help, ToLongFunction<SiteCounts> of) {
        page.family(
                MetricsPage.Kind.COUNTER,
                name,
                help,
                out -> exchanges.forEachSite(
                        (site, counts) -> out.add("_total", SITE, List.of(site), of.applyAsLong(counts))));
    }
}
