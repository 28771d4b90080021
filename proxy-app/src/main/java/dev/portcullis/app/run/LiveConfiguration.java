package dev.portcullis.app.run;

import dev.portcullis.app.accesslog.AccessLog;
import dev.portcullis.app.accesslog.AccessLogTarget;
import dev.portcullis.app.admission.OriginAdmissions;
import dev.portcullis.app.banlog.BanFile;
import dev.portcullis.app.config.Configuration;
import dev.portcullis.app.metrics.Measurements;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.core.settings.SiteSettings;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.client.TrustedClients;
import dev.portcullis.rules.rule.PolicySettings;
import dev.portcullis.rules.rule.Rule;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The configuration in force, and the parts of the program that go by it.
 *
 * <p>Another one takes its place whole or not at all. First comes what can fail and leaves nothing behind when it does: the rules
 * are tried, the access log is opened, and the data path takes its settings, which it does whole or not at all. What follows
 * can't fail. In between, for some milliseconds, new sites are served by the old rules.
 */
final class LiveConfiguration implements Supplier<Configuration> {

    private final DataPath path;
    private final OriginAdmissions admissions;
    private final PolicyParts policy;
    private final Measurements metrics;
    private final AccessLog accessLog;
    private final BanFile banLog;
    private volatile Consumer<Configuration> listener = configuration -> {};
    private volatile Configuration current;

    LiveConfiguration(
            Configuration current,
            DataPath path,
            OriginAdmissions admissions,
            PolicyParts policy,
            Measurements metrics,
            AccessLog accessLog,
            BanFile banLog) {
        this.current = current;
        this.path = path;
        this.admissions = admissions;
        this.policy = policy;
        this.metrics = metrics;
        this.accessLog = accessLog;
        this.banLog = banLog;
    }

    /** Lets another part of the program know of each configuration that comes into force. It must not fail. */
    void tell(Consumer<Configuration> other) {
        listener = other;
    }

    /** The configuration in force. */
    @Override
    public Configuration get() {
        return current;
    }

    /**
     * Goes by another configuration from now on. Throws IOException, with a message for people, when that can't be done; then
     * everything is as it was. One call at a time.
     *
     * @param to with the event loops and the administrator's listener of the one in force
     */
    synchronized void take(Configuration to) throws IOException {
        policy.check(to.policy());
        AccessLogTarget target = target(to);
        OutputStream bans = bans(to, target);
        try {
            name(metrics, current, to);
            admissions.settings(to.admission());
            configure(to);
        } catch (IOException | RuntimeException e) {
            target.close();
            bans.close();
            admissions.settings(current.admission());
            admissions.retain(current.proxy().sites());
            name(metrics, current);
            throw e;
        }
        admissions.retain(to.proxy().sites());
        policy.reconfigure(to.policy());
        name(metrics, to);
        accessLog.writeTo(target);
        banLog.writeTo(bans);
        current = to;
        listener.accept(to);
        path.proxy().recheckConnections();
    }

    /** Lets another process get certificates, to which new connections come by now. */
    void yieldCertificates() {
        path.acme().close();
    }

    /** Opens the access log and the ban log again, under their names. Throws IOException, with a message for people, when that can't be done. */
    synchronized void reopenLogs() throws IOException {
        AccessLogTarget target = target(current);
        banLog.writeTo(bans(current, target));
        accessLog.writeTo(target);
    }

    /** Opens the ban log; closes {@code target} when that can't be done. */
    private static OutputStream bans(Configuration configuration, AccessLogTarget target) throws IOException {
        try {
            return BanFile.open(configuration.reporting().banLog());
        } catch (IOException e) {
            target.close();
            throw e;
        }
    }

    /** Opens the access log that a configuration wants. */
    static AccessLogTarget target(Configuration configuration) throws IOException {
        return AccessLogTarget.open(
                configuration.accessLog().file(), configuration.accessLog().format());
    }

    private void configure(Configuration to) throws IOException {
        try {
            path.configure(to, clients(to.policy(), policy));
        } catch (IOException e) {
            throw ListenFailure.of(e);
        }
    }

    /** Whom requests are charged to. */
    static TrustedClients clients(PolicySettings settings, PolicyParts policy) {
        return new TrustedClients(
                settings.trustedProxies(),
                settings.clients().ipv6Prefix(),
                policy.safety().proxies()::heard);
    }

    /** Makes room in the metrics for the names in these configurations, and for no others. */
    static void name(Measurements metrics, Configuration... configurations) {
        metrics.name(
                Stream.of(configurations)
                        .flatMap(each -> ruleNames(each.policy()))
                        .distinct()
                        .toList(),
                Stream.of(configurations)
                        .flatMap(each -> siteNames(each.proxy()).stream())
                        .distinct()
                        .toList());
    }

    private static Stream<String> ruleNames(PolicySettings policy) {
        return Stream.concat(policy.rules().stream().map(Rule::name), Stream.of(Ban.MANUAL));
    }

    private static List<String> siteNames(ProxySettings proxy) {
        return proxy.sites().all().stream().map(SiteSettings::name).toList();
    }
}
