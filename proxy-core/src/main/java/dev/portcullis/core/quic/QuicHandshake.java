package dev.portcullis.core.quic;

import dev.portcullis.core.exchange.Arrival;
import dev.portcullis.core.tls.Handshake;
import dev.portcullis.core.tls.Handshakes;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.quic.QuicChannel;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Objects;
import javax.net.ssl.SSLEngine;

/**
 * A client's connection of QUIC until its handshake is done. It counts among those of TLS by TCP, with the same bounds and deadline, and
 * begins when the client's address has been validated.
 */
public final class QuicHandshake extends Handshake {

    /** The handshake of a connection just accepted. */
    public QuicHandshake(Arrival arrival, Handshakes handshakes, Next next) {
        super(arrival, handshakes, next);
    }

    /**
     * The channel becomes active only when the handshake is done, and never inactive if it never does. What is refused is told so only
     * after its first packet has been read: before that there are no keys to do it with, and the client would try again.
     */
    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        super.handlerAdded(ctx);
        ctx.channel().closeFuture().addListener(closed -> closed());
        ctx.executor().execute(() -> {
            if (ctx.channel().isOpen()) {
                begin(ctx);
            }
        });
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object stream) {
        ctx.fireChannelRead(stream);
    }

    @Override
    protected SSLEngine engine(ChannelHandlerContext ctx) {
        return Objects.requireNonNull(((QuicChannel) ctx.channel()).sslEngine(), "the handshake has an engine");
    }

    /** The library knows it, but Netty keeps the answer to itself. */
    @Override
    protected boolean isResumed(SSLEngine tls) {
        try {
            MethodHandle reused = MethodHandles.privateLookupIn(tls.getClass(), MethodHandles.lookup())
                    .findVirtual(tls.getClass(), "isSessionReused", MethodType.methodType(boolean.class));
            return (boolean) reused.invoke(tls);
        } catch (Throwable e) {
            return false;
        }
    }
}
