package dev.portcullis.core.pipeline;

import dev.portcullis.core.connection.http1.Http1ClientConnection;
import dev.portcullis.core.connection.http2.Http2ClientConnection;
import dev.portcullis.core.exchange.Arrival;
import dev.portcullis.core.exchange.Worker;
import dev.portcullis.core.http1.Http1RequestDecoder;
import dev.portcullis.core.proxyprotocol.Endpoints;
import dev.portcullis.core.proxyprotocol.ProxyHeaderDecoder;
import dev.portcullis.core.settings.Listener;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.core.tls.Certificates;
import dev.portcullis.core.tls.ClientHelloHandler;
import dev.portcullis.core.tls.Handshake;
import dev.portcullis.core.tls.Handshakes;
import dev.portcullis.rules.api.IpPrefix;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/**
 * A client's connection, first to last:
 *
 * <ol>
 *   <li>{@code proxy}, only for peers that are listed: the PROXY protocol's header is taken off;
 *   <li>{@code tls}, only of listeners for it: bytes are decrypted. In its place stands {@code hello} until it is known by the
 *       ClientHello which certificate is served;
 *   <li>{@code handshake}, only of listeners for TLS: keeps the connection until it is known which protocol is spoken, and then goes;
 *   <li>{@code http1}, only where that is spoken: bytes become messages, and what is malformed is refused;
 *   <li>{@code client}: messages, or the frames of HTTP/2, become exchanges; it writes the responses itself.
 * </ol>
 */
@Sharable
public final class ClientPipeline extends ChannelInitializer<Channel> {

    private final Map<EventLoop, Worker> workers;
    private final Certificates certificates;
    private final Handshakes handshakes;
    private volatile Listener.Kind kind;

    /**
     * Pipelines for the connections of one listener.
     *
     * @param workers of the event loops they come to
     * @param certificates those that are served where TLS is spoken
     * @param handshakes those that are under way on all listeners
     * @param kind what is spoken
     */
    public ClientPipeline(
            Map<EventLoop, Worker> workers, Certificates certificates, Handshakes handshakes, Listener.Kind kind) {
        this.workers = Map.copyOf(workers);
        this.certificates = certificates;
        this.handshakes = handshakes;
        this.kind = kind;
    }

    /** What is spoken on new connections. */
    public Listener.Kind kind() {
        return kind;
    }

    /** Speaks this on new connections from now on. */
    public void speak(Listener.Kind other) {
        kind = other;
    }

    @Override
    protected void initChannel(Channel channel) {
        Worker worker = workers.get(channel.eventLoop());
        if (worker == null
                || !(channel.remoteAddress() instanceof InetSocketAddress peer)
                || !(channel.localAddress() instanceof InetSocketAddress local)) {
            channel.close();
            return;
        }
        ProxySettings settings = worker.services().settings();
        Listener.Kind spoken = kind;
        boolean announces = announces(settings.listen().proxyProtocolPeers(), peer);
        if (announces) {
            channel.pipeline().addLast("proxy", new ProxyHeaderDecoder());
        }
        Arrival arrival = new Arrival(worker, new Endpoints(peer, local), spoken.scheme(), announces);
        switch (spoken) {
            case HTTP -> addHttp1(channel.pipeline(), arrival);
            case HTTPS -> addTls(channel.pipeline(), arrival);
            case H2C -> addHttp2(channel.pipeline(), arrival);
        }
    }

    private void addTls(ChannelPipeline pipeline, Arrival arrival) {
        int limit = arrival.worker().services().settings().listen().tls().clientHello();
        pipeline.addLast("hello", new ClientHelloHandler(certificates, arrival, limit))
                .addLast("handshake", new Handshake(arrival, handshakes, (after, protocol) -> {
                    if ("h2".equals(protocol)) {
                        addHttp2(after.pipeline(), arrival);
                    } else {
                        addHttp1(after.pipeline(), arrival);
                    }
                }));
    }

    private static void addHttp1(ChannelPipeline pipeline, Arrival arrival) {
        Http1RequestDecoder decoder =
                new Http1RequestDecoder(arrival.worker().services().settings().limits());
        pipeline.addLast("http1", decoder).addLast("client", new Http1ClientConnection(decoder, arrival));
    }

    /**
     * Adds the handler of HTTP/2. On a connection that has had a handshake it is added when the channel is active already, and
     * somebody has served it before ({@link Arrival#isServed}): no event says so once more.
     */
    private static void addHttp2(ChannelPipeline pipeline, Arrival arrival) {
        pipeline.addLast("client", new Http2ClientConnection(arrival));
    }

    /** Whether this peer is one of those that must announce their clients. */
    static boolean announces(List<IpPrefix> peers, InetSocketAddress peer) {
        if (peers.isEmpty()) {
            return false;
        }
        IpPrefix address = IpPrefix.of(peer.getAddress());
        return peers.stream().anyMatch(listed -> listed.contains(address));
    }
}
