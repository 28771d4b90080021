package dev.portcullis.app.run;

import dev.portcullis.app.accesslog.AccessLog;
import dev.portcullis.app.admin.AdminServer;
import dev.portcullis.app.admin.Operator;
import dev.portcullis.app.config.Configuration;
import dev.portcullis.app.metrics.ExchangeMetrics;
import dev.portcullis.app.metrics.MetricsPage;
import dev.portcullis.app.report.Endpoint;
import dev.portcullis.app.report.ProgramVersion;
import dev.portcullis.core.observe.ExchangeListener;
import dev.portcullis.core.server.ProxyServer;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.core.settings.SiteSettings;
import dev.portcullis.rules.admission.AdmissionSettings;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.client.TrustedClients;
import dev.portcullis.rules.rule.PolicySettings;
import dev.portcullis.rules.rule.Rule;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole program, running: everything is joined here, started in order and stopped in the opposite one. */
public final class Portcullis implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Portcullis.class);

    private final Configuration configuration;
    private final ProxyServer proxy;
    private final AdminServer admin;
    private final LiveOperator operator;
    private final Opened opened;

    private Portcullis(
            Configuration configuration, ProxyServer proxy, AdminServer admin, LiveOperator operator, Opened opened) {
        this.configuration = configuration;
        this.proxy = proxy;
        this.admin = admin;
        this.operator = operator;
        this.opened = opened;
    }

    /**
     * Starts everything. Throws IOException, with a message of one line for people, when something can't be opened; then
     * nothing is left open.
     */
    public static Portcullis start(Configuration configuration, Time time) throws IOException {
        Opened opened = new Opened();
        try {
            return start(configuration, time, opened);
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private static Portcullis start(Configuration configuration, Time time, Opened opened) throws IOException {
        PolicyParts policy = PolicyParts.of(configuration.policy(), time);
        ExchangeMetrics exchanges =
                new ExchangeMetrics(ruleNames(configuration.policy()), siteNames(configuration.proxy()));
        AccessLog accessLog = openAccessLog(configuration.accessLog().file(), time, opened);
        LongSupplier linesLost = accessLog == null ? () -> 0 : accessLog::dropped;
        ProxyServer proxy = startProxy(configuration, policy, observers(exchanges, accessLog), time);
        opened.add(proxy::stop);
        policy.bans().addListener(new BanLog());
        policy.bans().addListener(new ConnectionCutter(proxy));
        MetricsPage page = opened.add(new MetricsPage(ProgramVersion.get()));
        page.add(exchanges);
        page.add(proxy.gauges());
        page.addActiveBans(policy::enforcedBans, policy::observedBans);
        page.addTrackedClients(policy.engine()::trackedClients);
        page.addAccessLogDropped(linesLost);
        StatusSource status = new StatusSource(configuration, policy, proxy, linesLost, time);
        LiveOperator operator = new LiveOperator(policy, page, status);
        AdminServer admin = opened.add(startAdmin(configuration.admin().listen(), operator));
        opened.add(Housekeeping.start(policy::expireBans));
        opened.add(proxy::stop); // once more, to be the first: the administrator can watch requests being finished
        return new Portcullis(configuration, proxy, admin, operator, opened);
    }

    /** What it was started with. */
    public Configuration configuration() {
        return configuration;
    }

    /** Where clients connect, with the ports the system chose. */
    public List<InetSocketAddress> addresses() {
        return proxy.addresses();
    }

    /** Where the administrator connects, with the port the system chose. */
    public InetSocketAddress adminAddress() {
        return admin.address();
    }

    /** The name of the transport in use. */
    public String transport() {
        return proxy.transport();
    }

    /** What an administrator can ask of it. */
    public Operator operator() {
        return operator;
    }

    /** Stops accepting, lets requests under way finish, closes everything. */
    @Override
    public void close() {
        log.info("stopping: requests under way are finished first");
        operator.stopping();
        opened.close();
        log.info("stopped");
    }

    private static List<String> ruleNames(PolicySettings policy) {
        return Stream.concat(policy.rules().stream().map(Rule::name), Stream.of(Ban.MANUAL))
                .toList();
    }

    private static List<String> siteNames(ProxySettings proxy) {
        return proxy.sites().all().stream().map(SiteSettings::name).toList();
    }

    private static @Nullable AccessLog openAccessLog(@Nullable String file, Time time, Opened opened)
            throws IOException {
        if (file == null) {
            return null;
        }
        try {
            return opened.add(AccessLog.open(file, time.ticker()));
        } catch (IOException e) {
            throw new IOException("can't write the access log: " + e.getMessage(), e);
        }
    }

    private static ExchangeListener observers(ExchangeMetrics metrics, @Nullable AccessLog log) {
        if (log == null) {
            return metrics;
        }
        return exchange -> {
            metrics.ended(exchange);
            log.ended(exchange);
        };
    }

    private static ProxyServer startProxy(
            Configuration configuration, PolicyParts policy, ExchangeListener observers, Time time) throws IOException {
        PolicySettings settings = configuration.policy();
        TrustedClients clients =
                new TrustedClients(settings.trustedProxies(), settings.clients().ipv6Prefix());
        try {
            return ProxyServer.start(
                    configuration.proxy(),
                    new ProxyServer.Parts(
                            policy.engine(),
                            clients,
                            new OriginAdmissions(AdmissionSettings.DEFAULT, time.ticker()),
                            observers,
                            time.ticker(),
                            time.clock()));
        } catch (IOException e) {
            throw ListenFailure.of(e);
        }
    }

    private static AdminServer startAdmin(InetSocketAddress listen, LiveOperator operator) throws IOException {
        try {
            return AdminServer.start(listen, operator);
        } catch (IOException e) {
            throw ListenFailure.of("can't listen on " + Endpoint.text(listen) + " for the administrator", e);
        }
    }
}
