package dev.portcullis.app.metrics;

import dev.portcullis.core.observe.ConnectionRefusal;
import dev.portcullis.core.observe.OriginState;
import dev.portcullis.core.observe.ProxyGauges;
import java.util.List;
import java.util.function.ToLongFunction;

/** What the metrics page says of the data path: connections, the servers of the sites, event loops. */
public final class ProxyFamilies {

    private final MetricsPage page;
    private final ProxyGauges proxy;

    private ProxyFamilies(MetricsPage page, ProxyGauges proxy) {
        this.page = page;
        this.proxy = proxy;
    }

    /**
     * Adds what the data path holds to the page.
     *
     * @param lag how late the event loops were
     */
    public static void add(MetricsPage page, ProxyGauges proxy, DurationHistogram lag) {
        ProxyFamilies families = new ProxyFamilies(page, proxy);
        families.addClients();
        families.addOrigin();
        families.addServers();
        page.family(
                MetricsPage.Kind.HISTOGRAM,
                "portcullis_event_loop_lag_seconds",
                "How late an event loop came to what it had to do at a time, looked at four times a second on each",
                out -> out.add(List.of(), List.of(), lag));
    }

    private void addClients() {
        page.gauge("portcullis_client_connections", "Connections of clients that are open", proxy::clientConnections);
        page.counter(
                "portcullis_client_connections_accepted_total",
                "Connections of clients that were accepted",
                proxy::acceptedConnections);
        List<String> reason = List.of("reason");
        page.family(
                MetricsPage.Kind.COUNTER,
                "portcullis_refused_connections_total",
                "Connections of clients ended because of how they were used",
                out -> {
                    for (ConnectionRefusal each : ConnectionRefusal.values()) {
                        out.add("_total", reason, List.of(each.word()), proxy.refusedConnections(each));
                    }
                });
        page.counter(
                "portcullis_accept_pauses_total",
                "Times that no connections were accepted for a while: as many as there may be were open, or no file descriptors left",
                proxy::acceptPauses);
        page.gauge("portcullis_requests_active", "Requests under way", proxy::activeExchanges);
    }

    private void addOrigin() {
        List<String> state = List.of("state");
        page.family(
                MetricsPage.Kind.GAUGE,
                "portcullis_origin_connections",
                "Connections to the origin: active ones serve a request or are being made, idle ones are kept for the next",
                out -> {
                    out.add("", state, List.of("active"), proxy.activeOriginConnections());
                    out.add("", state, List.of("idle"), proxy.idleOriginConnections());
                });
        page.counter(
                "portcullis_origin_connections_opened_total",
                "Connections to the origin that were made",
                proxy::openedOriginConnections);
        page.counter(
                "portcullis_retried_requests_total",
                "Requests sent a second time because a kept connection to the origin turned out to be closed",
                proxy::retriedRequests);
    }

    private void addServers() {
        eachServer("portcullis_origin_up", "Whether a server is taken for well", server -> server.up() ? 1 : 0);
        eachServer("portcullis_origin_active", "Requests that a server serves, of all sites", OriginState::active);
    }

    private void eachServer(String name, String help, ToLongFunction<OriginState> value) {
        List<String> siteAndServer = List.of("site", "server");
        page.family(MetricsPage.Kind.GAUGE, name, help, out -> {
            for (OriginState server : proxy.origins()) {
                String site = ExchangeMetrics.siteLabel(server.site());
                out.add("", siteAndServer, List.of(site, server.server()), value.applyAsLong(server));
            }
        });
    }
}
