package dev.portcullis.app.metrics;

import dev.portcullis.app.admission.AdmissionTotals;
import dev.portcullis.app.admission.OriginAdmission;
import dev.portcullis.core.observe.ConnectionRefusal;
import dev.portcullis.core.observe.OriginState;
import dev.portcullis.core.observe.ProxyGauges;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.engine.Collateral;
import dev.portcullis.rules.engine.RuleState;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * The page that Prometheus reads: every number the program has of itself. No label ever holds a client's address, a path or a
 * user agent.
 *
 * <p>The one class that knows the metrics library, whose Prometheus module of this kind ("simpleclient") is deprecated by
 * those who make it: to replace it, replace this class. The numbers of the process are the library's; Portcullis' own are
 * read from where they are counted when the page is asked for.
 */
@SuppressWarnings("deprecation")
public final class MetricsPage implements AutoCloseable {

    /** The media type of {@link #text}: Prometheus' text format. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final List<Family> families = new CopyOnWriteArrayList<>();

    /** A page with the numbers of the process. */
    public MetricsPage(String version) {
        List<MeterBinder> process = List.of(
                new JvmMemoryMetrics(),
                new JvmThreadMetrics(),
                collections,
                new ProcessorMetrics(),
                new FileDescriptorMetrics(),
                new UptimeMetrics());
        process.forEach(binder -> binder.bindTo(registry));
        registry.getPrometheusRegistry().register(new Collector() {
            @Override
            public List<MetricFamilySamples> collect() {
                return families.stream().map(Family::samples).toList();
            }
        });
        List<String> labels = List.of("version", "java");
        List<String> values = List.of(version, Runtime.version().toString());
        family(
                Kind.GAUGE,
                "portcullis_build_info",
                "Always 1; says the versions of Portcullis and of Java",
                out -> out.add("", labels, values, 1));
    }

    /** Adds what is counted of each exchange. */
    public void add(ExchangeMetrics exchanges) {
        histogram(
                "portcullis_http_request_duration_seconds",
                "From a request's head read to its response's last byte written",
                exchanges.request());
        histogram(
                "portcullis_origin_duration_seconds",
                "How long the origin was busy with a request; only requests that it saw",
                exchanges.origin());
        histogram(
                "portcullis_own_duration_seconds",
                "What Portcullis itself added before the first byte of the response",
                exchanges.own());
        List<String> ofRequests = List.of("site", "method", "code");
        family(
                Kind.COUNTER,
                "portcullis_http_requests_total",
                "Requests that ended, by site (-: the one without a name, _other: none), by method and by the status sent"
                        + " (none: no status was sent)",
                out -> exchanges.forEachRequestCount((site, method, code, count) ->
                        out.add("_total", ofRequests, List.of(site, method, code), count)));
        List<String> ruleAndAction = List.of("rule", "action");
        family(
                Kind.COUNTER,
                "portcullis_decisions_total",
                "Verdicts, by the rule that decided (-: none) and by action",
                out -> exchanges.forEachDecisionCount(
                        (rule, action, count) -> out.add("_total", ruleAndAction, List.of(rule, action), count)));
        List<String> ending = List.of("ending");
        family(Kind.COUNTER, "portcullis_endings_total", "Requests, by how they ended", out -> {
            for (Outcome.Ending each : Outcome.Ending.values()) {
                out.add("_total", ending, List.of(each.word()), exchanges.ended(each));
            }
        });
    }

    /** Adds what the data path holds. */
    public void add(ProxyGauges proxy) {
        gauge("portcullis_client_connections", "Connections of clients that are open", proxy::clientConnections);
        counter(
                "portcullis_client_connections_accepted_total",
                "Connections of clients that were accepted",
                proxy::acceptedConnections);
        addRefused(proxy);
        addServers(proxy::origins);
        gauge("portcullis_requests_active", "Requests under way", proxy::activeExchanges);
        List<String> state = List.of("state");
        family(
                Kind.GAUGE,
                "portcullis_origin_connections",
                "Connections to the origin: active ones serve a request or are being made, idle ones are kept for the next",
                out -> {
                    out.add("", state, List.of("active"), proxy.activeOriginConnections());
                    out.add("", state, List.of("idle"), proxy.idleOriginConnections());
                });
        counter(
                "portcullis_origin_connections_opened_total",
                "Connections to the origin that were made",
                proxy::openedOriginConnections);
        counter(
                "portcullis_retried_requests_total",
                "Requests sent a second time because a kept connection to the origin turned out to be closed",
                proxy::retriedRequests);
    }

    private void addRefused(ProxyGauges proxy) {
        List<String> reason = List.of("reason");
        family(
                Kind.COUNTER,
                "portcullis_refused_connections_total",
                "Connections of clients ended because of how they were used",
                out -> {
                    for (ConnectionRefusal each : ConnectionRefusal.values()) {
                        out.add("_total", reason, List.of(each.word()), proxy.refusedConnections(each));
                    }
                });
        counter(
                "portcullis_accept_pauses_total",
                "Times that no connections were accepted for a while: as many as there may be were open, or no file descriptors left",
                proxy::acceptPauses);
    }

    /** Adds how the servers of the sites stand. */
    private void addServers(Supplier<List<OriginState>> servers) {
        eachServer(
                "portcullis_origin_up", "Whether a server is taken for well", servers, server -> server.up() ? 1 : 0);
        eachServer(
                "portcullis_origin_active",
                "Requests that a server serves, of all sites",
                servers,
                OriginState::active);
    }

    private void eachServer(
            String name, String help, Supplier<List<OriginState>> servers, ToLongFunction<OriginState> value) {
        List<String> siteAndServer = List.of("site", "server");
        family(Kind.GAUGE, name, help, out -> {
            for (OriginState server : servers.get()) {
                String site = server.site().isEmpty() ? "-" : server.site();
                out.add("", siteAndServer, List.of(site, server.server()), value.applyAsLong(server));
            }
        });
    }

    /**
     * Adds admission to the origins.
     *
     * @param states how each stands
     * @param totals what all have counted
     */
    public void addAdmission(Supplier<List<OriginAdmission>> states, Supplier<AdmissionTotals> totals) {
        new AdmissionFamilies(this, states, totals).add();
    }

    /** Adds the bans in force: those that refuse, and those that are only watched. */
    public void addActiveBans(LongSupplier enforced, LongSupplier observed) {
        List<String> mode = List.of("mode");
        family(Kind.GAUGE, "portcullis_active_bans", "Bans in force; those in observe mode refuse nobody", out -> {
            out.add("", mode, List.of("enforce"), enforced.getAsLong());
            out.add("", mode, List.of("observe"), observed.getAsLong());
        });
    }

    /**
     * Adds how the state file is doing.
     *
     * @param kept whether bans are kept there now
     * @param unkept bans that took effect before they were
     */
    public void addState(BooleanSupplier kept, LongSupplier unkept) {
        gauge(
                "portcullis_state_kept",
                "Whether bans are kept in the state directory; if not, they end with the process",
                () -> kept.getAsBoolean() ? 1 : 0);
        counter(
                "portcullis_state_unkept_total",
                "Bans that took effect before they were on the disk, since it failed or was too slow",
                unkept);
    }

    /** Adds who was hit when rules last acted on groups. */
    public void addGroups(Supplier<List<RuleState>> rules) {
        String help = "Clients of the group that a rule last acted on, by whether they carried a session of the site's";
        List<String> labels = List.of("rule", "session");
        family(Kind.GAUGE, "portcullis_rule_group_clients", help, out -> rules.get()
                .forEach(state -> {
                    Collateral hit = state.collateral();
                    if (hit.clients() > 0) {
                        out.add("", labels, List.of(state.rule().name(), "yes"), hit.withSession());
                        out.add("", labels, List.of(state.rule().name(), "no"), hit.clients() - hit.withSession());
                    }
                }));
    }

    /** Adds what keeps mistakes from locking people out: rules stopped now, and ever; suspected proxies; learnt administrators. */
    public void addSafety(LongSupplier stopped, LongSupplier stops, LongSupplier proxies, LongSupplier admins) {
        gauge(
                "portcullis_stopped_rules",
                "Rules that only watch, for they were about to ban many of the clients",
                stopped);
        counter("portcullis_rule_stops_total", "Times that a rule was stopped for that", stops);
        gauge("portcullis_suspected_proxies", "Peers that forward for many and are not in trusted-proxies", proxies);
        gauge("portcullis_learned_admins", "Clients that learn-admins spares", admins);
    }

    /** Adds the clients that are remembered. */
    public void addTrackedClients(LongSupplier count) {
        gauge("portcullis_tracked_clients", "Clients whose requests are remembered for counting", count);
    }

    /**
     * Adds when the configuration was last read and what came of it.
     *
     * @param successful whether it came into force
     * @param epochMillis when it was
     */
    public void addReloads(BooleanSupplier successful, LongSupplier epochMillis) {
        gauge(
                "portcullis_config_last_reload_successful",
                "Whether the configuration came into force when it was last read",
                () -> successful.getAsBoolean() ? 1 : 0);
        family(
                Kind.GAUGE,
                "portcullis_config_last_reload_timestamp_seconds",
                "When the configuration was last read, whatever came of it",
                out -> out.add("", List.of(), List.of(), epochMillis.getAsLong() / 1e3));
    }

    /** Adds the lines that the access log lost. */
    public void addAccessLogDropped(LongSupplier count) {
        counter(
                "portcullis_access_log_dropped_total",
                "Lines of the access log lost because its writer could not keep up or could not write",
                count);
    }

    /** The page as it is now. */
    public String text() {
        return registry.scrape();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }

    private void gauge(String name, String help, LongSupplier value) {
        family(Kind.GAUGE, name, help, out -> out.add("", List.of(), List.of(), value.getAsLong()));
    }

    private void counter(String name, String help, LongSupplier value) {
        family(Kind.COUNTER, name, help, out -> out.add("_total", List.of(), List.of(), value.getAsLong()));
    }

    private void histogram(String name, String help, DurationHistogram histogram) {
        List<String> bound = List.of("le");
        family(Kind.HISTOGRAM, name, help, out -> {
            long[] counts = histogram.cumulative();
            for (int i = 0; i < counts.length; i++) {
                double le =
                        i < DurationHistogram.BOUNDS.length ? DurationHistogram.BOUNDS[i] : Double.POSITIVE_INFINITY;
                out.add("_bucket", bound, List.of(bound(le)), counts[i]);
            }
            out.add("_count", List.of(), List.of(), counts[counts.length - 1]);
            out.add("_sum", List.of(), List.of(), histogram.sumSeconds());
        });
    }

    /** Adds numbers that share a name and an explanation; {@code source} reads them when the page is asked for. */
    void family(Kind kind, String name, String help, Consumer<Samples> source) {
        families.add(new Family(kind, name, help, source));
    }

    /** Numbers that share a name and an explanation; {@code source} reads them when the page is asked for. */
    private record Family(Kind kind, String name, String help, Consumer<Samples> source) {

        Collector.MetricFamilySamples samples() {
            List<Sample> samples = new ArrayList<>();
            String stem = kind == Kind.COUNTER ? name.substring(0, name.length() - "_total".length()) : name;
            source.accept((suffix, labels, values, value) ->
                    samples.add(new Sample(stem + suffix, labels, values, value.doubleValue())));
            return new Collector.MetricFamilySamples(stem, Collector.Type.valueOf(kind.name()), help, samples);
        }
    }

    /** A bound of a histogram, as the text format writes it. */
    static String bound(double le) {
        return Collector.doubleToGoString(le);
    }

    /** What a number means; the names are those of the library. */
    enum Kind {
        GAUGE,
        COUNTER,
        HISTOGRAM
    }

    /** Takes the numbers of a family. */
    interface Samples {
        void add(String suffix, List<String> labels, List<String> values, Number value);
    }
}
