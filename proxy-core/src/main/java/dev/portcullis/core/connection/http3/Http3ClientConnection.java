package dev.portcullis.core.connection.http3;

import dev.portcullis.core.connection.Lifetime;
import dev.portcullis.core.connection.Lifetime.Phase;
import dev.portcullis.core.exchange.Arrival;
import dev.portcullis.core.exchange.Peer;
import dev.portcullis.core.exchange.Worker;
import dev.portcullis.core.http.HttpVersion;
import dev.portcullis.core.http2.ConnectionException;
import dev.portcullis.core.http2.Forbearance;
import dev.portcullis.core.http2.RequestList;
import dev.portcullis.core.http3.ErrorCode;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.rules.api.IpPrefix;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http3.Http3Headers;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicException;
import io.netty.handler.codec.quic.QuicPathEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A client's HTTP/3 connection (RFC 9114): each of its streams is one exchange ({@link Http3Stream}).
 *
 * <p>It serves one client, the one whose address it began with. When it has come to another client's address (RFC 9000 9), it takes no
 * more requests: what is under way is finished, if a ban of neither forbids it, and the next request comes on a connection of its own,
 * with all that is asked of a new one.
 *
 * <p>Stands last in the pipeline of the connection. Used on its event loop only.
 */
public final class Http3ClientConnection extends ChannelInboundHandlerAdapter implements Worker.Member {

    /** Streams that the client may have open. */
    public static final int STREAMS = 100;

    /** Bytes that the client may send on a stream before more is asked for, at first: the library widens the windows of who sends fast. */
    public static final int WINDOW = 64 << 10;

    /** Waiting to be sent, of all streams: beyond this a stream on which anything waits takes no more. */
    private static final int PENDING_AT_MOST = 512 << 10;

    /** A connection takes the place of several of HTTP/1.1, each of which may carry {@code requestsPerConnection}. */
    private static final int CONNECTIONS_IN_ONE = 10;

    /**
     * Streams for other things than requests that the client may open in all, one after the other: three there must be, and the library keeps a
     * little of each until the connection closes.
     */
    private static final int ONE_WAY_STREAMS = 100;

    /** How long after the last response the connection stays open: what is lost on the way can be sent again only as long as it does. */
    private static final Duration TAIL = Duration.ofSeconds(10);

    /** What a field counts for besides its name and value (RFC 9114 4.2.2). */
    private static final int PER_FIELD = 32;

    private final Arrival arrival;
    private final Worker worker;
    private final RequestList list;
    private final Forbearance forbearance = new Forbearance();
    private final Lifetime lifetime;
    private final Set<Http3Stream> open = new LinkedHashSet<>();
    private @Nullable QuicChannel channel;
    private @Nullable Http3Farewell farewell;
    private @Nullable Peer movedTo;
    private boolean leaving;
    private long lastServed;
    private int oneWayStreams;
    private int requests;
    private int abandoned;
    private int pending;
    private boolean rechecking;
    private boolean failed;

    /** A connection whose handshake is under way. */
    public Http3ClientConnection(Arrival arrival) {
        this.arrival = arrival;
        this.worker = arrival.worker();
        this.list = new RequestList(settings().limits(), HttpVersion.HTTP_3);
        this.lifetime = new Lifetime(now());
    }

    // The connection

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = (QuicChannel) ctx.channel();
        farewell = new Http3Farewell(channel);
        lifetime.enter(Phase.AWAITING, now());
        if (!arrival.serve(this)) {
            ctx.close();
        } else if (leaving) {
            farewell.begin(now());
        }
    }

    /** Streams of the client: those of requests tell of themselves. */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof QuicStreamChannel stream && stream.type() == QuicStreamType.UNIDIRECTIONAL) {
            if (++oneWayStreams > ONE_WAY_STREAMS) {
                failSoon(new ConnectionException(
                        dev.portcullis.core.http2.ErrorCode.ENHANCE_YOUR_CALM, "too many one-way streams"));
            }
        }
        ctx.fireChannelRead(message);
    }

    /** The handler of a one-way stream that is for nothing that is known here. */
    public ChannelHandler unknownStream() {
        idleFrame();
        return new Http3OneWayStream();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof QuicPathEvent.PeerMigrated migrated) {
            Peer peer = arrival.peerNow().announced(migrated.remote());
            movedTo = peer.client().equals(arrival.client()) ? null : peer;
            recheck(now());
            if (movedTo != null) {
                farewell().end();
                leaveIfDone();
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof QuicException) {
            broken();
        } else {
            worker.connectionFailed(cause);
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        lifetime.enter(Phase.CLOSED, now());
        arrival.closed();
        giveUp();
    }

    /** The client has broken the rules of the protocol, and the codec closes the connection for it. */
    void broken() {
        if (!failed && isOpen()) {
            failed = true;
            arrival.malformed(400, 0, lifetime.headSince(), now());
        }
    }

    /** A frame has come that asks for nothing. */
    void idleFrame() {
        try {
            forbearance.idleFrame(now());
        } catch (ConnectionException tooMany) {
            failSoon(tooMany);
        }
    }

    /** The client will open no more streams. */
    void goAway() {
        farewell().end();
        leaveIfDone();
    }

    private boolean isOpen() {
        return lifetime.is(Phase.AWAITING) || lifetime.is(Phase.SERVING);
    }

    /** Not in the midst of what the library reads. */
    private void failSoon(ConnectionException why) {
        channel().eventLoop().execute(() -> fail(why));
    }

    private void fail(ConnectionException why) {
        if (isOpen()) {
            broken();
            leave(ErrorCode.of(why.code()));
        }
    }

    /** Gives up every request and closes. */
    private void leave(ErrorCode code) {
        lifetime.enter(Phase.ENDING, now());
        giveUp();
        channel().close(true, code.code(), Unpooled.EMPTY_BUFFER);
    }

    private void giveUp() {
        new ArrayList<>(open).forEach(Http3Stream::connectionGone);
        open.clear();
    }

    /** Closes if the goodbye has been said and nothing is served any more, after a while in which the client gets what was sent. */
    private void leaveIfDone() {
        if (isOpen() && open.isEmpty() && farewell().isSaid()) {
            long now = now();
            lifetime.linger(requests == 0 ? Duration.ZERO : TAIL.minusNanos(now - lastServed), now);
        }
    }

    // Its streams

    Arrival arrival() {
        return arrival;
    }

    /** What a field section says; of use until the next one. */
    RequestList list(Http3Headers fields) {
        list.restart();
        int size = 0;
        for (Map.Entry<CharSequence, CharSequence> field : fields) {
            size += field.getKey().length() + field.getValue().length() + PER_FIELD;
            list.add(field.getKey(), field.getValue());
        }
        if (size > settings().limits().headers()) {
            list.isLarger();
        }
        return list;
    }

    /** A stream begins; says whether it is served. */
    boolean open(Http3Stream stream, long id) {
        if (!isOpen() || farewell().refuses(id)) {
            return false;
        }
        open.add(stream);
        if (lifetime.is(Phase.AWAITING)) {
            lifetime.enter(Phase.SERVING, now());
        }
        return true;
    }

    /** A request has come. */
    void request() {
        forbearance.request();
        if (++requests >= (long) CONNECTIONS_IN_ONE * settings().clients().requestsPerConnection()) {
            farewell().begin(now());
        }
    }

    /** A stream is over; further calls do nothing. */
    void close(Http3Stream stream) {
        if (open.remove(stream) && open.isEmpty() && lifetime.is(Phase.SERVING)) {
            lastServed = now();
            lifetime.enter(Phase.AWAITING, lastServed);
            leaveIfDone();
        }
    }

    /** A stream was reset by either side, or is not read to its end. The library keeps a little of each until the connection closes. */
    void abandoned(boolean inVain) {
        if (++abandoned >= settings().clients().requestsPerConnection()) {
            farewell().begin(now());
        }
        try {
            if (inVain) {
                forbearance.reset(now());
            }
        } catch (ConnectionException tooMany) {
            failSoon(tooMany);
        }
    }

    /** Notes that so many bytes more, or less, wait on all streams. */
    void addPending(int bytes) {
        pending += bytes;
        if (bytes < 0) {
            forbearance.frameSent(-bytes);
        }
    }

    /** Whether a stream on which so much waits may be given more to send. */
    boolean takesMore(int waiting, int most) {
        return waiting == 0 || waiting < most && pending < PENDING_AT_MOST;
    }

    /** A stream's client is to get no answer: closes the connection, if it is that client's own, and says whether it does. */
    boolean drops() {
        if (rechecking || arrival.peer().isProxy()) {
            return false;
        }
        channel().close();
        return true;
    }

    /** Whether policy refuses this client by now. */
    boolean refuses(IpPrefix client, long now) {
        return worker.refuses(client, now);
    }

    // What lasts too long, or is wanted no more

    @Override
    public void sweep(long now) {
        switch (lifetime.due(now, settings().timeouts())) {
            case NOTHING -> sweepStreams(now);
            case REFUSE, CLOSE -> leave(ErrorCode.NO_ERROR);
        }
    }

    private void sweepStreams(long now) {
        if (!isOpen()) {
            return;
        }
        for (Http3Stream stream : new ArrayList<>(open)) {
            try {
                if (stream.sweep(now)) {
                    forbearance.tooSlow(now);
                }
            } catch (ConnectionException tooMany) {
                fail(tooMany);
                return;
            }
        }
        if (worker.isDraining()) {
            farewell().begin(now);
        }
        if (farewell().isOverdue(now)) {
            farewell().end();
        }
        leaveIfDone();
    }

    @Override
    public void recheck(long now) {
        if (!isOpen()) {
            return;
        }
        Peer moved = movedTo;
        boolean whole = !arrival.peer().isProxy() && refuses(arrival.client(), now)
                || moved != null && refuses(moved.client(), now);
        rechecking = true;
        new ArrayList<>(open).forEach(stream -> stream.recheck(now, whole));
        rechecking = false;
        if (whole && (isOpen() || lifetime.is(Phase.LINGERING))) { // which it may do when its last stream is cut off
            farewell().end();
            leave(ErrorCode.NO_ERROR);
        }
    }

    @Override
    public void drain() {
        leaving = true;
        if (isOpen() && channel != null) {
            farewell().begin(now());
        }
    }

    @Override
    public void close() {
        if (isOpen()) {
            rechecking = true;
            new ArrayList<>(open).forEach(Http3Stream::cutOff);
            rechecking = false;
            leave(ErrorCode.NO_ERROR);
        } else {
            channel().close();
        }
    }

    private ProxySettings settings() {
        return worker.services().settings();
    }

    private long now() {
        return worker.services().ticker().nanos();
    }

    private QuicChannel channel() {
        if (channel == null) {
            throw new IllegalStateException("the connection is not in a pipeline yet");
        }
        return channel;
    }

    private Http3Farewell farewell() {
        if (farewell == null) {
            throw new IllegalStateException("the connection is not in a pipeline yet");
        }
        return farewell;
    }
}
