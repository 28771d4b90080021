package dev.portcullis.core.exchange;

import dev.portcullis.core.forward.Hop;
import dev.portcullis.core.forward.ResponseForwarding.Framing;
import dev.portcullis.core.forward.ResponseForwarding.Persistence;
import dev.portcullis.core.http.BodyEnd;
import dev.portcullis.core.http.FieldName;
import dev.portcullis.core.http.HttpVersion;
import dev.portcullis.core.http.MalformedMessageException;
import dev.portcullis.core.http.RequestHead;
import dev.portcullis.core.http.ResponseHead;
import dev.portcullis.core.http1.Http1RequestDecoder;
import dev.portcullis.core.reply.Reply;
import dev.portcullis.core.settings.Timeouts;
import dev.portcullis.rules.api.Clients;
import dev.portcullis.rules.api.Clients.Forwarding;
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
    private final InetAddress peerAddress;
    private final IpPrefix peer;
    private final IpPrefix directClient;
    private final Hop directHop;
    private final ChannelFutureListener written = this::written;
    private final Stall writeStall = new Stall();

    private @Nullable ChannelHandlerContext context;
    private @Nullable Http1ResponseWriter writer;
    private @Nullable Exchange exchange;
    private @Nullable RequestHead request;
    private Phase phase = Phase.AWAITING;
    private long phaseSince;
    private boolean first = true;
    private boolean headStarted;
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
        Clients clients = worker.services().clients();
        this.worker = worker;
        this.decoder = decoder;
        this.peerAddress = peer;
        this.peer = IpPrefix.of(peer);
        this.directClient = clients.direct(peer);
        this.directHop = new Hop(this.peer.toString(), clients.trusts(peer), "", "http");
    }

    // What arrives

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        writer = new Http1ResponseWriter(ctx);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        phaseSince = now();
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
        ctx.close();
    }

    private void begin(RequestHead head) {
        long now = now();
        Services services = worker.services();
        Hop hop = directHop;
        IpPrefix client = directClient;
        if (hop.trusted()) {
            Forwarding forwarding =
                    services.clients().behind(peerAddress, head.fields().all(FieldName.X_FORWARDED_FOR));
            client = forwarding.client();
            hop = new Hop(hop.peer(), true, forwarding.chain(), hop.scheme());
        }
        enter(Phase.SERVING);
        first = false;
        request = head;
        persistent = head.connection().persists(head.version());
        ExchangeRecord record =
                new ExchangeRecord(peer, client, head, services.clock().now(), now);
        Exchange begun = new Exchange(worker, this, head, hop, record);
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
                    peer, directClient, null, worker.services().clock().now(), phaseSince);
            record.statusSent(status);
            record.end(Ending.BAD_REQUEST, now());
            worker.services().listener().ended(record);
            enter(Phase.ENDING);
            writer().reply(Reply.malformed(status), worker.date(), "close", true, written);
        }
    }

    // What is sent

    @Override
    public void sendInformational(ResponseHead head) {
        if (version() == HttpVersion.HTTP_1_1) {
            writer().informational(head);
        }
    }

    @Override
    public void sendHead(ResponseHead head) {
        writer().begin(head, version());
        persistent &= writer().framing() != Framing.CLOSE && isRequestRead() && !worker.isDraining();
        Persistence said = Persistence.CLOSE;
        if (persistent) {
            said = version() == HttpVersion.HTTP_1_0 ? Persistence.KEEP_ALIVE : Persistence.DEFAULT;
        }
        writer().head(head, said);
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
        String connection = "close";
        if (persistent) {
            connection = version() == HttpVersion.HTTP_1_0 ? "keep-alive" : "";
        }
        boolean isHead = request != null && request.method().equals("HEAD");
        writer().reply(reply, worker.date(), connection, !isHead, written);
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
        request = null;
        if (phase != Phase.SERVING) {
            return;
        }
        if (persistent && requestRead && !worker.isDraining()) {
            enter(Phase.AWAITING);
            decoder.next();
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

    private HttpVersion version() {
        return request == null ? HttpVersion.HTTP_1_1 : request.version();
    }

    // What lasts too long, or is wanted no more

    private void enter(Phase next) {
        phase = next;
        phaseSince = now();
        headStarted = false;
    }

    /** The time a head may take counts from its first byte. */
    private void noteHeadStart() {
        if (phase == Phase.AWAITING && !headStarted && decoder.isWithinHead()) {
            headStarted = true;
            phaseSince = first ? phaseSince : now();
        }
    }

    @Override
    public void sweep(long now) {
        Timeouts timeouts = worker.services().settings().timeouts();
        long lasted = now - phaseSince;
        switch (phase) {
            case AWAITING -> sweepAwaiting(lasted, timeouts);
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

    private void sweepAwaiting(long lasted, Timeouts timeouts) {
        if (headStarted && lasted >= timeouts.header().toNanos()) {
            decoder.discard();
            refuseMalformed(408);
        } else {
            closeAfter(lasted, (first ? timeouts.header() : timeouts.idle()).toNanos());
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
        } else if (phase == Phase.AWAITING && !directHop.trusted() && refuses(directClient, now)) {
            context().close();
        }
    }

    private boolean refuses(IpPrefix client, long now) {
        return worker.services().policy().refuses(client, now);
    }

    @Override
    public void drain() {
        persistent = false;
        if (phase == Phase.AWAITING && !headStarted) {
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
        if (context == null) {
            throw new IllegalStateException("the connection is not in a pipeline yet");
        }
        return context;
    }

    private Http1ResponseWriter writer() {
        if (writer == null) {
            throw new IllegalStateException("the connection is not in a pipeline yet");
        }
        return writer;
    }
}
