package dev.portcullis.core.pipeline;

import dev.portcullis.core.http1.Http1ResponseDecoder;
import dev.portcullis.core.origin.OriginConnection;
import dev.portcullis.core.origin.OriginPool;
import dev.portcullis.core.settings.Limits;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

/**
 * A connection to the origin, first to last:
 *
 * <ol>
 *   <li>{@code http1}: bytes become messages, and what is no response is refused;
 *   <li>{@code origin}: messages go to the exchange that the connection serves.
 * </ol>
 */
public final class OriginPipeline implements OriginPool.Dialer {

    private final Bootstrap bootstrap;
    private final Supplier<InetSocketAddress> address;
    private final Limits limits;

    /**
     * Dials from the event loop of the bootstrap, which has its channel and options.
     *
     * @param address where the origin listens just now
     */
    public OriginPipeline(Bootstrap bootstrap, Supplier<InetSocketAddress> address, Limits limits) {
        this.bootstrap = bootstrap;
        this.address = address;
        this.limits = limits;
    }

    @Override
    public ChannelFuture dial(OriginPool pool) {
        return bootstrap
                .clone()
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        Http1ResponseDecoder decoder = new Http1ResponseDecoder(limits);
                        channel.pipeline()
                                .addLast("http1", decoder)
                                .addLast("origin", new OriginConnection(decoder, pool));
                    }
                })
                .connect(address.get());
    }
}
