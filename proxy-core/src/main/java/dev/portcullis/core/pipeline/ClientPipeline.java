package dev.portcullis.core.pipeline;

import dev.portcullis.core.exchange.Http1ClientConnection;
import dev.portcullis.core.exchange.Worker;
import dev.portcullis.core.http1.Http1RequestDecoder;
import dev.portcullis.core.proxyprotocol.Endpoints;
import dev.portcullis.core.proxyprotocol.ProxyHeaderDecoder;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.rules.api.IpPrefix;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/**
 * A client's connection, first to last:
 *
 * <ol>
 *   <li>{@code proxy}, only for peers that are listed: the PROXY protocol's header is taken off;
 *   <li>{@code http1}: bytes become messages, and what is malformed is refused;
 *   <li>{@code client}: messages become exchanges; it writes the responses itself.
 * </ol>
 */
@Sharable
public final class ClientPipeline extends ChannelInitializer<Channel> {

    private final Map<EventLoop, Worker> workers;

    /** Pipelines for connections on the event loops of these workers. */
    public ClientPipeline(Map<EventLoop, Worker> workers) {
        this.workers = Map.copyOf(workers);
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
        boolean announces = announces(settings.listen().proxyProtocolPeers(), peer);
        if (announces) {
            channel.pipeline().addLast("proxy", new ProxyHeaderDecoder());
        }
        Http1RequestDecoder decoder = new Http1RequestDecoder(settings.limits());
        channel.pipeline()
                .addLast("http1", decoder)
                .addLast("client", new Http1ClientConnection(worker, decoder, new Endpoints(peer, local), announces));
    }

    private static boolean announces(List<IpPrefix> peers, InetSocketAddress peer) {
        if (peers.isEmpty()) {
            return false;
        }
        IpPrefix address = IpPrefix.of(peer.getAddress());
        return peers.stream().anyMatch(listed -> listed.contains(address));
    }
}
