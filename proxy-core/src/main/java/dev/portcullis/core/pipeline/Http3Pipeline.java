package dev.portcullis.core.pipeline;

import dev.portcullis.core.connection.http3.Http3ClientConnection;
import dev.portcullis.core.connection.http3.Http3Control;
import dev.portcullis.core.connection.http3.Http3OneWayStream;
import dev.portcullis.core.connection.http3.Http3StreamHandler;
import dev.portcullis.core.exchange.Arrival;
import dev.portcullis.core.exchange.Worker;
import dev.portcullis.core.http3.JoinedWrites;
import dev.portcullis.core.proxyprotocol.Endpoints;
import dev.portcullis.core.quic.AfterDatagram;
import dev.portcullis.core.quic.ClientHellos;
import dev.portcullis.core.quic.QuicHandshake;
import dev.portcullis.core.quic.RetryTokens;
import dev.portcullis.core.quic.UnpaddedDatagrams;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.core.tls.Handshakes;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.handler.codec.http3.DefaultHttp3SettingsFrame;
import io.netty.handler.codec.http3.Http3ServerConnectionHandler;
import io.netty.handler.codec.http3.Http3Settings;
import io.netty.handler.codec.http3.Http3SettingsFrame;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * HTTP/3 on one UDP socket. The handlers of the socket, first to last:
 *
 * <ol>
 *   <li>{@code padding}: drops what a client may not send in so small a datagram;
 *   <li>{@code after}: does what is to be done when a datagram has been read;
 *   <li>{@code hello}: reads along what clients' connections begin with;
 *   <li>{@code quic}: Netty's codec of QUIC.
 * </ol>
 *
 * <p>Those of a client's connection:
 *
 * <ol>
 *   <li>{@code http3}: Netty's codec of HTTP/3, which adds its own handlers to each stream;
 *   <li>{@code handshake}: keeps the connection until the handshake is done, and then goes;
 *   <li>{@code client}: serves it, and knows its streams.
 * </ol>
 *
 * <p>Each stream of a request has {@code joined} before the codec, which joins what is written, and behind it {@code client}, which makes it an
 * exchange. Each of one direction has {@code one-way} behind the codec.
 */
public final class Http3Pipeline extends ChannelInitializer<Channel> {

    /** Streams for other things than requests: three that there must be, and some that clients open to see whether they may. */
    private static final int ONE_WAY_STREAMS = 8;

    /**
     * After which a connection on which nothing comes is given up by the library. Longer than any request takes: how long connections and
     * requests may last is kept by who serves them.
     */
    private static final Duration SILENCE = Duration.ofHours(1);

    private final Map<EventLoop, Worker> workers;
    private final Handshakes handshakes;
    private final Acceptor acceptor;
    private final ClientHellos hellos;
    private final Executor afterDatagram;

    /** Whether a listener takes connections, and what it knows of them. */
    public interface Acceptor {

        /** Whether connections are taken just now. */
        boolean accepts();

        /** One was taken; {@code served} when its handshake is done. */
        void accepted(Channel connection, Worker.Member served);
    }

    private Http3Pipeline(
            Map<EventLoop, Worker> workers,
            Handshakes handshakes,
            Acceptor acceptor,
            ClientHellos hellos,
            Executor afterDatagram) {
        this.workers = workers;
        this.handshakes = handshakes;
        this.acceptor = acceptor;
        this.hellos = hellos;
        this.afterDatagram = afterDatagram;
    }

    /**
     * The handler of a UDP socket.
     *
     * @param worker of the event loop that the socket is on
     * @param loop that event loop
     * @param tls the certificates for the clients of this socket (none for those that are turned away)
     * @param after what is to be done after each datagram on this socket
     */
    public static ChannelHandler ofSocket(
            Worker worker,
            EventLoop loop,
            QuicSslContext tls,
            AfterDatagram after,
            Handshakes handshakes,
            Acceptor acceptor) {
        RetryTokens tokens = new RetryTokens(worker.services().ticker(), acceptor::accepts);
        ClientHellos hellos = new ClientHellos(
                tokens, () -> worker.services().settings().listen().tls().clientHello());
        ChannelHandler quic = new QuicServerCodecBuilder()
                .sslContext(tls)
                .tokenHandler(tokens)
                .localConnectionIdLength(RetryTokens.ID)
                .activeMigration(false)
                .maxIdleTimeout(SILENCE.toMillis(), TimeUnit.MILLISECONDS)
                .initialMaxStreamsBidirectional(Http3ClientConnection.STREAMS)
                .initialMaxStreamsUnidirectional(ONE_WAY_STREAMS)
                .initialMaxStreamDataBidirectionalRemote(Http3ClientConnection.WINDOW)
                .initialMaxStreamDataUnidirectional(Http3ClientConnection.WINDOW)
                .initialMaxData((long) Http3ClientConnection.STREAMS * Http3ClientConnection.WINDOW)
                .handler(new Http3Pipeline(Map.of(loop, worker), handshakes, acceptor, hellos, after))
                .streamHandler(new ChannelInitializer<QuicStreamChannel>() {
                    @Override
                    protected void initChannel(QuicStreamChannel stream) {
                        if (stream.type() == QuicStreamType.UNIDIRECTIONAL) {
                            stream.pipeline().addLast("one-way", new Http3OneWayStream());
                        } else {
                            stream.pipeline().addFirst("joined", new JoinedWrites());
                        }
                    }
                })
                .build();
        return new ChannelInitializer<DatagramChannel>() {
            @Override
            protected void initChannel(DatagramChannel socket) {
                socket.pipeline()
                        .addLast("padding", new UnpaddedDatagrams())
                        .addLast("after", after.handler())
                        .addLast("hello", hellos)
                        .addLast("quic", quic);
            }
        };
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
                .addLast(
                        "handshake",
                        new QuicHandshake(
                                arrival, handshakes, hellos, afterDatagram, (done, protocol) -> done.pipeline()
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
        return new Http3ServerConnectionHandler(
                streams, new Http3Control(client), type -> client.unknownStream(), announced, true);
    }
}
