package dev.portcullis.core.pipeline;

import dev.portcullis.core.http1.Http1ResponseDecoder;
import dev.portcullis.core.origin.Origin;
import dev.portcullis.core.origin.OriginConnection;
import dev.portcullis.core.origin.OriginPool;
import dev.portcullis.core.settings.Limits;
import dev.portcullis.core.settings.OriginTls;
import dev.portcullis.core.tls.OriginContexts;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to the origin, first to last:
 *
 * <ol>
 *   <li>{@code tls}, only where it is spoken with the server: bytes are encrypted;
 *   <li>{@code http1}: bytes become messages, and what is no response is refused;
 *   <li>{@code origin}: messages go to the exchange that the connection serves.
 * </ol>
 */
public final class OriginPipeline implements OriginPool.Dialer {

    private static final Logger log = LoggerFactory.getLogger(OriginPipeline.class);

    private final Function<SocketAddress, Bootstrap> bootstraps;
    private final Supplier<Limits> limits;
    private final OriginContexts tls;
    private String lastFailure = "";

    /**
     * Dials from one event loop.
     *
     * @param bootstraps makes a bootstrap that has that event loop, the kind of channel for such an address, its options and the
     *     address
     * @param limits how much of a response's head is accepted
     * @param tls how it is spoken with servers that want it
     */
    public OriginPipeline(Function<SocketAddress, Bootstrap> bootstraps, Supplier<Limits> limits, OriginContexts tls) {
        this.tls = tls;
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
        OriginTls wanted = pool.origin().tls();
        ChannelFuture dialed = bootstrap
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (wanted != null) {
                            channel.pipeline().addLast("tls", handler(channel, pool.origin(), wanted));
                        }
                        Http1ResponseDecoder decoder = new Http1ResponseDecoder(limits.get());
                        channel.pipeline()
                                .addLast("http1", decoder)
                                .addLast("origin", new OriginConnection(decoder, pool));
                    }
                })
                .connect();
        return wanted == null
                ? dialed
                : secured(dialed, (EventLoop) bootstrap.config().group(), pool.origin());
    }

    private SslHandler handler(Channel channel, Origin origin, OriginTls wanted) {
        int port = origin.address() instanceof InetSocketAddress internet ? internet.getPort() : 0;
        return tls.newHandler(
                wanted, origin.host(), port, channel.alloc(), channel.config().getConnectTimeoutMillis());
    }

    /** Done when the handshake is: a server that can't be trusted counts as one that can't be connected to. */
    private ChannelFuture secured(ChannelFuture dialed, EventLoop loop, Origin origin) {
        Channel channel = dialed.channel();
        ChannelPromise secured = new DefaultChannelPromise(channel, loop);
        dialed.addListener(connected -> {
            if (!connected.isSuccess()) {
                secured.setFailure(connected.cause());
                return;
            }
            channel.read();
            channel.pipeline().get(SslHandler.class).handshakeFuture().addListener(done -> {
                if (done.isSuccess()) {
                    lastFailure = "";
                    secured.setSuccess();
                } else {
                    secured.setFailure(failure(origin, done.cause()));
                    channel.close();
                }
            });
        });
        return secured;
    }

    /** Tells of a failure once, until another one comes or it works again. */
    private IOException failure(Origin origin, Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String said = "TLS with " + origin.url() + " failed: " + root.getMessage();
        if (!said.equals(lastFailure)) {
            lastFailure = said;
            log.error("{}", said);
        }
        return new IOException(said, cause);
    }
}
