package dev.portcullis.core.pipeline;

import dev.portcullis.core.http1.Http1ResponseDecoder;
import dev.portcullis.core.origin.OriginConnection;
import dev.portcullis.core.origin.OriginPool;
import dev.portcullis.core.settings.Limits;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.EventLoop;
import java.net.SocketAddress;
import java.util.function.Function;
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

    private final Function<SocketAddress, Bootstrap> bootstraps;
    private final Supplier<Limits> limits;

    /**
     * Dials from one event loop.
     *
     * @param bootstraps makes a bootstrap that has that event loop, the kind of channel for such an address, its options and the
     *     address
     * @param limits how much of a response's head is accepted
     */
    public OriginPipeline(Function<SocketAddress, Bootstrap> bootstraps, Supplier<Limits> limits) {
        this.bootstraps = bootstraps;
        this.limits = limits;
    }

    @Override
    public ChannelFuture dial(OriginPool pool) {
        Bootstrap bootstrap = bootstraps.apply(pool.origin().address());
        ChannelFuture dialed = connect(bootstrap, pool);
        if (!dialed.isDone() || dialed.isSuccess()) {
            return dialed;
        }
        // without a channel, for want of a file descriptor, the failure would be told on a thread that is none of ours
        EventLoop loop = (EventLoop) bootstrap.config().group();
        return new DefaultChannelPromise(dialed.channel(), loop).setFailure(dialed.cause());
    }

    private ChannelFuture connect(Bootstrap bootstrap, OriginPool pool) {
        return bootstrap
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        Http1ResponseDecoder decoder = new Http1ResponseDecoder(limits.get());
                        channel.pipeline()
                                .addLast("http1", decoder)
                                .addLast("origin", new OriginConnection(decoder, pool));
                    }
                })
                .connect();
    }
}
