package dev.portcullis.core.pipeline;

import dev.portcullis.core.exchange.Arrival;
import dev.portcullis.core.exchange.Http3ClientConnection;
import dev.portcullis.core.exchange.Http3Control;
import dev.portcullis.core.exchange.Http3StreamHandler;
import dev.portcullis.core.exchange.Worker;
import dev.portcullis.core.proxyprotocol.Endpoints;
import dev.portcullis.core.quic.QuicCertificates;
import dev.portcullis.core.quic.QuicHandshake;
import dev.portcullis.core.quic.RetryTokens;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.core.tls.Handshakes;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http3.DefaultHttp3SettingsFrame;
import io.netty.handler.codec.http3.Http3ServerConnectionHandler;
import io.netty.handler.codec.http3.Http3Settings;
import io.netty.handler.codec.http3.Http3SettingsFrame;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * HTTP/3 on one UDP socket. The socket has one handler, Netty's codec of QUIC. A client's connection, first to last:
 *
 * <ol>
 *   <li>{@code http3}: Netty's codec of HTTP/3, which adds its own handlers to each stream;
 *   <li>{@code handshake}: keeps the connection until the handshake is done, and then goes;
 *   <li>{@code client}: serves it, and knows its streams.
 * </ol>
 *
 * <p>Behind the codec each stream of a request has {@code client}, which makes it an exchange.
 */
public final class Http3Pipeline extends ChannelInitializer<Channel> {

    /** Streams for other things than requests: three that there must be, and some that clients open to see whether they may. */
    private static final int ONE_WAY_STREAMS = 8;

    private final Map<EventLoop, Worker> workers;
    private final Handshakes handshakes;
    private final Acceptor acceptor;

    /** Whether a listener takes connections, and what it knows of them. */
    public interface Acceptor {

        /** Whether connections are taken just now. */
        boolean accepts();

        /** One was taken; {@code served} when its handshake is done. */
        void accepted(Channel connection, Worker.Member served);
    }

    private Http3Pipeline(Map<EventLoop, Worker> workers, Handshakes handshakes, Acceptor acceptor) {
        this.workers = workers;
        this.handshakes = handshakes;
        this.acceptor = acceptor;
    }

    /**
     * The handler of a UDP socket.
     *
     * @param worker of the event loop that the socket is on
     * @param loop that event loop
     */
    public static ChannelHandler ofSocket(
            Worker worker, EventLoop loop, QuicCertificates certificates, Handshakes handshakes, Acceptor acceptor) {
        ProxySettings settings = worker.services().settings();
        return new QuicServerCodecBuilder()
                .sslContext(certificates.context())
                .tokenHandler(new RetryTokens(worker.services().ticker(), acceptor::accepts))
                .localConnectionIdLength(RetryTokens.ID)
                .activeMigration(false)
                .maxIdleTimeout(settings.timeouts().idle().toMillis(), TimeUnit.MILLISECONDS)
                .initialMaxStreamsBidirectional(Http3ClientConnection.STREAMS)
                .initialMaxStreamsUnidirectional(ONE_WAY_STREAMS)
                .initialMaxStreamDataBidirectionalRemote(Http3ClientConnection.WINDOW)
                .initialMaxStreamDataUnidirectional(Http3ClientConnection.WINDOW)
                .initialMaxData((long) Http3ClientConnection.STREAMS * Http3ClientConnection.WINDOW)
                .handler(new Http3Pipeline(Map.of(loop, worker), handshakes, acceptor))
                .build();
    }

    @Override
    protected void initChannel(Channel channel) {
        Worker worker = workers.get(channel.eventLoop());
        if (worker == null
                || !(channel instanceof QuicChannel connection)
                || !(connection.remoteSocketAddress() instanceof InetSocketAddress peer)
                || !(connection.localSocketAddress() instanceof InetSocketAddress local)
                || ClientPipeline.announces(
                        worker.services().settings().listen().proxyProtocolPeers(), peer)) {
            channel.close();
            return;
        }
        Arrival arrival = new Arrival(worker, new Endpoints(peer, local), "https", false);
        Http3ClientConnection client = new Http3ClientConnection(arrival);
        acceptor.accepted(channel, client);
        channel.pipeline()
                .addLast("http3", codec(client, worker.services().settings()))
                .addLast("handshake", new QuicHandshake(arrival, handshakes, (after, protocol) -> after.pipeline()
                        .addLast("client", client)));
    }

    /** A list that is larger than is announced ends the connection, so a little more than is served is. */
    private static Http3ServerConnectionHandler codec(Http3ClientConnection client, ProxySettings settings) {
        int headers = settings.limits().headers();
        Http3SettingsFrame announced =
                new DefaultHttp3SettingsFrame(new Http3Settings().maxFieldSectionSize(headers + headers / 4));
        ChannelHandler streams = new ChannelInitializer<QuicStreamChannel>() {
            @Override
            protected void initChannel(QuicStreamChannel stream) {
                stream.pipeline().addLast("client", new Http3StreamHandler(client));
            }
        };
        return new Http3ServerConnectionHandler(streams, new Http3Control(client), null, announced, true);
    }
}
