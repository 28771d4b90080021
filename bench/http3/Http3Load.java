import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.http3.DefaultHttp3Headers;
import io.netty.handler.codec.http3.DefaultHttp3HeadersFrame;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.http3.Http3ClientConnectionHandler;
import io.netty.handler.codec.http3.Http3DataFrame;
import io.netty.handler.codec.http3.Http3Headers;
import io.netty.handler.codec.http3.Http3HeadersFrame;
import io.netty.handler.codec.http3.Http3RequestStreamInboundHandler;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Asks a proxy on loopback for one page by HTTP/3 for some seconds, with so many connections and so many streams on each, as h2load does by
 * HTTP/2. One thread; prints how many responses of 200 came whole, and how many requests did not end so.
 */
final class Http3Load {

    private static final long WINDOW = 1 << 20;

    private final InetSocketAddress to;
    private final String path;
    private long end;
    private long done;
    private long failed;

    private Http3Load(int port, String path) {
        this.to = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.path = path;
    }

    /** PORT PATH CONNECTIONS STREAMS SECONDS. */
    public static void main(String[] args) throws Exception {
        int seconds = Integer.parseInt(args[4]);
        Http3Load load = new Http3Load(Integer.parseInt(args[0]), args[1]);
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        QuicSslContext tls = QuicSslContextBuilder.forClient()
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .endpointIdentificationAlgorithm("")
                .applicationProtocols(Http3.supportedApplicationProtocols())
                .build();
        List<QuicChannel> connections = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(args[2]); i++) {
            connections.add(load.connect(loop, tls));
        }
        int streams = Integer.parseInt(args[3]);
        load.end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds); // handshakes are not what is measured
        for (QuicChannel connection : connections) {
            connection.eventLoop().execute(() -> {
                for (int i = 0; i < streams; i++) {
                    load.ask(connection);
                }
            });
        }
        TimeUnit.NANOSECONDS.sleep(load.end - System.nanoTime());
        TimeUnit.SECONDS.sleep(1);
        loop.submit(() -> System.out.println("requests: " + load.done + " done, " + load.failed + " failed"))
                .sync();
        for (QuicChannel connection : connections) {
            connection.close().sync();
        }
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }

    private QuicChannel connect(EventLoopGroup loop, QuicSslContext tls) throws Exception {
        ChannelHandler codec = Http3.newQuicClientCodecBuilder()
                .sslContext(tls)
                .maxIdleTimeout(10, TimeUnit.SECONDS)
                .initialMaxData(16 * WINDOW)
                .initialMaxStreamDataBidirectionalLocal(WINDOW)
                .build();
        Channel socket = new Bootstrap()
                .group(loop)
                .channel(NioDatagramChannel.class)
                .handler(codec)
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel();
        return QuicChannel.newBootstrap(socket)
                .handler(new Http3ClientConnectionHandler())
                .remoteAddress(to)
                .connect()
                .get();
    }

    private void ask(QuicChannel connection) {
        if (System.nanoTime() - end >= 0) {
            return;
        }
        Http3.newRequestStream(connection, new Answer(connection)).addListener(opened -> {
            if (!opened.isSuccess()) {
                failed++;
                return;
            }
            Http3Headers head = new DefaultHttp3Headers()
                    .method("GET")
                    .scheme("https")
                    .authority("localhost")
                    .path(path)
                    .set("user-agent", "load");
            ((QuicStreamChannel) opened.getNow())
                    .writeAndFlush(new DefaultHttp3HeadersFrame(head))
                    .addListener(QuicStreamChannel.SHUTDOWN_OUTPUT);
        });
    }

    /** One response. */
    private final class Answer extends Http3RequestStreamInboundHandler {

        private final QuicChannel connection;
        private boolean ok;
        private boolean over;
        private long expected = -1;

        Answer(QuicChannel connection) {
            this.connection = connection;
        }

        @Override
        protected void channelRead(ChannelHandlerContext ctx, Http3HeadersFrame frame) {
            ok = "200".contentEquals(frame.headers().status());
            expected = frame.headers().getLong("content-length", -1);
        }

        @Override
        protected void channelRead(ChannelHandlerContext ctx, Http3DataFrame frame) {
            expected -= frame.content().readableBytes();
            frame.release();
        }

        @Override
        protected void channelInputClosed(ChannelHandlerContext ctx) {
            ends(ok && expected == 0);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            ends(false);
        }

        private void ends(boolean whole) {
            if (!over) {
                over = true;
                done += whole ? 1 : 0;
                failed += whole ? 0 : 1;
                ask(connection);
            }
        }
    }
}
