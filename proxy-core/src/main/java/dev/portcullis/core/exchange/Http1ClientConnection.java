package dev.portcullis.core.exchange;

import dev.portcullis.core.forward.ResponseForwarding.Framing;
import dev.portcullis.core.http.BodyEnd;
import dev.portcullis.core.http.MalformedMessageException;
import dev.portcullis.core.http.RequestHead;
import dev.portcullis.core.http.ResponseHead;
import dev.portcullis.core.http1.Http1RequestDecoder;
import dev.portcullis.core.reply.Reply;
import dev.portcullis.core.settings.Timeouts;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Outcome.Ending;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.time.Duration;
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

    private static final long LINGER_NANOS = Duration.ofSeconds(2).toNanos();

    private final Worker worker;
    private final Http1RequestDecoder decoder;
    private Peer peer;
    private final ChannelFutureListener written = this::written;
    private final Stall writeStall = new Stall();
    private final HeadDeadline headDeadline;

    private @Nullable Http1ResponseWriter writer;
    private @Nullable Exchange exchange;
    private Phase phase = Phase.AWAITING;
    private long phaseSince;
    private boolean persistent;
    private boolean reading;

    private enum Phase {
        /** Nothing is being served: a head is awaited or under way. */
        AWAITING,
        /** An exchange is under way. */
        SERVING,
        /** The last of what is sent is being written. */
        ENDING,
        /** All was written and no more will be; what the client still sends is discarded until it has seen that. */
        LINGERING,
        CLOSED
    }

    /**
     * A connection just accepted.
     *
     * @param peer the address at its other end
     */
    public Http1ClientConnection(Worker worker, Http1RequestDecoder decoder, InetAddress peer) {
        this.worker = worker;
        this.decoder = decoder;
        this.peer = new Peer(worker.services().clients(), peer, "http");
        this.headDeadline = new HeadDeadline(now());
    }

    // What arrives

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        writer = new Http1ResponseWriter(ctx);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        worker.add(this);
        readIfWanted(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof RequestHead head && phase == Phase.AWAITING) {
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
        phase = Phase.CLOSED;
        worker.remove(this);
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
        peer = peer.seenBy(worker.services().clients());
        Peer.Sender sender = peer.sender(head);
        enter(Phase.SERVING);
        writer().answer(head);
        persistent = head.connection().persists(head.version());
        ExchangeRecord record = new ExchangeRecord(
                peer.address(), sender.client(), head, worker.services().clock().now(), now);
        Exchange begun = new Exchange(worker, this, head, sender.hop(), record);
        exchange = begun;
        begun.start(now);
    }

    /** Answers what is no request: policy is not asked, but the listener hears of it. */
    private void refuseMalformed(int status) {
        persistent = false;
        if (exchange != null) {
            exchange.requestBroken(status);
        } else if (phase == Phase.AWAITING) {
            ExchangeRecord record = new ExchangeRecord(
                    peer.address(),
                    peer.client(),
                    null,
                    worker.services().clock().now(),
                    headDeadline.since());
            Reply reply = Reply.malformed(status);
            record.statusSent(status);
            record.addResponseBytes(reply.pageLength());
            record.end(Ending.BAD_REQUEST, now());
            worker.services().listener().ended(record);
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
        if (writer().framing() == Framing.CLOSE) {
            context().channel().config().setOption(ChannelOption.SO_LINGER, 0);
        }
        context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void flush() {
        context().flush();
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
    public void contentWanted() {
        readIfWanted(context());
    }

    private void written(ChannelFuture future) {
        if (!future.isSuccess()) {
            future.channel().close();
        } else if (exchange != null) {
            exchange.responseWritten();
        } else if (phase == Phase.ENDING) {
            linger(context());
        }
    }

    // What comes after a response

    @Override
    public void exchangeOver() {
        boolean requestRead = isRequestRead();
        exchange = null;
        if (phase != Phase.SERVING) {
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
        if (ctx.channel() instanceof DuplexChannel duplex && duplex.isActive()) {
            duplex.shutdownOutput();
            readIfWanted(ctx);
        } else {
            ctx.close();
        }
    }

    private void readIfWanted(ChannelHandlerContext ctx) {
        boolean wanted =
                switch (phase) {
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
        phase = next;
        phaseSince = now();
        if (next == Phase.AWAITING) {
            headDeadline.keep(phaseSince);
        }
    }

    private void noteHeadStart() {
        if (phase == Phase.AWAITING && decoder.isWithinHead()) {
            headDeadline.begin(now());
        }
    }

    @Override
    public void sweep(long now) {
        Timeouts timeouts = worker.services().settings().timeouts();
        long lasted = now - phaseSince;
        switch (phase) {
            case AWAITING -> sweepAwaiting(now);
            case SERVING -> {
                if (writeStall.lasts(context().channel(), now)
                        >= timeouts.idle().toNanos()) {
                    context().close();
                } else if (exchange != null) {
                    exchange.sweep(now);
                }
            }
            case ENDING -> closeAfter(lasted, timeouts.idle().toNanos());
            case LINGERING -> closeAfter(lasted, LINGER_NANOS);
            case CLOSED -> {}
        }
    }

    private void sweepAwaiting(long now) {
        switch (headDeadline.due(now, worker.services().settings().timeouts())) {
            case NOTHING -> {}
            case CLOSE -> context().close();
            case REFUSE -> {
                decoder.discard();
                refuseMalformed(408);
            }
        }
    }

    private void closeAfter(long lasted, long limit) {
        if (lasted >= limit) {
            context().close();
        }
    }

    @Override
    public void recheck(long now) {
        if (exchange != null) {
            if (exchange.isForwarded() && refuses(exchange.client(), now)) {
                exchange.cutOff();
            }
        } else if (phase == Phase.AWAITING && !peer.isProxy() && refuses(peer.client(), now)) {
            context().close();
        }
    }

    private boolean refuses(IpPrefix client, long now) {
        return worker.services().policy().refuses(client, now);
    }

    @Override
    public void drain() {
        persistent = false;
        if (phase == Phase.AWAITING && !headDeadline.hasBegun()) {
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
