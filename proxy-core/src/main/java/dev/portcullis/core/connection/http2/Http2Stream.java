package dev.portcullis.core.connection.http2;

import dev.portcullis.core.connection.Patience;
import dev.portcullis.core.exchange.ClientStream;
import dev.portcullis.core.exchange.Exchange;
import dev.portcullis.core.exchange.Worker;
import dev.portcullis.core.forward.ResponseForwarding.Framing;
import dev.portcullis.core.http.Body;
import dev.portcullis.core.http.BodyEnd;
import dev.portcullis.core.http.HttpVersion;
import dev.portcullis.core.http.RequestHead;
import dev.portcullis.core.http.ResponseHead;
import dev.portcullis.core.http2.ErrorCode;
import dev.portcullis.core.http2.Outbound;
import dev.portcullis.core.proxyprotocol.Endpoints;
import dev.portcullis.core.reply.Reply;
import dev.portcullis.rules.api.IpPrefix;
import io.netty.buffer.ByteBuf;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One stream of an HTTP/2 connection: the client's side of one exchange. The client may send as much as {@link #WINDOW}, and more when the
 * origin has taken it.
 */
final class Http2Stream extends Outbound implements ClientStream {

    /** Bytes that the client may send before more is asked for. */
    static final int WINDOW = 65_535;

    /** Waiting to be sent: beyond this no more is taken from the origin. */
    private static final int PENDING_AT_MOST = 16 << 10;

    private final Http2Streams streams;
    private @Nullable Exchange exchange;
    private @Nullable RequestHead awaited;
    private @Nullable InboundBody inbound;
    private @Nullable Patience patience;
    private final boolean toHead;
    private boolean remoteClosed;
    private boolean tunnel;
    private boolean resetByUs;
    private Framing framing = Framing.NONE;
    private Set<String> nominated = Set.of();
    private boolean headSent;
    private boolean late;
    private @Nullable ErrorCode breaking;
    private long since;

    /** One that the client opens; {@code toHead} if it asks by HEAD, which is answered without content (RFC 9110 9.3.2). */
    Http2Stream(Http2Streams streams, int id, boolean remoteClosed, boolean toHead) {
        super(id);
        this.streams = streams;
        this.toHead = toHead;
        this.remoteClosed = remoteClosed;
    }

    // The request

    /** Serves a request. One that says it has no body, and does not end, waits until it does. */
    void begin(RequestHead head, long now) {
        since = now;
        if (!remoteClosed) {
            inbound = new InboundBody(streams, id(), head.body(), head.asksForWebSocket());
        }
        if (!remoteClosed && head.body().isEmpty() && !head.asksForWebSocket()) {
            awaited = head;
        } else {
            start(head, now);
        }
    }

    private void start(RequestHead head, long now) {
        Exchange begun = streams.arrival().begin(head, this, now);
        exchange = begun;
        begun.start(now);
        streams.touch(this);
    }

    boolean isRemoteClosed() {
        return remoteClosed;
    }

    boolean isResetByUs() {
        return resetByUs;
    }

    /** Whom it is charged to; null when it is no request of anybody. */
    @Nullable
    IpPrefix charged() {
        return exchange == null ? null : exchange.client();
    }

    /** Takes DATA; says what is wrong with it, if anything is. */
    @Nullable
    ErrorCode receive(ByteBuf content, int counted, boolean ends) {
        InboundBody body = inbound;
        if (remoteClosed || body == null) {
            streams.credit(counted);
            return remoteClosed ? ErrorCode.STREAM_CLOSED : null;
        }
        ErrorCode error = body.receive(content, counted, ends);
        if (error != null) {
            return error;
        }
        passOn();
        if (ends) {
            end(BodyEnd.PLAIN);
        }
        return null;
    }

    /** Takes the end of the request; says whether its body is as long as was said. */
    boolean requestEnded(BodyEnd end) {
        InboundBody body = inbound;
        if (body != null && !body.ends()) {
            return false;
        }
        passOn();
        end(end);
        return true;
    }

    private void end(BodyEnd end) {
        remoteClosed = true;
        RequestHead head = awaited;
        if (head != null) {
            awaited = null;
            start(head, streams.arrival().worker().services().ticker().nanos());
        } else if (exchange != null && tunnel) {
            exchange.clientGone();
        } else if (exchange != null) {
            exchange.requestEnded(end);
            streams.touch(this);
        }
    }

    private void passOn() {
        InboundBody body = inbound;
        if (body == null) {
            return;
        }
        ByteBuf content = body.take();
        if (content != null && exchange != null) {
            exchange.requestContent(content);
            streams.touch(this);
        } else if (content != null) {
            content.release();
        }
        credit();
    }

    private void credit() {
        if (inbound != null && !remoteClosed) {
            inbound.credit(exchange == null || exchange.wantsContent());
        }
    }

    /** All that had arrived has been passed on. */
    void requestReadComplete() {
        if (exchange != null) {
            exchange.requestReadComplete();
        }
    }

    @Override
    public void contentWanted() {
        credit();
    }

    // How it ends

    /** The client cancels it. */
    void resetByClient() {
        streams.close(this);
        connectionGone();
    }

    /** There is nobody to answer any more. */
    void connectionGone() {
        Exchange served = exchange;
        exchange = null;
        awaited = null;
        releaseBody();
        if (served != null) {
            served.clientGone();
        }
    }

    /** Resets it for what the client did on it; its request is not to look whole to the origin. */
    void breakOff(ErrorCode code) {
        breaking = code;
        if (exchange != null) {
            exchange.requestBroken(400);
        }
        reset(code);
    }

    private void reset(ErrorCode code) {
        if (streams.get(id()) == this) {
            resetByUs = true;
            streams.writer().reset(id(), code);
            streams.close(this);
            streams.flushSoon();
        }
        releaseBody();
    }

    private void releaseBody() {
        if (inbound != null) {
            inbound.release();
            inbound = null;
        }
    }

    void cutOff() {
        if (exchange != null) {
            exchange.cutOff();
        } else {
            reset(ErrorCode.CANCEL);
        }
    }

    void recheck(long now, boolean whole) {
        Exchange served = exchange;
        if (served != null
                && served.isForwarded()
                && (whole || streams.arrival().worker().refuses(served.client(), now))) {
            served.cutOff();
        }
    }

    /** Ends what has lasted too long; says whether it was the client that was too slow. */
    boolean sweep(long now) {
        Worker worker = streams.arrival().worker();
        if (patience == null && (heldUp() > 0 || !remoteClosed)) {
            patience = new Patience();
        }
        if (patience != null && patience.tookTooLittle(heldUp(), taken() + heldUp(), now, worker)) {
            reset(ErrorCode.CANCEL);
            connectionGone();
            return true;
        }
        if (exchange == null) {
            boolean tooLong = awaited != null
                    && now - since
                            >= worker.services().settings().timeouts().header().toNanos();
            if (tooLong) {
                reset(ErrorCode.CANCEL);
            }
            return tooLong;
        }
        if (patience != null && !remoteClosed && patience.sentTooLittle(exchange, now, worker)) {
            exchange.requestBroken(408);
        } else {
            exchange.sweep(now);
        }
        return late;
    }

    // The response

    @Override
    public void sendInformational(ResponseHead head) {
        streams.writer().head(id(), head, Framing.NONE, false);
    }

    @Override
    public void sendHead(ResponseHead head) {
        headSent = true;
        nominated = head.connection().nominated();
        framing = Framing.of(head.body(), HttpVersion.HTTP_2);
        streams.writer().head(id(), head, framing, framing == Framing.NONE);
    }

    @Override
    public void switchProtocol(ResponseHead head) {
        tunnel = true;
        headSent = true;
        ResponseHead opened = new ResponseHead(
                200, "", head.version(), head.fields().without("sec-websocket-accept"), head.connection(), Body.NONE);
        framing = Framing.CHUNKED;
        streams.writer().head(id(), opened, framing, false);
        if (inbound != null) {
            inbound.open();
            passOn();
            requestReadComplete();
        }
    }

    @Override
    public void sendContent(ByteBuf content) {
        streams.outflow().add(this, content);
    }

    @Override
    public void sendEnd(BodyEnd end) {
        if (framing == Framing.NONE) {
            streams.ended(this);
        } else {
            streams.outflow().end(this, end, nominated);
            streams.flushSoon();
        }
    }

    @Override
    public void sendReply(Reply reply) {
        if (breaking != null) {
            streams.ended(this);
            return;
        }
        late = reply.status() == 408;
        ResponseHead head = reply.head(streams.arrival().worker().date());
        headSent = true;
        streams.writer().head(id(), head, Framing.LENGTH, toHead);
        if (toHead) {
            streams.ended(this);
        } else {
            streams.outflow().add(this, reply.page());
            streams.outflow().end(this, BodyEnd.PLAIN, nominated);
        }
        streams.flushSoon();
    }

    /** A tunnel that is over ends the stream as it should; anything else is reset, or never answered. */
    @Override
    public void abort() {
        exchange = null;
        if (tunnel) {
            streams.outflow().end(this, BodyEnd.PLAIN, nominated);
            streams.flushSoon();
        } else if (headSent || breaking != null || !streams.drops()) {
            reset(breaking != null ? breaking : headSent ? ErrorCode.INTERNAL_ERROR : ErrorCode.CANCEL);
        }
    }

    @Override
    public void flush() {
        streams.flushSoon();
    }

    @Override
    public boolean isWritable() {
        return streams.takesMore(pending(), PENDING_AT_MOST);
    }

    @Override
    public Executor loop() {
        return streams.context().executor();
    }

    @Override
    public Endpoints ends() {
        return streams.arrival().peer().ends();
    }

    @Override
    protected void moreTaken() {
        if (exchange != null && isWritable()) {
            exchange.clientWritable();
        }
    }

    @Override
    protected void lastTaken() {
        streams.ended(this);
    }

    /** The whole response has been sent. */
    void responseSent() {
        if (exchange != null) {
            exchange.responseWritten();
        } else {
            over();
        }
    }

    @Override
    public void exchangeOver() {
        exchange = null;
        if (tunnel) {
            abort();
        } else {
            over();
        }
    }

    /** The client may still be sending: it is told that nothing more is needed (RFC 9113 8.1). */
    private void over() {
        if (remoteClosed) {
            releaseBody();
            streams.close(this);
        } else {
            reset(ErrorCode.NO_ERROR);
        }
    }
}
