package dev.portcullis.core.testing;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.http3.DefaultHttp3DataFrame;
import io.netty.handler.codec.http3.DefaultHttp3Headers;
import io.netty.handler.codec.http3.DefaultHttp3HeadersFrame;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.http3.Http3ClientConnectionHandler;
import io.netty.handler.codec.http3.Http3DataFrame;
import io.netty.handler.codec.http3.Http3GoAwayFrame;
import io.netty.handler.codec.http3.Http3Headers;
import io.netty.handler.codec.http3.Http3HeadersFrame;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.SslEarlyDataReadyEvent;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client of HTTP/3 that trusts everybody, with one connection. */
public final class Http3Client implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 10;
    private static final long WINDOW = 64 << 10;

    /** Identifiers of the GOAWAY frames that came. */
    public final BlockingQueue<Long> goAways = new LinkedBlockingQueue<>();

    /** Error codes with which the server closed. */
    public final BlockingQueue<Integer> closings = new LinkedBlockingQueue<>();

    /** Whether the library said that early data may be sent. */
    public volatile boolean early;

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel socket;
    private final QuicChannel connection;

    /** A client that connects; throws what hinders it. */
    public Http3Client(InetSocketAddress to) throws Exception {
        this(to, WINDOW);
    }

    /** A client that takes so many bytes of each response, and more when it has read them; throws what hinders it. */
    public Http3Client(InetSocketAddress to, long window) throws Exception {
        this(to, "example.org", context(), window);
    }

    /** A client that asks for this host, with a context that may know earlier sessions. */
    public Http3Client(InetSocketAddress to, String host, QuicSslContext context) throws Exception {
        this(to, host, context, WINDOW);
    }

    private Http3Client(InetSocketAddress to, String host, QuicSslContext context, long window) throws Exception {
        ChannelHandler codec = Http3.newQuicClientCodecBuilder()
                .sslEngineProvider(quic -> context.newEngine(quic.alloc(), host, to.getPort()))
                .maxIdleTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .initialMaxData(16 * WINDOW)
                .initialMaxStreamDataBidirectionalLocal(window)
                .initialMaxStreamsBidirectional(0)
                .build();
        socket = new Bootstrap()
                .group(loop)
                .channel(NioDatagramChannel.class)
                .handler(codec)
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel();
        try {
            connection = QuicChannel.newBootstrap(socket)
                    .handler(new ConnectionHandler())
                    .remoteAddress(to)
                    .connect()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            closeSocket();
            throw e;
        }
    }

    /** A context that keeps sessions and would send early data. */
    public static QuicSslContext context() {
        return QuicSslContextBuilder.forClient()
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .endpointIdentificationAlgorithm("")
                .applicationProtocols(Http3.supportedApplicationProtocols())
                .earlyData(true)
                .build();
    }

    /** The connection. */
    public QuicChannel connection() {
        return connection;
    }

    /** Opens a stream, and sends a head: pairs of a name and a value. */
    public Stream open(boolean ends, String... fields) throws Exception {
        Stream stream = new Stream();
        QuicStreamChannel channel = Http3.newRequestStream(connection, stream).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        stream.channel = channel;
        Http3Headers headers = new DefaultHttp3Headers(false);
        for (int i = 0; i < fields.length; i += 2) {
            headers.add(fields[i], fields[i + 1]);
        }
        ChannelFuture sent = channel.writeAndFlush(new DefaultHttp3HeadersFrame(headers));
        if (ends) {
            sent.addListener(QuicStreamChannel.SHUTDOWN_OUTPUT); // in one go: the answer may come before that
        }
        sent.sync();
        return stream;
    }

    /** Asks for a path, with these fields more. */
    public Stream get(String path, String... more) throws Exception {
        return open(true, fields("GET", path, more));
    }

    /** Begins to send something to a path, with these fields more. */
    public Stream post(String path, String... more) throws Exception {
        return open(false, fields("POST", path, more));
    }

    private static String[] fields(String method, String path, String... more) {
        List<String> fields = new ArrayList<>(
                List.of(":method", method, ":scheme", "https", ":authority", "example.org", ":path", path));
        fields.addAll(List.of(more));
        return fields.toArray(String[]::new);
    }

    @Override
    public void close() {
        connection.close().awaitUninterruptibly();
        closeSocket();
    }

    private void closeSocket() {
        socket.close().awaitUninterruptibly();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private final class ConnectionHandler extends ChannelInboundHandlerAdapter {

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            ctx.pipeline()
                    .addLast(new Http3ClientConnectionHandler(
                            new ChannelInboundHandlerAdapter() {
                                @Override
                                public void channelRead(ChannelHandlerContext control, Object frame) {
                                    if (frame instanceof Http3GoAwayFrame goAway) {
                                        goAways.add(goAway.id());
                                    }
                                    ReferenceCountUtil.release(frame);
                                }
                            },
                            null,
                            null,
                            null,
                            true));
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof QuicConnectionCloseEvent closing) {
                closings.add(closing.error());
            } else if (event instanceof SslEarlyDataReadyEvent) {
                early = true;
            }
            ctx.fireUserEventTriggered(event);
        }
    }

    /** A stream, and what came on it. */
    public static final class Stream extends ChannelInboundHandlerAdapter {

        private final CompletableFuture<Http3Headers> head = new CompletableFuture<>();
        private final CompletableFuture<String> body = new CompletableFuture<>();
        private final StringBuilder text = new StringBuilder();
        private volatile @Nullable QuicStreamChannel channel;
        private volatile @Nullable Http3Headers trailers;

        /** The channel. */
        public QuicStreamChannel channel() {
            QuicStreamChannel opened = channel;
            if (opened == null) {
                throw new IllegalStateException("not open");
            }
            return opened;
        }

        /** Sends a piece of a body. */
        public Stream send(String piece) throws InterruptedException {
            channel()
                    .writeAndFlush(new DefaultHttp3DataFrame(Unpooled.copiedBuffer(piece, StandardCharsets.US_ASCII)))
                    .sync();
            return this;
        }

        /** Ends what is sent. */
        public Stream end() throws InterruptedException {
            channel().shutdownOutput().sync();
            return this;
        }

        /** Reads no more. */
        public void pause() {
            channel().config().setAutoRead(false);
        }

        /** The final head of the response; throws what came instead. */
        public Http3Headers head() throws Exception {
            return head.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        /** Its status. */
        public String status() throws Exception {
            return head().status().toString();
        }

        /** The whole body; throws what came instead of its end. */
        public String body() throws Exception {
            return body.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        /** The trailers. */
        public @Nullable Http3Headers trailers() {
            return trailers;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof Http3HeadersFrame frame && !head.isDone()) {
                if (!frame.headers().status().toString().startsWith("1")) {
                    head.complete(frame.headers());
                }
            } else if (message instanceof Http3HeadersFrame frame) {
                trailers = frame.headers();
            } else if (message instanceof Http3DataFrame frame) {
                ByteBuf content = frame.content();
                text.append(content.toString(StandardCharsets.ISO_8859_1));
            }
            ReferenceCountUtil.release(message);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event == ChannelInputShutdownEvent.INSTANCE) {
                body.complete(text.toString());
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            head.completeExceptionally(cause);
            body.completeExceptionally(cause);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            head.completeExceptionally(new IllegalStateException("closed"));
            body.completeExceptionally(new IllegalStateException("closed"));
        }
    }
}
