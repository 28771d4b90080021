package dev.portcullis.app.run;

import dev.portcullis.app.acme.AcmeCertificates;
import dev.portcullis.app.acme.AcmeState;
import dev.portcullis.app.admission.OriginAdmission;
import dev.portcullis.app.admission.OriginAdmissions;
import dev.portcullis.app.config.Configuration;
import dev.portcullis.app.notify.Notifier;
import dev.portcullis.app.notify.NotifyTime;
import dev.portcullis.app.notify.Observation;
import dev.portcullis.app.report.DurationText;
import dev.portcullis.app.report.ProgramVersion;
import dev.portcullis.app.report.StatusReport;
import dev.portcullis.app.tls.CertificateStore;
import dev.portcullis.core.observe.ProxyGauges;
import dev.portcullis.rules.api.AdmissionReport;
import dev.portcullis.rules.api.IpPrefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What is worth telling of the program as it runs, and who tells it. */
final class Notices implements AutoCloseable {

    private final ProxyGauges gauges;
    private final OriginAdmissions admissions;
    private final PolicyParts policy;
    private final KeptPolicy kept;
    private final Supplier<StatusReport.Loaded> loaded;
    private final Logs logs;
    private final Notifier notifier;
    private volatile Supplier<Observation.Certificates> certificates =
            () -> new Observation.Certificates(List.of(), List.of());
    private final long startedNanos;

    /**
     * Lines of logs that were lost.
     *
     * @param access of the access log
     * @param bans of the ban log
     */
    record Logs(LongSupplier access, LongSupplier bans) {}

    Notices(
            ProxyGauges gauges,
            OriginAdmissions admissions,
            PolicyParts policy,
            KeptPolicy kept,
            Supplier<StatusReport.Loaded> loaded,
            Logs logs) {
        this.gauges = gauges;
        this.admissions = admissions;
        this.policy = policy;
        this.kept = kept;
        this.loaded = loaded;
        this.logs = logs;
        this.startedNanos = policy.ticker().nanos();
        NotifyTime time = new NotifyTime(policy.ticker(), policy.time().clock());
        this.notifier = new Notifier(time, this::standing, this::wellBeing);
    }

    Notifier notifier() {
        return notifier;
    }

    /** Tells the targets of the configuration that the program has started, and what happens from now on. */
    void begin(Configuration configuration, boolean takesOver) {
        take(configuration);
        policy.bans().addListener(notifier);
        String name = "Portcullis " + ProgramVersion.get();
        notifier.started(takesOver ? "a new process, " + name + ", has taken over" : name + " has started");
    }

    /** Tells the targets of another configuration from now on. */
    void take(Configuration configuration) {
        notifier.configure(configuration.reporting().notifications());
    }

    /** Looks at these certificates from now on: the administrator is told of those that are about to end, and of those that don't come. */
    void watch(CertificateStore store, AcmeCertificates acme) {
        certificates = () -> new Observation.Certificates(
                store.states().stream()
                        .map(state -> new Observation.Certificate(state.name(), state.expires()))
                        .toList(),
                acme.states().stream()
                        .filter(AcmeState::lasts)
                        .map(state -> new Observation.Failing(
                                state.domain(), state.authority(), String.valueOf(state.problem())))
                        .toList());
    }

    /** What is wrong with what outlives the process and with who is to be told, a sentence for each. */
    List<String> problems() {
        List<String> problems = new ArrayList<>(kept.warnings());
        problems.addAll(notifier.problems());
        return problems;
    }

    /** Tells that the program stops, if no other process goes on. */
    void stopping(boolean goesOn) {
        notifier.stopping(goesOn ? null : "Portcullis stops, after " + uptime());
    }

    @Override
    public void close() {
        notifier.close();
    }

    private Observation standing() {
        StatusReport.Loaded reload = loaded.get();
        return new Observation(
                gauges.origins().stream()
                        .map(server -> new Observation.Server(server.site(), server.server(), server.up()))
                        .toList(),
                admissions.states().stream().map(Notices::site).toList(),
                policy.stoppedRules(),
                policy.suspectedProxies().stream().map(IpPrefix::toString).toList(),
                new Observation.Reload(reload.source(), reload.lastReload(), reload.lastReloadSuccessful()),
                new Observation.Losses(
                        kept.wanted() ? kept.problem() : null,
                        logs.access().getAsLong(),
                        logs.bans().getAsLong()),
                certificates.get());
    }

    private static Observation.Site site(OriginAdmission admission) {
        AdmissionReport report = admission.report();
        long shed = report.shed().values().stream().mapToLong(Long::longValue).sum();
        return new Observation.Site(
                admission.site(), report.pages().waiting() + report.files().waiting(), shed);
    }

    private String wellBeing() {
        List<String> problems = problems();
        return "Portcullis has run for " + uptime() + " and keeps " + policy.enforcedBans() + " bans; "
                + (problems.isEmpty() ? "nothing is wrong with it" : String.join("; ", problems));
    }

    private String uptime() {
        return DurationText.rough(Duration.ofNanos(policy.ticker().nanos() - startedNanos));
    }
}
