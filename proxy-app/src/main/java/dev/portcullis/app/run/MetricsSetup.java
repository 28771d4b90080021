package dev.portcullis.app.run;

import dev.portcullis.app.accesslog.AccessLog;
import dev.portcullis.app.admission.OriginAdmissions;
import dev.portcullis.app.banlog.BanFile;
import dev.portcullis.app.metrics.AcmeFamilies;
import dev.portcullis.app.metrics.AdmissionFamilies;
import dev.portcullis.app.metrics.DurationHistogram;
import dev.portcullis.app.metrics.ExchangeFamilies;
import dev.portcullis.app.metrics.Measurements;
import dev.portcullis.app.metrics.MetricsPage;
import dev.portcullis.app.metrics.PolicyFamilies;
import dev.portcullis.app.metrics.ProgramFamilies;
import dev.portcullis.app.metrics.ProxyFamilies;
import dev.portcullis.app.metrics.RouteFamilies;
import dev.portcullis.app.metrics.TlsFamilies;
import dev.portcullis.app.notify.Notifier;
import dev.portcullis.core.server.ProxyServer;

/** Joins the page that Prometheus reads to all that it tells of. What is added here stands in docs/metrics.md, or a test fails. */
final class MetricsSetup {

    private final MetricsPage page;
    private final Measurements measured;

    MetricsSetup(MetricsPage page, Measurements measured) {
        this.page = page;
        this.measured = measured;
    }

    /** Adds requests, routes, connections and admission. */
    void addDataPath(ProxyServer proxy, OriginAdmissions admissions) {
        DurationHistogram lag = DurationHistogram.ofOwnTime();
        proxy.tellLag(lag::record);
        ExchangeFamilies.add(page, measured.exchanges());
        RouteFamilies.add(page, measured.routes());
        ProxyFamilies.add(page, proxy.gauges(), lag);
        AdmissionFamilies.add(page, admissions::states, admissions::totals);
    }

    /** Adds certificates and handshakes. */
    void addTls(DataPath path) {
        TlsFamilies.add(page, path.certificates(), path.proxy().handshakes());
        AcmeFamilies.add(page, path.acme());
    }

    /** Adds bans, rules and what is remembered. */
    void addPolicy(PolicyParts policy) {
        PolicyFamilies families = new PolicyFamilies(page);
        families.addBans(measured.bans(), policy::forEachBan);
        families.addRules(policy.engine()::rules);
        families.addSafety(
                () -> policy.stoppedRules().size(),
                () -> policy.safety().breaker().trips(),
                () -> policy.suspectedProxies().size(),
                () -> policy.safety().admins().all().size());
        families.addTrackedClients(policy.engine()::trackedClients);
        families.addCaches(policy.engine()::caches);
    }

    /** Adds the state file, if there is to be one, the configuration, the logs and notifications. */
    void addProgram(KeptPolicy kept, Reloader reloader, AccessLog accessLog, BanFile banLog, Notifier notifier) {
        ProgramFamilies families = new ProgramFamilies(page);
        if (kept.wanted()) {
            families.addState(() -> kept.problem() == null, kept::unkept);
        }
        families.addAccessLogDropped(accessLog::dropped);
        families.addBanLogDropped(banLog::dropped);
        families.addNotifications(notifier::counts);
        families.addReloads(
                () -> reloader.state().lastReloadSuccessful(),
                () -> reloader.state().lastReload().toEpochMilli());
    }
}
