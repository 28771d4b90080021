package dev.portcullis.core.server;

import dev.portcullis.core.exchange.Services;
import dev.portcullis.core.exchange.Worker;
import dev.portcullis.core.forward.RequestForwarding;
import dev.portcullis.core.observe.ExchangeListener;
import dev.portcullis.core.observe.FinishedExchange;
import dev.portcullis.core.observe.ProxyGauges;
import dev.portcullis.core.origin.OriginPool;
import dev.portcullis.core.pipeline.ClientPipeline;
import dev.portcullis.core.pipeline.OriginPipeline;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.rules.api.Clients;
import dev.portcullis.rules.api.Policy;
import dev.portcullis.rules.time.Ticker;
import dev.portcullis.rules.time.WallClock;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
    private static final Duration NAME_REFRESH = Duration.ofSeconds(30);
    private static final int BACKLOG = 1024;

    private final ProxySettings settings;
    private final Parts parts;
    private final NativeTransport transport;
    private final MultiThreadIoEventLoopGroup loops;
    private final Map<EventLoop, Worker> workers = new LinkedHashMap<>();
    private final List<Channel> listeners = new ArrayList<>();
    private final AtomicBoolean recheckPlanned = new AtomicBoolean();
    private final AtomicBoolean stopped = new AtomicBoolean();

    /**
     * What the data path works with.
     *
     * @param policy decides about requests
     * @param clients says whom they are charged to
     * @param listener hears of each exchange that is over
     * @param ticker monotonic time
     * @param clock calendar time
     */
    public record Parts(Policy policy, Clients clients, ExchangeListener listener, Ticker ticker, WallClock clock) {}

    private ProxyServer(ProxySettings settings, Parts parts, NativeTransport transport) {
        this.settings = settings;
        this.parts = parts;
        this.transport = transport;
        int threads = settings.eventLoops() == 0 ? Runtime.getRuntime().availableProcessors() : settings.eventLoops();
        this.loops = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory("portcullis-loop", true), transport.ioHandlers());
    }

    /**
     * Binds every listener and serves. Throws IOException, with the address in its message, when one can't be bound; then none
     * is.
     */
    public static ProxyServer start(ProxySettings settings, Parts parts) throws IOException {
        ProxyServer server = new ProxyServer(settings, parts, NativeTransport.of(settings.transport()));
        try {
            server.startWorkers();
            server.bind();
        } catch (IOException e) {
            server.closeAll();
            throw e;
        }
        return server;
    }

    private void startWorkers() {
        OriginAddress address = new OriginAddress(settings.origin().address());
        Services services = new Services(
                settings,
                new GuardedPolicy(parts.policy(), parts.ticker()),
                parts.clients(),
                guarded(parts.listener()),
                parts.ticker(),
                parts.clock(),
                new RequestForwarding(
                        authority(settings.origin().address()), settings.pool().maxIdle() > 0));
        for (EventExecutor executor : loops) {
            EventLoop loop = (EventLoop) executor;
            OriginPipeline dialer = new OriginPipeline(originBootstrap(loop), address, settings.limits());
            Worker worker = new Worker(services, new OriginPool(settings.pool(), dialer, parts.ticker()));
            workers.put(loop, worker);
            loop.scheduleAtFixedRate(() -> sweep(worker), SWEEP.toMillis(), SWEEP.toMillis(), TimeUnit.MILLISECONDS);
        }
        if (address.isName()) {
            refreshRegularly(address);
        }
    }

    private Bootstrap originBootstrap(EventLoop loop) {
        return new Bootstrap()
                .group(loop)
                .channel(transport.channel())
                .disableResolver() // a look-up would block the event loop: OriginAddress does it elsewhere
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        settings.timeouts().connect().toMillis());
    }

    private void bind() throws IOException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ClientPipeline(workers, settings.limits()));
        for (InetSocketAddress address : settings.listen()) {
            ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
            if (!bound.isSuccess()) {
                throw new IOException(
                        "can't listen on " + authority(address) + ": "
                                + bound.cause().getMessage(),
                        bound.cause());
            }
            listeners.add(bound.channel());
        }
    }

    /** Where it listens, in the order of the settings, with the ports the system chose for port 0. */
    public List<InetSocketAddress> addresses() {
        return listeners.stream()
                .map(listener -> (InetSocketAddress) listener.localAddress())
                .toList();
    }

    /** The name of the transport in use: {@code epoll}, {@code io_uring} or {@code nio}. */
    public String transport() {
        return transport.name();
    }

    /** What it holds just now. */
    public ProxyGauges gauges() {
        return new WorkerGauges(List.copyOf(workers.values()));
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
                loop.execute(() -> worker.recheck(parts.ticker().nanos())));
    }

    /** Stops accepting, lets requests under way finish for the drain time, closes what is left, and returns. */
    public void stop() {
        if (!stopped.compareAndSet(false, true)) {
            return;
        }
        listeners.forEach(listener -> listener.close().awaitUninterruptibly());
        onEachWorker(Worker::drain);
        awaitIdle();
        onEachWorker(Worker::close);
        closeAll();
    }

    private void awaitIdle() {
        long began = parts.ticker().nanos();
        CountDownLatch idle = new CountDownLatch(1);
        ProxyGauges gauges = gauges();
        loops.next()
                .scheduleAtFixedRate(
                        () -> {
                            boolean late = parts.ticker().nanos() - began
                                    >= settings.timeouts().drain().toNanos();
                            if (late || gauges.clientConnections() == 0) {
                                idle.countDown();
                            }
                        },
                        0,
                        20,
                        TimeUnit.MILLISECONDS);
        try {
            idle.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void onEachWorker(java.util.function.Consumer<Worker> action) {
        workers.forEach(
                (loop, worker) -> loop.submit(() -> action.accept(worker)).awaitUninterruptibly());
    }

    private void closeAll() {
        listeners.forEach(listener -> listener.close().awaitUninterruptibly());
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /** A name is looked up again and again on a thread of its own: the site may have moved. */
    private void refreshRegularly(OriginAddress address) {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (!stopped.get()) {
                            TimeUnit.NANOSECONDS.sleep(NAME_REFRESH.toNanos());
                            address.refresh();
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "portcullis-resolver");
        thread.setDaemon(true);
        thread.start();
    }

    /** A fault in one sweep must not end all further ones: they keep every deadline. */
    private void sweep(Worker worker) {
        try {
            worker.sweep(parts.ticker().nanos());
        } catch (RuntimeException e) {
            log.error("a sweep of the connections failed", e);
        }
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

    private static String authority(InetSocketAddress address) {
        String host = address.getHostString();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
