package dev.portcullis.core.quic;

import dev.portcullis.core.exchange.Arrival;
import dev.portcullis.core.tls.Handshake;
import dev.portcullis.core.tls.Handshakes;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.quic.QuicChannel;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Objects;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection of QUIC until its handshake is done. It counts among those of TLS by TCP, with the same bounds and deadline, and
 * begins when the client's address has been validated.
 */
public final class QuicHandshake extends Handshake implements ClientHellos.Hearer {

    private final Arrival arrival;
    private final ClientHellos hellos;
    private final Executor afterDatagram;
    private @Nullable ChannelHandlerContext context;
    private boolean turnedAway;

    /**
     * The handshake of a connection just accepted.
     *
     * @param hellos read along on its socket
     * @param afterDatagram what is done when the client's first packet has been read
     */
    public QuicHandshake(
            Arrival arrival, Handshakes handshakes, ClientHellos hellos, Executor afterDatagram, Next next) {
        super(arrival, handshakes, next);
        this.arrival = arrival;
        this.hellos = hellos;
        this.afterDatagram = afterDatagram;
    }

    /** The channel becomes active only when the handshake is done, and never inactive if it never does. */
    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        super.handlerAdded(ctx);
        context = ctx;
        ctx.channel().closeFuture().addListener(closed -> closed());
        begin(ctx);
        hellos.begins(this, ctx.channel().closeFuture());
    }

    @Override
    public void fingerprint(String ja4) {
        arrival.shakesHands(ja4);
    }

    @Override
    public void tooLong() {
        ChannelHandlerContext ctx = context;
        if (ctx != null && !turnedAway) {
            turnedAway = true;
            failed(new TooLongFrameException("the ClientHello is longer than it may be"));
            afterDatagram.execute(ctx::close);
        }
    }

    /**
     * The client is told when its first packet has been read: before that there are no keys to do it with, and it would try again. Nor
     * is it told any later: once our part of the handshake is sent, that looks done to the client. What is sent goes out before the
     * closing does; so such a client is served no certificate ({@link QuicCertificates#context}), and there is nothing to send.
     */
    @Override
    protected void turnAway(ChannelHandlerContext ctx) {
        turnedAway = true;
        afterDatagram.execute(ctx::close);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (!turnedAway) {
            super.userEventTriggered(ctx, event);
        }
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
