package dev.portcullis.core.tls;

import dev.portcullis.core.exchange.Arrival;
import dev.portcullis.core.exchange.Worker;
import dev.portcullis.core.http.MalformedMessageException;
import dev.portcullis.core.observe.ConnectionRefusal;
import dev.portcullis.core.proxyprotocol.Announced;
import dev.portcullis.core.settings.TlsSettings;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection until its handshake is done: it keeps the deadline, asks for the bytes, and then hands the connection on to
 * whoever speaks the protocol that was agreed on.
 *
 * <p>Stands last in the pipeline, after the handler of TLS or the one that awaits the ClientHello. Used on its event loop only.
 */
public class Handshake extends ChannelInboundHandlerAdapter implements Worker.Member {

    /** Puts in place what speaks a protocol. */
    @FunctionalInterface
    public interface Next {

        /**
         * The handshake is done.
         *
         * @param protocol what was agreed on by ALPN; null when the client knows no ALPN
         */
        void speak(ChannelHandlerContext after, @Nullable String protocol);
    }

    private final Arrival arrival;
    private final Handshakes handshakes;
    private final Next next;
    private final long since;
    private final long sinceMillis;
    private @Nullable ChannelHandlerContext context;
    private boolean entered;
    private boolean done;

    /** The handshake of a connection just accepted. */
    public Handshake(Arrival arrival, Handshakes handshakes, Next next) {
        this.arrival = arrival;
        this.handshakes = handshakes;
        this.next = next;
        this.sinceMillis = arrival.worker().services().clock().now().toEpochMilli();
        this.since = arrival.worker().services().ticker().nanos();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        begin(ctx);
    }

    /** The connection begins. */
    protected final void begin(ChannelHandlerContext ctx) {
        if (!arrival.serve(this)) {
            turnAway(ctx);
        } else if (arrival.isAnnounced() && !enters()) {
            refuse(ctx, ConnectionRefusal.TOO_MANY_HANDSHAKES);
        } else {
            ctx.read();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof Announced announced) {
            if (!arrival.announced(announced)) {
                turnAway(ctx);
            } else if (!enters()) {
                refuse(ctx, ConnectionRefusal.TOO_MANY_HANDSHAKES);
            }
        } else if (event instanceof MalformedMessageException) {
            refuse(ctx, ConnectionRefusal.NO_PROXY_HEADER);
        } else if (event instanceof SslHandshakeCompletionEvent completed) {
            if (completed.isSuccess()) {
                succeeded(ctx);
            } else {
                failed(HandshakeEnding.of(completed.cause()));
            }
        }
    }

    private void succeeded(ChannelHandlerContext ctx) {
        leave();
        SSLEngine tls = engine(ctx);
        handshakes.add(HandshakeEnding.of(tls.getSession().getProtocol(), isResumed(tls)));
        if (Certificates.PROOF.equals(tls.getApplicationProtocol())) {
            ctx.close(); // the handshake was all that was asked for (RFC 8737 3)
            return;
        }
        done = true;
        next.speak(ctx, tls.getApplicationProtocol());
        ctx.pipeline().remove(this);
    }

    /** Whether the handshake has resumed an earlier session. */
    protected boolean isResumed(SSLEngine tls) {
        return SessionReuse.isResumed(tls, sinceMillis);
    }

    /** What has computed the handshake. */
    protected SSLEngine engine(ChannelHandlerContext ctx) {
        return ctx.pipeline().get(SslHandler.class).engine();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.read();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closed();
    }

    /** The connection is closed. */
    protected final void closed() {
        failed(HandshakeEnding.CLIENT_GONE);
        arrival.closed();
    }

    /** A handshake that fails is nobody's fault but the client's: the handler of TLS has told it why. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        failed(cause);
        ctx.close();
    }

    /** It has failed for this. */
    protected final void failed(Throwable cause) {
        failed(HandshakeEnding.of(cause));
    }

    @Override
    public void sweep(long now) {
        if (now - since >= settings().handshake().toNanos()) {
            arrival.worker().connectionRefused(ConnectionRefusal.SLOW_HANDSHAKE);
            failed(HandshakeEnding.TOO_SLOW);
            close();
        }
    }

    @Override
    public void recheck(long now) {
        // once it is done, whoever it is gets an answer
    }

    @Override
    public void drain() {
        close();
    }

    @Override
    public void close() {
        if (context != null && !done) {
            context.close();
        }
    }

    private boolean enters() {
        entered = handshakes.enter(arrival, settings());
        return entered;
    }

    /** Counts the first reason why it fails. */
    private void failed(HandshakeEnding why) {
        if (entered) {
            handshakes.add(why);
            leave();
        }
    }

    private void leave() {
        if (entered) {
            entered = false;
            handshakes.leave(arrival);
        }
    }

    private void refuse(ChannelHandlerContext ctx, ConnectionRefusal reason) {
        arrival.worker().connectionRefused(reason);
        turnAway(ctx);
    }

    /** Closes a connection that is not served. */
    protected void turnAway(ChannelHandlerContext ctx) {
        ctx.close();
    }

    private TlsSettings settings() {
        return arrival.worker().services().settings().listen().tls();
    }
}
