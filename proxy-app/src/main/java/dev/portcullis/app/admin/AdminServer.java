package dev.portcullis.app.admin;

import dev.portcullis.rules.time.Ticker;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The administrator's listener. It has one thread of its own: what is asked here never runs where clients are served. One
 * request for each connection, few connections, little time: nothing that connects here can hold on to much.
 */
public final class AdminServer implements AutoCloseable {

    private static final int MAX_CONNECTIONS = 64;
    private static final int MAX_BODY = 16 << 10;
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final EventLoopGroup loop;
    private final ServerBootstrap bootstrap;
    private final LiveStreams streams;
    private volatile Channel listener;

    private AdminServer(EventLoopGroup loop, ServerBootstrap bootstrap, LiveStreams streams, Channel listener) {
        this.loop = loop;
        this.bootstrap = bootstrap;
        this.streams = streams;
        this.listener = listener;
    }

    /**
     * Listens; throws the system's IOException when that can't be done.
     *
     * @param listen port 0 lets the system choose
     * @param access what must be known to be let in just now; whether only this machine reaches the listener never changes
     * @param ticker monotonic time
     */
    public static AdminServer start(InetSocketAddress listen, Operator operator, Supplier<Access> access, Ticker ticker)
            throws IOException {
        EventLoopGroup loop =
                new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("admin", true), NioIoHandler.newFactory());
        Pipeline pipeline = new Pipeline(operator, access, ticker);
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(pipeline);
        try {
            return new AdminServer(loop, bootstrap, pipeline.streams, bind(bootstrap, listen));
        } catch (IOException e) {
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
            throw e;
        }
    }

    private static Channel bind(ServerBootstrap bootstrap, InetSocketAddress listen) throws IOException {
        ChannelFuture bound = bootstrap.bind(listen).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw bound.cause() instanceof IOException e ? e : new IOException(bound.cause());
        }
        return bound.channel();
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** Stops listening; what is being answered goes on, but for live pages, which ask again. Returns at once. */
    public void release() {
        listener.close();
        loop.execute(streams::end);
    }

    /** Listens again where it did, and gives back where that is; throws the system's IOException when that can't be done. */
    public InetSocketAddress listenAgain(InetSocketAddress listen) throws IOException {
        listener = bind(bootstrap, listen);
        return address();
    }

    /** Stops listening and closes what is open. */
    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /** The handlers of a connection, in their order. */
    static final class Pipeline extends ChannelInitializer<Channel> {

        private final ConnectionLimitHandler limit = new ConnectionLimitHandler(MAX_CONNECTIONS);
        private final CrossSiteHandler guard;
        private final AccessHandler access;
        private final LiveStreams streams;
        private final AnswerHandler answer;

        Pipeline(Operator operator, Supplier<Access> access, Ticker ticker) {
            this.guard = new CrossSiteHandler(access.get().isLocal());
            this.access = new AccessHandler(access, ticker);
            this.streams = new LiveStreams(operator);
            this.answer = new AnswerHandler(new AdminApi(operator), streams);
        }

        @Override
        protected void initChannel(Channel channel) {
            ChannelPipeline pipeline = channel.pipeline();
            pipeline.addLast("limit", limit);
            pipeline.addLast("deadline", new DeadlineHandler(DEADLINE));
            pipeline.addLast("codec", new HttpServerCodec(new HttpDecoderConfig()));
            pipeline.addLast("aggregator", new HttpObjectAggregator(MAX_BODY));
            pipeline.addLast("guard", guard);
            pipeline.addLast("access", access);
            pipeline.addLast("answer", answer);
        }
    }
}
