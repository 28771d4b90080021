package dev.portcullis.app.run;

import dev.portcullis.app.admission.OriginAdmission;
import dev.portcullis.app.admission.OriginAdmissions;
import dev.portcullis.app.report.Endpoint;
import dev.portcullis.app.report.ProgramVersion;
import dev.portcullis.app.report.RuleText;
import dev.portcullis.app.report.StatusReport;
import dev.portcullis.core.observe.OriginState;
import dev.portcullis.core.observe.ProxyGauges;
import dev.portcullis.core.server.ProxyServer;
import dev.portcullis.rules.api.AdmissionReport;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.engine.RuleState;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Tells how the program stands at the moment it is asked. It is made when the program starts to serve. */
final class StatusSource implements Supplier<StatusReport> {

    private final LiveConfiguration configuration;
    private final Supplier<StatusReport.Loaded> loaded;
    private final PolicyParts policy;
    private final Supplier<List<String>> problems;
    private final DataPath path;
    private final OriginAdmissions admissions;
    private final LongSupplier linesLost;
    private final Time time;
    private final Instant started;
    private final long startedNanos;

    StatusSource(
            LiveConfiguration configuration,
            Supplier<StatusReport.Loaded> loaded,
            PolicyParts policy,
            Supplier<List<String>> problems,
            DataPath path,
            OriginAdmissions admissions,
            LongSupplier linesLost) {
        this.configuration = configuration;
        this.loaded = loaded;
        this.policy = policy;
        this.problems = problems;
        this.path = path;
        this.admissions = admissions;
        this.linesLost = linesLost;
        this.time = policy.time();
        this.started = time.clock().now();
        this.startedNanos = time.ticker().nanos();
    }

    @Override
    public StatusReport get() {
        return new StatusReport(
                ProgramVersion.get(),
                started,
                Duration.ofNanos(time.ticker().nanos() - startedNanos),
                loaded.get(),
                path(),
                policy(),
                linesLost.getAsLong(),
                path.certificates().states().stream()
                        .map(state -> new StatusReport.CertificateReport(state.file(), state.hosts(), state.expires()))
                        .toList());
    }

    private StatusReport.Path path() {
        ProxyServer proxy = path.proxy();
        ProxyGauges gauges = proxy.gauges();
        return new StatusReport.Path(
                proxy.listeners().stream().map(Endpoint::text).toList(),
                sites(gauges.origins()),
                admissions.states().stream().map(StatusSource::admission).toList(),
                proxy.transport(),
                gauges.clientConnections(),
                gauges.activeExchanges(),
                gauges.activeOriginConnections(),
                gauges.idleOriginConnections());
    }

    private List<StatusReport.SiteReport> sites(List<OriginState> servers) {
        return configuration.get().proxy().sites().all().stream()
                .map(site -> new StatusReport.SiteReport(
                        site.name(),
                        site.hosts(),
                        servers.stream()
                                .filter(server -> server.site().equals(site.name()))
                                .map(StatusSource::server)
                                .toList()))
                .toList();
    }

    private static StatusReport.AdmissionState admission(OriginAdmission admission) {
        AdmissionReport report = admission.report();
        long shed = report.shed().values().stream().mapToLong(Long::longValue).sum();
        return new StatusReport.AdmissionState(admission.site(), lane(report.pages()), lane(report.files()), shed);
    }

    private static StatusReport.LaneState lane(AdmissionReport.Lane lane) {
        Integer limit = lane.limit() == OriginAdmission.NO_LIMIT ? null : lane.limit();
        return new StatusReport.LaneState(limit, lane.inFlight(), lane.waiting());
    }

    private static StatusReport.ServerReport server(OriginState server) {
        String address = server.server();
        return new StatusReport.ServerReport(
                address.startsWith("unix:") || address.startsWith("https:") ? address : "http://" + address,
                server.up(),
                server.active());
    }

    private StatusReport.Policy policy() {
        return new StatusReport.Policy(
                policy.settings().observe() ? "observe" : "enforce",
                policy.engine().trackedClients(),
                policy.enforcedBans(),
                policy.observedBans(),
                warnings(),
                policy.engine().rules().stream().map(StatusSource::rule).toList());
    }

    private List<String> warnings() {
        List<String> warnings = new ArrayList<>(problems.get());
        warnings.addAll(path.certificates().problems());
        warnings.addAll(path.acme().problems());
        for (InetSocketAddress address : path.proxy().awaited()) {
            warnings.add(
                    "HTTP/3 is not spoken on UDP " + Endpoint.text(address) + " yet: another process has that port");
        }
        for (String rule : policy.stoppedRules()) {
            warnings.add("rule " + rule + " is stopped: it was about to ban a large part of the clients");
        }
        for (IpPrefix peer : policy.suspectedProxies()) {
            warnings.add(peer + " forwards for many clients and is not in trusted-proxies: rules only watch it");
        }
        return warnings;
    }

    private static StatusReport.RuleReport rule(RuleState state) {
        return new StatusReport.RuleReport(
                state.rule().name(), RuleText.sentence(state.rule()), state.acted(), state.observed(), state.spared());
    }
}
