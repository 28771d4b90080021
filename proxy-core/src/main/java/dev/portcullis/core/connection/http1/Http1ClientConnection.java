package dev.portcullis.core.connection.http1;

import dev.portcullis.core.connection.Lifetime;
import dev.portcullis.core.connection.Lifetime.Phase;
import dev.portcullis.core.connection.Patience;
import dev.portcullis.core.connection.Stall;
import dev.portcullis.core.exchange.Arrival;
import dev.portcullis.core.exchange.ClientStream;
import dev.portcullis.core.exchange.Exchange;
import dev.portcullis.core.exchange.Worker;
import dev.portcullis.core.forward.ResponseForwarding.Framing;
import dev.portcullis.core.http.BodyEnd;
import dev.portcullis.core.http.MalformedMessageException;
import dev.portcullis.core.http.RequestHead;
import dev.portcullis.core.http.ResponseHead;
import dev.portcullis.core.http1.Http1RequestDecoder;
import dev.portcullis.core.observe.ConnectionRefusal;
import dev.portcullis.core.proxyprotocol.Announced;
import dev.portcullis.core.proxyprotocol.Endpoints;
import dev.portcullis.core.reply.Reply;
import dev.portcullis.core.settings.ProxySettings;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A client's HTTP/1 connection: one exchange after another, in the order of the requests (RFC 9112 9.3).
 *
 * <p>Reads only what can be used: a head while none is being served, a body while the origin takes it, and once, after the
 * whole request, to notice that the client has gone. Pipelined requests wait in the socket.
 *
 * <p>Stands after {@link Http1RequestDecoder}, last in the pipeline. Used on its event loop only.
 */
public final class Http1ClientConnection extends ChannelInboundHandlerAdapter implements ClientStream, Worker.Member {

    private final Worker worker;
    private final Http1RequestDecoder decoder;
    private final Arrival arrival;
    private final ChannelFutureListener written = this::written;
    private final Patience patience = new Patience();
    private final Lifetime lifetime;

    private @Nullable Http1ResponseWriter writer;
    private @Nullable Exchange exchange;
    private int requests;
    private boolean persistent;
    private boolean reading;

    /** A connection just accepted, or one whose handshake has handed it on. */
    public Http1ClientConnection(Http1RequestDecoder decoder, Arrival arrival) {
        this.worker = arrival.worker();
        this.decoder = decoder;
        this.arrival = arrival;
        this.lifetime = new Lifetime(now());
    }

    // What arrives

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        writer = new Http1ResponseWriter(ctx);
        if (arrival.isServed()) {
            channelActive(ctx);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (arrival.serve(this)) {
            readIfWanted(ctx);
        } else {
            refuse(ctx);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof Announced announced) {
            if (!arrival.announced(announced)) {
                refuse(ctx);
            }
        } else if (event instanceof MalformedMessageException malformed) {
            worker.connectionRefused(ConnectionRefusal.NO_PROXY_HEADER);
            refuseMalformed(malformed.status());
        }
    }

    private void refuse(ChannelHandlerContext ctx) {
        enter(Phase.CLOSED);
        ctx.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof RequestHead head && lifetime.is(Phase.AWAITING)) {
            begin(head);
        } else if (message instanceof ByteBuf content && exchange != null) {
            exchange.requestContent(content);
        } else if (message instanceof BodyEnd end && exchange != null) {
            exchange.requestEnded(end);
        } else if (message instanceof MalformedMessageException malformed) {
            refuseMalformed(malformed.status());
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reading = false;
        if (exchange != null) {
            exchange.requestReadComplete();
        }
        noteHeadStart();
        readIfWanted(ctx);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (exchange != null && ctx.channel().isWritable()) {
            exchange.clientWritable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        enter(Phase.CLOSED);
        arrival.closed();
        writer().release();
        if (exchange != null) {
            exchange.clientGone();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        worker.connectionFailed(cause);
        ctx.close();
    }

    private void begin(RequestHead head) {
        long now = now();
        lifetime.enter(Phase.SERVING, now);
        patience.restart();
        writer().answer(head);
        persistent = head.connection().persists(head.version())
                && ++requests < settings().clients().requestsPerConnection();
        Exchange begun = arrival.begin(head, this, now);
        exchange = begun;
        begun.start(now);
    }

    /** Answers what is no request: policy is not asked, but the listener hears of it. */
    private void refuseMalformed(int status) {
        persistent = false;
        if (exchange != null) {
            exchange.requestBroken(status);
        } else if (lifetime.is(Phase.AWAITING)) {
            Reply reply = Reply.malformed(status);
            arrival.malformed(reply.status(), reply.pageLength(), lifetime.headSince(), now());
            enter(Phase.ENDING);
            writer().reply(reply, worker.date(), false, written);
        }
    }

    // What is sent

    @Override
    public void sendInformational(ResponseHead head) {
        writer().informational(head);
    }

    @Override
    public void sendHead(ResponseHead head) {
        writer().begin(head);
        persistent &= writer().framing() != Framing.CLOSE && isRequestRead() && !worker.isDraining();
        writer().head(head, persistent);
    }

    @Override
    public void switchProtocol(ResponseHead head) {
        persistent = false;
        writer().switchProtocol(head);
        decoder.passThrough();
        readIfWanted(context());
    }

    @Override
    public void sendContent(ByteBuf content) {
        writer().content(content);
    }

    @Override
    public void sendEnd(BodyEnd end) {
        writer().end(end, written);
    }

    @Override
    public void sendReply(Reply reply) {
        persistent &= isRequestRead() && !worker.isDraining();
        writer().reply(reply, worker.date(), persistent, written);
    }

    @Override
    public void abort() {
        exchange = null;
        enter(Phase.ENDING);
        writer().abort();
    }

    @Override
    public void flush() {
        writer().flush();
    }

    @Override
    public boolean isWritable() {
        return context().channel().isWritable();
    }

    @Override
    public Executor loop() {
        return context().executor();
    }

    @Override
    public Endpoints ends() {
        return arrival.peer().ends();
    }

    @Override
    public void contentWanted() {
        readIfWanted(context());
    }

    private void written(ChannelFuture future) {
        if (!future.isSuccess()) {
            future.channel().close();
        } else if (exchange != null) {
            exchange.responseWritten();
        } else if (lifetime.is(Phase.ENDING)) {
            linger(context());
        }
    }

    // What comes after a response

    @Override
    public void exchangeOver() {
        boolean requestRead = isRequestRead();
        exchange = null;
        if (!lifetime.is(Phase.SERVING)) {
            return;
        }
        if (persistent && requestRead && !worker.isDraining()) {
            enter(Phase.AWAITING);
            decoder.next();
            if (exchange != null) {
                exchange.requestReadComplete(); // what was kept came with no read of its own
            }
            noteHeadStart();
            readIfWanted(context());
        } else {
            linger(context());
        }
    }

    /**
     * Closes so that the client can still read the response: a socket that is closed with unread bytes resets the connection,
     * which may destroy what the client has not read yet (RFC 9112 9.6).
     */
    private void linger(ChannelHandlerContext ctx) {
        enter(Phase.LINGERING);
        decoder.discard();
        if (writer().shutdownOutput()) {
            readIfWanted(ctx);
        } else {
            ctx.close();
        }
    }

    private void readIfWanted(ChannelHandlerContext ctx) {
        boolean wanted =
                switch (lifetime.phase()) {
                    case AWAITING, LINGERING -> true;
                    case SERVING ->
                        exchange != null && (exchange.wantsContent() || exchange.isRequestRead() && !decoder.hasKept());
                    case ENDING, CLOSED -> false;
                };
        if (wanted && !reading) {
            reading = true;
            ctx.read();
        }
    }

    private boolean isRequestRead() {
        return exchange == null || exchange.isRequestRead();
    }

    // What lasts too long, or is wanted no more

    private void enter(Phase next) {
        lifetime.enter(next, now());
    }

    private void noteHeadStart() {
        if (decoder.isWithinHead()) {
            lifetime.headBegins(now());
        }
    }

    @Override
    public void sweep(long now) {
        switch (lifetime.due(now, settings().timeouts())) {
            case NOTHING -> sweepBodies(now);
            case CLOSE -> context().close();
            case REFUSE -> {
                decoder.discard();
                refuseMalformed(408);
            }
        }
    }

    /** Ends an exchange that the client holds up, in either direction. */
    private void sweepBodies(long now) {
        if (patience.isTakingTooSlow(Stall.pending(context().channel()), writer().written(), now, settings())) {
            worker.connectionRefused(ConnectionRefusal.TOO_SLOW);
            writer().reset();
        } else if (exchange != null && patience.isSendingTooSlow(exchange, now, settings())) {
            worker.connectionRefused(ConnectionRefusal.TOO_SLOW);
            exchange.requestBroken(408);
        } else if (exchange != null) {
            exchange.sweep(now);
        }
    }

    @Override
    public void recheck(long now) {
        if (exchange != null) {
            if (exchange.isForwarded() && worker.refuses(exchange.client(), now)) {
                exchange.cutOff();
            }
        } else if (lifetime.is(Phase.AWAITING) && !arrival.peer().isProxy() && worker.refuses(arrival.client(), now)) {
            context().close();
        }
    }

    @Override
    public void drain() {
        persistent = false;
        if (lifetime.isIdle()) {
            context().close();
        }
    }

    @Override
    public void close() {
        if (exchange != null) {
            exchange.cutOff();
        } else {
            context().close();
        }
    }

    private ProxySettings settings() {
        return worker.services().settings();
    }

    private long now() {
        return worker.services().ticker().nanos();
    }

    private ChannelHandlerContext context() {
        return writer().context();
    }

    private Http1ResponseWriter writer() {
        if (writer == null) {
            throw new IllegalStateException("the connection is not in a pipeline yet");
        }
        return writer;
    }
}
