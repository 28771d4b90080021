package dev.portcullis.core.server;

import dev.portcullis.core.accept.AcceptLimit;
import dev.portcullis.core.accept.ClientConnections;
import dev.portcullis.core.exchange.Challenges;
import dev.portcullis.core.exchange.Services;
import dev.portcullis.core.exchange.Worker;
import dev.portcullis.core.observe.ExchangeListener;
import dev.portcullis.core.observe.FinishedExchange;
import dev.portcullis.core.observe.ProxyGauges;
import dev.portcullis.core.origin.HealthChecks;
import dev.portcullis.core.origin.OriginPools;
import dev.portcullis.core.origin.OriginTotals;
import dev.portcullis.core.origin.Origins;
import dev.portcullis.core.pipeline.ClientPipeline;
import dev.portcullis.core.pipeline.ListenerPipeline;
import dev.portcullis.core.pipeline.OriginPipeline;
import dev.portcullis.core.settings.Listener;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.core.site.Admissions;
import dev.portcullis.core.tls.Certificates;
import dev.portcullis.core.tls.Handshakes;
import dev.portcullis.core.tls.OriginContexts;
import dev.portcullis.rules.api.Clients;
import dev.portcullis.rules.api.Policy;
import dev.portcullis.rules.time.Ticker;
import dev.portcullis.rules.time.WallClock;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running proxy: its listeners, its event loops and all connections on them. A connection lives on one event loop, and so
 * does every connection to the origin that serves it: nothing on a request's path crosses threads.
 */
public final class ProxyServer {

    private static final Logger log = LoggerFactory.getLogger(ProxyServer.class);
    private static final Duration SWEEP = Duration.ofMillis(250);
    private static final Duration RECHECK = Duration.ofMillis(20);
    private static final Duration LAST_ACCEPTS = Duration.ofSeconds(2);
    private static final int BACKLOG = 1024;

    /** What the system holds of a response unsent: with megabytes, a slow reader would seem to take nothing for minutes. */
    private static final long UNSENT = 128 << 10;

    private final Parts parts;
    private final NativeTransport transport;
    private final MultiThreadIoEventLoopGroup loops;
    private final Map<EventLoop, Worker> workers = new LinkedHashMap<>();
    private final OriginTotals totals = new OriginTotals();
    private final AcceptLimit accepts;
    private final HealthChecks checks;
    private final Listeners listeners;
    private final NameRefresh names;
    private final OriginContexts originTls = new OriginContexts();
    private final Handshakes handshakes = new Handshakes();
    private final AtomicBoolean recheckPlanned = new AtomicBoolean();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private volatile Setup setup;

    /**
     * What the data path works with.
     *
     * @param policy decides about requests
     * @param clients says whom they are charged to
     * @param admissions say when a request may go to its origin
     * @param listener hears of each exchange that is over
     * @param ticker monotonic time
     * @param clock calendar time
     * @param certificates those that are served where TLS is spoken
     * @param challenges of certificate authorities
     */
    public record Parts(
            Policy policy,
            Clients clients,
            Admissions admissions,
            ExchangeListener listener,
            Ticker ticker,
            WallClock clock,
            Certificates certificates,
            Challenges challenges) {

        /** Without certificates: TLS is spoken nowhere. */
        public Parts(
                Policy policy,
                Clients clients,
                Admissions admissions,
                ExchangeListener listener,
                Ticker ticker,
                WallClock clock) {
            this(policy, clients, admissions, listener, ticker, clock, new Certificates(), Challenges.NONE);
        }
    }

    /** What it serves just now. */
    private record Setup(ProxySettings settings, Origins origins) {}

    private ProxyServer(ProxySettings settings, Parts parts, NativeTransport transport) {
        this.setup = new Setup(settings, Origins.NONE);
        this.parts = parts;
        this.transport = transport;
        this.accepts = new AcceptLimit(parts.ticker());
        int threads = settings.loops().threads();
        this.loops = new MultiThreadIoEventLoopGroup(
                threads == 0 ? Runtime.getRuntime().availableProcessors() : threads,
                new DefaultThreadFactory("portcullis-loop", true),
                transport.ioHandlers());
        ClientConnections connections = new ClientConnections();
        for (EventExecutor executor : loops) {
            EventLoop loop = (EventLoop) executor;
            OriginPools pools = new OriginPools(dialer(loop), parts.ticker(), totals);
            workers.put(loop, new Worker(services(parts.clients()), pools, connections));
        }
        this.checks = new HealthChecks(dialer(firstLoop()), parts.ticker());
        Certificates served = parts.certificates();
        this.listeners = new Listeners(
                listenerBootstrap(),
                kind -> new ClientPipeline(workers, served, handshakes, kind),
                () -> new Http3Listeners(transport, workers, served, handshakes, accepts));
        this.names = new NameRefresh(() -> setup.origins().all());
    }

    /**
     * Binds every listener and serves. Throws IOException, with the address in its message, when one can't be bound; then none
     * is.
     */
    public static ProxyServer start(ProxySettings settings, Parts parts) throws IOException {
        return start(settings, parts, listeners -> listeners.open(settings.listen()));
    }

    /**
     * Takes over the listeners of a process that serves on them, of the same user, and serves in its place: from when this
     * returns all new connections come here. The other process is to {@link #retire}. Throws IOException as {@link #start}.
     */
    public static ProxyServer takeOver(ProxySettings settings, Parts parts) throws IOException {
        return start(settings, parts, listeners -> listeners.takeOver(settings.listen()));
    }

    private interface Opening {
        void open(Listeners listeners) throws IOException;
    }

    private static ProxyServer start(ProxySettings settings, Parts parts, Opening opening) throws IOException {
        ProxyServer server = new ProxyServer(
                settings, parts, NativeTransport.of(settings.loops().transport()));
        try {
            server.originTls.prepare(SiteList.origins(settings.sites()));
            server.apply(new Setup(settings, Origins.NONE.with(SiteList.origins(settings.sites()))), parts.clients());
            opening.open(server.listeners);
        } catch (IOException e) {
            server.closeAll();
            throw e;
        }
        server.workers.forEach(
                (loop, worker) -> repeat(loop, () -> worker.sweep(parts.ticker().nanos())));
        parts.admissions().alarm(new LoopAlarm(server.firstLoop(), parts.ticker()));
        repeat(server.firstLoop(), () -> parts.admissions().sweep(parts.ticker().nanos()));
        repeat(server.firstLoop(), () -> server.checks.sweep(parts.ticker().nanos()));
        return server;
    }

    /**
     * Serves in another way from now on: listeners, sites and limits are those of these settings. Connections stay, requests
     * under way are finished as they began. Event loops stay as they are. Throws IOException, with the address in its message,
     * when a listener can't be bound; then nothing has changed.
     *
     * @param clients says whom requests are charged to
     */
    public synchronized void configure(ProxySettings to, Clients clients) throws IOException {
        if (stopped.get()) {
            throw new IOException("the proxy has stopped");
        }
        originTls.prepare(SiteList.origins(to.sites()));
        Origins origins = setup.origins().with(SiteList.origins(to.sites()));
        listeners.open(to.listen());
        apply(new Setup(to, origins), clients);
        listeners.retain(to.listen());
    }

    private void apply(Setup to, Clients clients) {
        setup = to;
        accepts.allow(to.settings().clients().connections());
        Services services = services(clients);
        onEachWorker(worker -> worker.configure(services, to.origins()));
        firstLoop().submit(() -> checks.configure(to.origins())).syncUninterruptibly();
    }

    private Services services(Clients clients) {
        return new Services(
                setup.settings(),
                new GuardedPolicy(parts.policy(), parts.ticker()),
                clients,
                parts.admissions(),
                guarded(parts.listener()),
                parts.ticker(),
                parts.clock(),
                parts.challenges());
    }

    private EventLoop firstLoop() {
        return workers.keySet().iterator().next();
    }

    private OriginPipeline dialer(EventLoop loop) {
        return new OriginPipeline(
                address -> transport
                        .bootstrap(address)
                        .group(loop)
                        .disableResolver() // a look-up would block the event loop: NameRefresh does it elsewhere
                        .option(ChannelOption.AUTO_READ, false)
                        .option(ChannelOption.AUTO_CLOSE, false) // an early answer may still be read: OriginConnection
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                                setup.settings().timeouts().connect().toMillis()),
                () -> setup.settings().limits(),
                originTls);
    }

    private ServerBootstrap listenerBootstrap() {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(PortSharing.option(transport), true)
                .handler(new ListenerPipeline(accepts))
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true);
        if (transport.serverChannel() == EpollServerSocketChannel.class) {
            bootstrap.childOption(EpollChannelOption.TCP_NOTSENT_LOWAT, UNSENT);
        }
        return bootstrap;
    }

    /** Where it listens, in the order of the settings, with the ports the system chose for port 0. */
    public List<InetSocketAddress> addresses() {
        return listeners().stream().map(Listener::address).toList();
    }

    /** Its listeners, in the order of the settings, with the ports the system chose for port 0. */
    public List<Listener> listeners() {
        return listeners.all();
    }

    /** The UDP addresses on which HTTP/3 is to be spoken, and that another process has not let go of yet. */
    public List<InetSocketAddress> awaited() {
        return listeners.awaited();
    }

    /** The name of the transport in use: {@code epoll}, {@code io_uring} or {@code nio}. */
    public String transport() {
        return transport.name();
    }

    /** What it holds just now. */
    public ProxyGauges gauges() {
        return new WorkerGauges(List.copyOf(workers.values()), accepts, totals, () -> {
            Setup now = setup;
            return SiteList.states(now.settings().sites(), now.origins());
        });
    }

    /** The handshakes with its clients. */
    public Handshakes handshakes() {
        return handshakes;
    }

    /** Tells how late each event loop is with what it has to do, in nanoseconds, on the loop and four times a second. */
    public void tellLag(LongConsumer listener) {
        workers.keySet().forEach(loop -> LoopLag.watch(loop, parts.ticker(), listener));
    }

    /**
     * Asks policy again about every open connection and closes those of clients that it now refuses, requests under way
     * included. Returns at once; calls that come within 20 milliseconds are answered together.
     */
    public void recheckConnections() {
        if (!stopped.get() && recheckPlanned.compareAndSet(false, true)) {
            loops.next().schedule(this::recheckNow, RECHECK.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void recheckNow() {
        recheckPlanned.set(false);
        workers.forEach((loop, worker) ->
                loop.execute(() -> worker.recheck(turn -> loop.schedule(turn, 1, TimeUnit.MILLISECONDS))));
    }

    /** Stops accepting, lets requests under way finish for the drain time, closes what is left, and returns. */
    public void stop() {
        if (begunToStop()) {
            listeners.close();
            onEachWorker(Worker::drain);
            finish();
        }
    }

    /**
     * Stops as one whose listeners another process has taken over ({@link #takeOver}), and returns: first accepts what still
     * waits in their queues, then closes each connection after its next response, and at the end of the drain time what is left.
     */
    public void retire() {
        if (begunToStop()) {
            long began = parts.ticker().nanos();
            await(() -> parts.ticker().nanos() - began >= LAST_ACCEPTS.toNanos());
            listeners.close();
            onEachWorker(Worker::retire);
            finish();
        }
    }

    private synchronized boolean begunToStop() {
        return stopped.compareAndSet(false, true);
    }

    private void finish() {
        long began = parts.ticker().nanos();
        ProxyGauges gauges = gauges();
        long drain = setup.settings().timeouts().drain().toNanos();
        await(() -> gauges.clientConnections() == 0 || parts.ticker().nanos() - began >= drain);
        onEachWorker(Worker::close);
        firstLoop().submit(checks::close).awaitUninterruptibly();
        closeAll();
    }

    private void await(BooleanSupplier condition) {
        CountDownLatch met = new CountDownLatch(1);
        Runnable look = () -> {
            if (condition.getAsBoolean()) {
                met.countDown();
            }
        };
        Future<?> looking = loops.next().scheduleAtFixedRate(look, 0, 20, TimeUnit.MILLISECONDS);
        try {
            met.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            looking.cancel(false);
        }
    }

    private void onEachWorker(Consumer<Worker> action) {
        workers.forEach(
                (loop, worker) -> loop.submit(() -> action.accept(worker)).syncUninterruptibly());
    }

    private void closeAll() {
        listeners.closeNow();
        names.close();
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
        originTls.close();
    }

    /** A fault in one sweep must not end all further ones: they keep every deadline. */
    private static void repeat(EventLoop loop, Runnable sweep) {
        Runnable guarded = () -> {
            try {
                sweep.run();
            } catch (RuntimeException e) {
                log.error("a sweep of the connections failed", e);
            }
        };
        loop.scheduleAtFixedRate(guarded, SWEEP.toMillis(), SWEEP.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** An observer that fails must not break the data path. */
    private static ExchangeListener guarded(ExchangeListener listener) {
        return (FinishedExchange exchange) -> {
            try {
                listener.ended(exchange);
            } catch (RuntimeException e) {
                log.error("an observer of exchanges failed", e);
            }
        };
    }
}
