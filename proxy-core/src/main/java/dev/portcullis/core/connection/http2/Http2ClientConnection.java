package dev.portcullis.core.connection.http2;

import dev.portcullis.core.connection.Lifetime;
import dev.portcullis.core.connection.Lifetime.Phase;
import dev.portcullis.core.connection.Patience;
import dev.portcullis.core.connection.Stall;
import dev.portcullis.core.exchange.Arrival;
import dev.portcullis.core.exchange.Worker;
import dev.portcullis.core.http.MalformedMessageException;
import dev.portcullis.core.http2.ConnectionException;
import dev.portcullis.core.http2.ErrorCode;
import dev.portcullis.core.http2.FrameReader;
import dev.portcullis.core.observe.ConnectionRefusal;
import dev.portcullis.core.proxyprotocol.Announced;
import dev.portcullis.core.settings.ProxySettings;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * A client's HTTP/2 connection (RFC 9113): its frames become what happens on its streams, each of which is one exchange.
 *
 * <p>Always read, however long its streams wait: their windows say how much may come. It is not read only while so much of our own
 * answers waits that the client seems to read nothing.
 *
 * <p>Stands last in the pipeline; bytes come to it as the client sent them. Used on its event loop only.
 */
public final class Http2ClientConnection extends ChannelInboundHandlerAdapter implements Worker.Member {

    private static final int UNSENT_AT_MOST = 256 << 10;

    private final Arrival arrival;
    private final Worker worker;
    private final FrameReader reader;
    private final Http2Inbound inbound;
    private final Patience patience = new Patience();
    private final Lifetime lifetime;
    private @Nullable Http2Streams streams;

    private boolean begun;
    private boolean reading;
    private boolean withinBlock;
    private long block;
    private long blockSince;

    /** A connection just accepted, or one whose handshake has handed it on. */
    public Http2ClientConnection(Arrival arrival) {
        this.arrival = arrival;
        this.worker = arrival.worker();
        this.inbound = new Http2Inbound(arrival, this);
        this.reader = new FrameReader(inbound, settings().limits().headers());
        this.lifetime = new Lifetime(now());
    }

    // The connection

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        Http2Streams all = new Http2Streams(ctx, arrival, inbound.forbearance(), this::streamOver);
        streams = all;
        inbound.serve(all);
        if (arrival.isServed()) {
            channelActive(ctx);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (arrival.serve(this)) {
            streams().begin(settings().limits().headers());
            readIfWanted();
        } else {
            refuse();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof Announced announced) {
            if (!arrival.announced(announced)) {
                refuse();
            }
        } else if (event instanceof MalformedMessageException) {
            worker.connectionRefused(ConnectionRefusal.NO_PROXY_HEADER);
            fail(new ConnectionException(ErrorCode.PROTOCOL_ERROR, "nobody is announced"));
        }
    }

    private void refuse() {
        enter(Phase.CLOSED);
        streams().context().close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf bytes) || !isOpen()) {
            ReferenceCountUtil.release(message);
            return;
        }
        try {
            reader.read(bytes, ctx.alloc());
        } catch (ConnectionException broken) {
            fail(broken);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reading = false;
        noteBlock();
        streams().readComplete();
        readIfWanted();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            streams().flushSoon();
        }
        readIfWanted();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        enter(Phase.CLOSED);
        arrival.closed();
        reader.release();
        streams().gone();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        worker.connectionFailed(cause);
        ctx.close();
    }

    private void readIfWanted() {
        boolean wanted =
                switch (lifetime.phase()) {
                    case AWAITING, SERVING, LINGERING ->
                        Stall.pending(streams().context().channel()) < UNSENT_AT_MOST;
                    case ENDING, CLOSED -> false;
                };
        if (wanted && !reading) {
            reading = true;
            streams().context().read();
        }
    }

    private boolean isOpen() {
        return lifetime.is(Phase.AWAITING) || lifetime.is(Phase.SERVING);
    }

    /** Ends the connection for what the client did on it (RFC 9113 5.4.1); its requests are given up. */
    private void fail(ConnectionException broken) {
        if (isOpen()) {
            arrival.malformed(400, 0, lifetime.headSince(), now());
            leave(broken.code());
        }
    }

    /** Says goodbye, gives up every request, and closes so that the client can read the goodbye. */
    private void leave(ErrorCode code) {
        enter(Phase.ENDING);
        reader.release();
        streams().leave(inbound.lastStream(), code, this::linger);
    }

    private void linger() {
        if (lifetime.is(Phase.ENDING)) {
            enter(Phase.LINGERING);
            if (streams().shutdownOutput()) {
                readIfWanted();
            } else {
                streams().context().close();
            }
        }
    }

    private void streamOver(Http2Stream stream) {
        inbound.closed(stream);
        if (streams().isEmpty() && lifetime.is(Phase.SERVING)) {
            enter(Phase.AWAITING);
            leaveIfDone();
        }
    }

    /** The client has begun to speak: from here on it may be idle. */
    void settled() {
        if (!begun) {
            begun = true;
            enter(Phase.AWAITING);
        }
    }

    /** A stream is opened. */
    void serving(long now) {
        if (lifetime.is(Phase.AWAITING)) {
            lifetime.enter(Phase.SERVING, now);
        }
    }

    /** Closes if the goodbye has been said and nothing is served any more. */
    void leaveIfDone() {
        if (isOpen() && streams().isEmpty() && streams().farewell().isSaid()) {
            leave(ErrorCode.NO_ERROR);
        }
    }

    // What lasts too long, or is wanted no more

    private void enter(Phase next) {
        lifetime.enter(next, now());
    }

    private void noteBlock() {
        boolean within = reader.isWithinHeaders();
        if (within && reader.blocksBegun() != block) {
            block = reader.blocksBegun();
            blockSince = now();
            lifetime.headBeginsAnew(blockSince);
        } else if (!within && withinBlock && lifetime.is(Phase.AWAITING)) {
            enter(Phase.AWAITING); // it was of no use
        }
        withinBlock = within;
        if (within || !reader.hasBegun() && reader.hasKept()) {
            lifetime.headBegins(now());
        }
    }

    @Override
    public void sweep(long now) {
        boolean headTooSlow = withinBlock
                && now - blockSince >= settings().timeouts().header().toNanos();
        switch (headTooSlow && isOpen()
                ? Lifetime.Due.REFUSE
                : lifetime.due(now, settings().timeouts())) {
            case NOTHING -> sweepStreams(now);
            case REFUSE -> fail(new ConnectionException(ErrorCode.ENHANCE_YOUR_CALM, "a head takes too long"));
            case CLOSE -> {
                if (isOpen()) {
                    leave(ErrorCode.NO_ERROR);
                } else {
                    streams().context().close();
                }
            }
        }
    }

    /** Who reads, but keeps the connection's window shut, is told; who does not even read could not be. */
    private void endForTakingNothing() {
        if (isOpen() && Stall.pending(streams().context().channel()) == 0) {
            fail(new ConnectionException(ErrorCode.ENHANCE_YOUR_CALM, "the connection's window stays shut"));
        } else {
            streams().reset();
        }
    }

    private void sweepStreams(long now) {
        int heldUp = streams().outflow().heldUp();
        long pending = Stall.pending(streams().context().channel()) + heldUp;
        if (patience.isTakingTooSlow(pending, streams().written() + heldUp, now, settings())) {
            worker.connectionRefused(ConnectionRefusal.TOO_SLOW);
            endForTakingNothing();
            return;
        }
        if (!isOpen()) {
            return;
        }
        try {
            streams().sweep(now, inbound.forbearance());
        } catch (ConnectionException tooMany) {
            fail(tooMany);
            return;
        }
        if (worker.isDraining()) {
            streams().farewell().begin(now);
        }
        if (streams().farewell().isOverdue(now)) {
            streams().farewell().end(inbound.lastStream());
        }
        streams().flushSoon();
        leaveIfDone();
    }

    @Override
    public void recheck(long now) {
        if (!isOpen()) {
            return;
        }
        boolean whole = !arrival.peer().isProxy() && worker.refuses(arrival.client(), now);
        streams().recheck(now, whole);
        if (whole) {
            streams().farewell().end(inbound.lastStream());
            leaveIfDone();
        }
    }

    @Override
    public void drain() {
        if (isOpen() && reader.hasBegun()) {
            streams().farewell().begin(now());
            streams().flushSoon();
        } else {
            streams().context().close();
        }
    }

    @Override
    public void close() {
        if (isOpen()) {
            streams().cutOff();
            leave(ErrorCode.NO_ERROR);
        }
        streams().context().close();
    }

    private ProxySettings settings() {
        return worker.services().settings();
    }

    private long now() {
        return worker.services().ticker().nanos();
    }

    private Http2Streams streams() {
        if (streams == null) {
            throw new IllegalStateException("the connection is not in a pipeline yet");
        }
        return streams;
    }
}
