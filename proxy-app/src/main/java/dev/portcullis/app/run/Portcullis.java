package dev.portcullis.app.run;

import dev.portcullis.app.accesslog.AccessLog;
import dev.portcullis.app.admin.Access;
import dev.portcullis.app.admin.AdminServer;
import dev.portcullis.app.admin.Operator;
import dev.portcullis.app.admission.OriginAdmissions;
import dev.portcullis.app.banlog.BanFile;
import dev.portcullis.app.config.Configuration;
import dev.portcullis.app.config.ConfigurationSource;
import dev.portcullis.app.crawler.DnsNames;
import dev.portcullis.app.live.Traffic;
import dev.portcullis.app.metrics.Measurements;
import dev.portcullis.app.metrics.MetricsPage;
import dev.portcullis.app.report.Endpoint;
import dev.portcullis.app.report.ProgramVersion;
import dev.portcullis.app.slow.SlowRequests;
import dev.portcullis.core.observe.ExchangeListener;
import dev.portcullis.core.server.ProxyServer;
import dev.portcullis.core.settings.Listener;
import dev.portcullis.core.tls.Certificates;
import dev.portcullis.rules.ban.Ban;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole program, running: everything is joined here, started in order and stopped in the opposite one. */
public final class Portcullis implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Portcullis.class);

    /** How long the next process may take to hear of the last bans. */
    private static final Duration BEQUEST = Duration.ofSeconds(5);

    private final LiveConfiguration configuration;
    private final ProxyServer proxy;
    private final AdminServer admin;
    private final LiveOperator operator;
    private final Notices notices;
    private final Bequest bequest;
    private final Opened opened;
    private final CountDownLatch ended = new CountDownLatch(1);

    private Portcullis(
            LiveConfiguration configuration,
            ProxyServer proxy,
            AdminServer admin,
            LiveOperator operator,
            Notices notices,
            Bequest bequest,
            Opened opened) {
        this.configuration = configuration;
        this.proxy = proxy;
        this.admin = admin;
        this.operator = operator;
        this.notices = notices;
        this.bequest = bequest;
        this.opened = opened;
    }

    /** As {@link #start(Configuration, ConfigurationSource, Predecessor, Time)}, with a configuration that can't be read again. */
    public static Portcullis start(Configuration configuration, Time time) throws IOException {
        return start(configuration, ConfigurationSource.COMMAND_LINE, null, time);
    }

    /**
     * Starts everything. Throws IOException, with a message of one line for people, when something can't be opened; then
     * nothing is left open.
     *
     * @param source where the configuration was read from, and is again when it is to be reloaded
     * @param predecessor the process that it takes over from; null when there is none
     */
    public static Portcullis start(
            Configuration configuration, ConfigurationSource source, @Nullable Predecessor predecessor, Time time)
            throws IOException {
        Opened opened = new Opened();
        try {
            return start(configuration, source, predecessor, time, opened);
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private static Portcullis start(
            Configuration configuration,
            ConfigurationSource source,
            @Nullable Predecessor predecessor,
            Time time,
            Opened opened)
            throws IOException {
        PolicyParts policy = PolicyParts.of(
                configuration.policy(), opened.add(new DnsNames()), KeptPolicy.key(configuration.state(), time), time);
        KeptPolicy kept = opened.add(KeptPolicy.of(configuration.state(), policy));
        List<Ban> inherited = predecessor == null ? List.of() : predecessor.bans();
        if (predecessor == null) {
            kept.open();
        } else {
            policy.bans().restore(inherited);
        }
        Measurements measured = new Measurements();
        SlowRequests slow = new SlowRequests();
        Traffic traffic = new Traffic(time.ticker().nanos());
        LiveConfiguration.name(measured, configuration);
        measured.routes().name(configuration.reporting().routes());
        AccessLog accessLog = opened.add(AccessLog.open(LiveConfiguration.target(configuration), time.ticker()));
        BanFile banLog =
                opened.add(new BanFile(BanFile.open(configuration.reporting().banLog()), time.clock()));
        OriginAdmissions admissions = new OriginAdmissions(
                configuration.admission(), configuration.proxy().sites(), time.ticker());
        Certificates certificates = new Certificates();
        DataPath.Tls tls = DataPath.Tls.of(certificates, time.clock());
        opened.add(tls.acme());
        ProxyServer.Parts parts = new ProxyServer.Parts(
                policy.engine(),
                LiveConfiguration.clients(configuration.policy(), policy),
                admissions,
                observers(measured, slow, traffic, accessLog),
                time.ticker(),
                time.clock(),
                certificates,
                tls::answer);
        DataPath path = DataPath.start(configuration, parts, tls, predecessor != null);
        ProxyServer proxy = path.proxy();
        opened.add(proxy::stop);
        policy.bans().addListener(new BanLog());
        policy.bans().addListener(banLog);
        policy.bans().addListener(measured.bans());
        policy.bans().addListener(new ConnectionCutter(proxy));
        LiveConfiguration live =
                new LiveConfiguration(configuration, path, admissions, policy, measured, accessLog, banLog);
        Reloader reloader = opened.add(new Reloader(source, live, time.clock()));
        Notices notices = opened.add(new Notices(
                proxy.gauges(),
                admissions,
                policy,
                kept,
                reloader::state,
                new Notices.Logs(accessLog::dropped, banLog::dropped)));
        MetricsPage page = opened.add(new MetricsPage(ProgramVersion.get()));
        MetricsSetup setup = new MetricsSetup(page, measured);
        setup.addDataPath(proxy, admissions);
        setup.addTls(path);
        setup.addPolicy(policy);
        setup.addProgram(kept, reloader, accessLog, banLog, notices.notifier());
        StatusSource status = new StatusSource(
                live, reloader::state, policy, notices::problems, path, admissions, accessLog::dropped);
        LiveOperator operator =
                new LiveOperator(policy, page, status, admissions::spenders, slow::slowest, reloader::reload, traffic);
        operator.notifyBy(notices.notifier());
        if (predecessor != null) {
            policy.inherit(inherited, predecessor.handOver());
            kept.open();
        }
        TokenFile token = opened.add(TokenFile.of(configuration, predecessor));
        AdminServer admin = opened.add(startAdmin(configuration.admin().listen(), operator, token, predecessor, time));
        notices.watch(path.certificates(), path.acme());
        notices.begin(configuration, predecessor != null);
        live.tell(to -> {
            measured.routes().name(to.reporting().routes());
            notices.take(to);
            token.take(to.admin());
        });
        opened.add(Housekeeping.start("notifications", notices.notifier()::tick));
        opened.add(Housekeeping.start("housekeeping", () -> {
            policy.expireBans();
            traffic.tick(time.ticker().nanos());
            path.certificates().look();
            certificates.rotateTicketKeys(time.ticker().nanos());
        }));
        opened.add(proxy::stop); // once more, to be the first: the administrator can watch requests being finished
        Bequest bequest = new Bequest(admin.address(), () -> token.get().token());
        policy.bans().addListener(bequest);
        Portcullis program = new Portcullis(live, proxy, admin, operator, notices, bequest, opened);
        operator.allow(new Succession(
                source,
                new SameCommand(admin.address(), () -> token.get().token()),
                program.new OnlyOnes(admin.address(), kept),
                program::retire,
                () -> {
                    bequest.begin();
                    return policy.bans().list(policy.ticker().nanos());
                }));
        return program;
    }

    /** The administrator's listener and the state file, as they are lent to the process that takes over. */
    private final class OnlyOnes implements Succession.OnlyOnes {

        private final InetSocketAddress address;
        private final KeptPolicy kept;

        OnlyOnes(InetSocketAddress address, KeptPolicy kept) {
            this.address = address;
            this.kept = kept;
        }

        @Override
        public void release() {
            kept.release();
            admin.release();
        }

        @Override
        public void takeBack() throws IOException {
            bequest.cancel();
            try {
                kept.open();
            } finally {
                Predecessor.whenReleased(() -> admin.listenAgain(address));
            }
        }
    }

    /** Ends as one that another process has taken over from. */
    private void retire() {
        operator.stopping();
        configuration.yieldCertificates();
        bequest.tell();
        proxy.retire();
        close(true);
        bequest.end(BEQUEST);
        ended.countDown();
    }

    /** Opens the files of logs again, after somebody has renamed them. When that can't be done the old ones are written on, and the log says so. */
    public void reopenLogs() {
        try {
            configuration.reopenLogs();
            log.info("logs are opened again");
        } catch (IOException e) {
            log.error("logs are not opened again: {}", e.getMessage());
        }
    }

    /** Waits until another process has taken over, and this one has served what it had begun. */
    public void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** What it goes by now. */
    public Configuration configuration() {
        return configuration.get();
    }

    /** Where clients connect, with the ports the system chose. */
    public List<InetSocketAddress> addresses() {
        return proxy.addresses();
    }

    /** Where clients connect and what is spoken there, with the ports the system chose. */
    List<Listener> listeners() {
        return proxy.listeners();
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
        close(false);
    }

    private void close(boolean goesOn) {
        notices.stopping(goesOn);
        log.info("stopping: requests under way are finished first");
        operator.stopping();
        opened.close();
        log.info("stopped");
    }

    private static ExchangeListener observers(Measurements metrics, SlowRequests slow, Traffic traffic, AccessLog log) {
        return exchange -> {
            metrics.ended(exchange);
            slow.ended(exchange);
            traffic.ended(exchange);
            log.ended(exchange);
        };
    }

    private static AdminServer startAdmin(
            InetSocketAddress listen,
            LiveOperator operator,
            Supplier<Access> access,
            @Nullable Predecessor predecessor,
            Time time)
            throws IOException {
        try {
            if (predecessor == null) {
                return AdminServer.start(listen, operator, access, time.ticker());
            }
            return Predecessor.whenReleased(() -> AdminServer.start(listen, operator, access, time.ticker()));
        } catch (IOException e) {
            throw ListenFailure.of("can't listen on " + Endpoint.text(listen) + " for the administrator", e);
        }
    }
}
