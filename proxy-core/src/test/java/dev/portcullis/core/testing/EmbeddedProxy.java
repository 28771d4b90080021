package dev.portcullis.core.testing;

import dev.portcullis.core.accept.ClientConnections;
import dev.portcullis.core.connection.http1.Http1ClientConnection;
import dev.portcullis.core.connection.http2.Http2ClientConnection;
import dev.portcullis.core.exchange.Arrival;
import dev.portcullis.core.exchange.Challenges;
import dev.portcullis.core.exchange.Services;
import dev.portcullis.core.exchange.Worker;
import dev.portcullis.core.http1.Http1RequestDecoder;
import dev.portcullis.core.http1.Http1ResponseDecoder;
import dev.portcullis.core.observe.FinishedExchange;
import dev.portcullis.core.origin.OriginConnection;
import dev.portcullis.core.origin.OriginPool;
import dev.portcullis.core.origin.OriginPools;
import dev.portcullis.core.origin.OriginTotals;
import dev.portcullis.core.origin.Origins;
import dev.portcullis.core.proxyprotocol.Endpoints;
import dev.portcullis.core.proxyprotocol.ProxyHeaderDecoder;
import dev.portcullis.core.settings.Limits;
import dev.portcullis.core.settings.OriginSettings;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.core.settings.SiteSettings;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.time.ManualTime;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** One worker with embedded channels for its connections, and a clock that is moved by hand. */
public final class EmbeddedProxy implements AutoCloseable {

    /** The clock. */
    public final ManualTime time = new ManualTime();

    /** What is asked. */
    public final FakePolicy policy = new FakePolicy();

    /** What is asked for a turn. */
    public final FakeAdmission admission = new FakeAdmission();

    /** What the listener was told. */
    public final List<FinishedExchange> finished = new ArrayList<>();

    /** Connections made to the origin, in order. */
    public final List<End> origins = new ArrayList<>();

    /** The servers that connections were begun to, in order. */
    public final List<String> dials = new ArrayList<>();

    /** Failures of the next connections to the origin. */
    public final ArrayDeque<Throwable> dialFailures = new ArrayDeque<>();

    /** What comes of beginning to connect to the origin: by default it is done at once. */
    public Function<End, ChannelFuture> dialing = end -> end.channel.newSucceededFuture();

    /** Connections to the origin. */
    public final OriginTotals totals = new OriginTotals();

    /** How many connections each client has. */
    public final ClientConnections connections = new ClientConnections();

    private final List<End> clients = new ArrayList<>();
    private final List<Http3Peer> http3Clients = new ArrayList<>();
    private final Worker worker;
    private Origins servers = Origins.NONE;

    /** A proxy with these settings, of which the addresses are not used. */
    public EmbeddedProxy(ProxySettings settings) {
        Services services =
                new Services(settings, policy, policy, admission, finished::add, time, time, Challenges.NONE);
        worker = new Worker(services, new OriginPools(this::dial, time, totals), connections);
        configure(settings);
    }

    /** A proxy with every default. */
    public EmbeddedProxy() {
        this(ProxySettings.of(new InetSocketAddress(0), OriginSettings.of(server("origin.test"))));
    }

    /** The address of a server that is never connected to; each name has its own. */
    public static InetSocketAddress server(String name) {
        try {
            return new InetSocketAddress(
                    InetAddress.getByAddress(name, new byte[] {127, 0, 0, (byte) name.hashCode()}), 80);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Begins to connect to a server. */
    public ChannelFuture dial(OriginPool pool) {
        dials.add(pool.origin().name());
        Throwable failure = dialFailures.poll();
        if (failure != null) {
            return new EmbeddedChannel().newFailedFuture(failure);
        }
        Http1ResponseDecoder decoder = new Http1ResponseDecoder(Limits.DEFAULT);
        End end = new End();
        end.server = pool.origin().name();
        end.channel.pipeline().addLast(decoder).addLast(new OriginConnection(decoder, pool));
        origins.add(end);
        return dialing.apply(end);
    }

    /** A client that has just connected. */
    public End client() {
        return client(new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000), false);
    }

    /** A client that has just connected from this address, and perhaps has to announce somebody. */
    public End client(InetSocketAddress from, boolean announces) {
        Http1RequestDecoder decoder = new Http1RequestDecoder(Limits.DEFAULT);
        End end = new End();
        if (announces) {
            end.channel.pipeline().addLast(new ProxyHeaderDecoder());
        }
        Endpoints ends = new Endpoints(from, new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080));
        end.channel
                .pipeline()
                .addLast(decoder)
                .addLast(new Http1ClientConnection(decoder, new Arrival(worker, ends, "http", announces)));
        end.reads = 0;
        clients.add(end);
        end.channel.pipeline().fireChannelActive();
        return end;
    }

    /** A client of HTTP/2 that has just connected. */
    public Http2Client http2Client() {
        return http2Client(new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000));
    }

    /** A client of HTTP/2 that has just connected from this address. */
    public Http2Client http2Client(InetSocketAddress from) {
        End end = new End();
        Endpoints ends = new Endpoints(from, new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080));
        end.channel.pipeline().addLast(new Http2ClientConnection(new Arrival(worker, ends, "http", false)));
        clients.add(end);
        end.channel.pipeline().fireChannelActive();
        return new Http2Client(end);
    }

    /** A client of HTTP/3 whose handshake is done. */
    public Http3Peer http3Client() {
        InetSocketAddress here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 443);
        Endpoints ends = new Endpoints(new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000), here);
        Http3Peer peer = new Http3Peer(new Arrival(worker, ends, "https", false));
        http3Clients.add(peer);
        return peer;
    }

    /** Begins to serve in another way, as with a new configuration. */
    public void configure(ProxySettings settings) {
        List<OriginSettings> wanted =
                settings.sites().all().stream().map(SiteSettings::origin).toList();
        servers = servers.with(wanted);
        worker.configure(
                new Services(settings, policy, policy, admission, finished::add, time, time, Challenges.NONE), servers);
    }

    /** The connection to the origin that was made last. */
    public End origin() {
        return origins.get(origins.size() - 1);
    }

    /** How the request ended that ended last. */
    public Outcome lastOutcome() {
        return finished.get(finished.size() - 1).outcome();
    }

    /** The worker itself. */
    public Worker worker() {
        return worker;
    }

    /** Lets time pass, with the sweeps that come with it. */
    public void pass(Duration duration) {
        time.advance(duration);
        worker.sweep(time.nanos());
    }

    /** Closes every connection, and releases what nobody asked for. */
    @Override
    public void close() {
        clients.forEach(end -> end.channel.finishAndReleaseAll());
        http3Clients.forEach(Http3Peer::close);
        origins.forEach(end -> end.channel.finishAndReleaseAll());
    }

    /** The near end of a connection, and how the far end is played. */
    public static final class End {

        /** The connection. */
        public final EmbeddedChannel channel;

        /** The server that a connection to the origin leads to; empty for a client's. */
        public String server = "";

        /** How often more was asked for. */
        public int reads;

        /** Whether the connection takes nothing of what is flushed, for now. */
        public boolean holdWrites;

        End() {
            channel = new EmbeddedChannel(new ChannelOutboundHandlerAdapter() {
                @Override
                public void read(ChannelHandlerContext ctx) {
                    reads++;
                }

                @Override
                public void flush(ChannelHandlerContext ctx) {
                    if (!holdWrites) {
                        ctx.flush();
                    }
                }
            });
            channel.config().setAutoRead(false);
        }

        /** The far end sends text, less than the connection's buffer takes. */
        public End receive(String text) {
            return receive(text, 1);
        }

        /** The far end sends text that fills the connection's buffer to the last byte. */
        public End receiveFilling(String text) {
            return receive(text, 0);
        }

        private End receive(String text, int room) {
            ByteBuf bytes = channel.alloc().directBuffer(text.length() + room);
            bytes.writeCharSequence(text, StandardCharsets.ISO_8859_1);
            channel.writeInbound(bytes);
            channel.runPendingTasks();
            return this;
        }

        /** What the far end got since it was last asked. */
        public String sent() {
            channel.runPendingTasks();
            StringBuilder text = new StringBuilder();
            for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
                text.append(bytes.toString(StandardCharsets.ISO_8859_1));
                bytes.release();
            }
            return text.toString();
        }

        /** Whether the far end takes what is sent to it, from now on. */
        public void takes(boolean does) {
            channel.unsafe().outboundBuffer().setUserDefinedWritability(1, does);
            channel.runPendingTasks();
        }

        /** The far end closes. */
        public void hangUp() {
            channel.unsafe().close(channel.voidPromise());
            channel.runPendingTasks();
        }
    }
}
