package dev.portcullis.core.exchange;

import dev.portcullis.core.forward.ResponseForwarding.Framing;
import dev.portcullis.core.http.BodyEnd;
import dev.portcullis.core.http.HttpVersion;
import dev.portcullis.core.http.MalformedMessageException;
import dev.portcullis.core.http.RequestHead;
import dev.portcullis.core.http.ResponseHead;
import dev.portcullis.core.http2.RequestList;
import dev.portcullis.core.http2.StreamException;
import dev.portcullis.core.http3.ErrorCode;
import dev.portcullis.core.observe.ConnectionRefusal;
import dev.portcullis.core.proxyprotocol.Endpoints;
import dev.portcullis.core.reply.Reply;
import dev.portcullis.core.settings.ProxySettings;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.codec.http3.Http3DataFrame;
import io.netty.handler.codec.http3.Http3Headers;
import io.netty.handler.codec.http3.Http3HeadersFrame;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One request stream of an HTTP/3 connection: the client's side of one exchange.
 *
 * <p>The client's stream is read only while the origin takes more: what is not read the library holds, up to the stream's window.
 *
 * <p>Stands last in the pipeline of the stream, after Netty's codec. Used on its event loop only.
 */
public final class Http3Stream extends ChannelInboundHandlerAdapter implements ClientStream {

    /** Bytes that the client may send before more is asked for, at first: the library widens the windows of who sends fast. */
    public static final int WINDOW = 64 << 10;

    /** How long a head is kept to see whether the stream ends with it, as that of a request without a body does. */
    private static final long END_AWAITED = Duration.ofMillis(500).toNanos();

    private final Http3ClientConnection connection;
    private final Arrival arrival;
    private final long since;
    private @Nullable Http3Outflow out;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Exchange exchange;
    private @Nullable RequestHead awaited;
    private @Nullable HeldBody body;
    private @Nullable BodyEnd trailers;
    private @Nullable ErrorCode breaking;
    private final Patience patience = new Patience();

    private boolean served;
    private boolean headRead;
    private boolean toHead;
    private boolean reading;
    private boolean remoteClosed;
    private boolean headSent;
    private boolean over;
    private Framing framing = Framing.NONE;

    /** A stream that the client opens. */
    public Http3Stream(Http3ClientConnection connection) {
        this.connection = connection;
        this.arrival = connection.arrival();
        this.since = now();
    }

    // The request

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        ctx.channel().config().setAutoRead(false);
        out = new Http3Outflow(ctx, connection, this::moreTaken, this::notTaken);
        served = connection.open(this, out.stream().streamId());
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (served) {
            readIfWanted();
        } else {
            connection.idleFrame();
            reset(ErrorCode.REQUEST_REJECTED);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (over) {
                return;
            }
            if (message instanceof Http3HeadersFrame frame) {
                RequestList list = list(frame.headers());
                if (headRead) {
                    trailers = new BodyEnd(list.trailers());
                } else {
                    headRead = true;
                    begin(list.head(false));
                }
            } else if (message instanceof Http3DataFrame frame && headRead) {
                receive(frame.content());
            } else {
                connection.idleFrame();
            }
        } catch (StreamException broken) {
            breakOff(ErrorCode.of(broken.code()));
        } catch (MalformedMessageException refused) {
            refuse(refused);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private RequestList list(Http3Headers fields) {
        RequestList list = connection.list();
        list.restart();
        int size = 0;
        for (Map.Entry<CharSequence, CharSequence> field : fields) {
            size += field.getKey().length() + field.getValue().length() + 32; // RFC 9114 4.2.2
            list.add(field.getKey(), field.getValue());
        }
        if (size > settings().limits().headers()) {
            list.isLarger();
        }
        return list;
    }

    /** A request whose head is no sound one, but one that can be answered. */
    private void refuse(MalformedMessageException refused) {
        Reply reply = Reply.malformed(refused.status());
        toHead = connection.list().asksByHead();
        arrival.malformed(reply.status(), toHead ? 0 : reply.pageLength(), since, now());
        connection.request();
        sendReply(reply);
    }

    /** Serves a request, or waits until it is known whether it has a body. */
    private void begin(RequestHead head) {
        connection.request();
        toHead = head.method().equals("HEAD");
        body = new HeldBody(head.body(), false);
        awaited = head;
    }

    private void start(RequestHead head) {
        awaited = null;
        Exchange begun = arrival.begin(head, this, now());
        exchange = begun;
        begun.start(now());
    }

    private void receive(ByteBuf content) {
        HeldBody held = body;
        if (held == null) {
            return;
        }
        if (!content.isReadable()) {
            connection.idleFrame();
        } else if (!held.receive(content, false)) {
            breakOff(ErrorCode.MESSAGE_ERROR);
        } else {
            if (awaited != null) {
                start(awaited);
            }
            passOn();
        }
    }

    private void passOn() {
        ByteBuf content = body == null ? null : body.take();
        if (content != null && exchange != null) {
            exchange.requestContent(content);
        } else if (content != null) {
            content.release();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownReadComplete.INSTANCE && !over && !remoteClosed) {
            remoteClosed = true;
            ended();
        }
    }

    private void ended() {
        RequestHead head = awaited;
        if (!headRead || body != null && !body.ends()) {
            breakOff(headRead ? ErrorCode.MESSAGE_ERROR : ErrorCode.REQUEST_INCOMPLETE);
        } else if (head != null) {
            start(head.body().isKnown() || trailers != null ? head : head.withoutBody());
        }
        Exchange begun = exchange;
        if (begun != null && !over) {
            passOn();
            if (!begun.isRequestRead()) {
                begun.requestEnded(trailers == null ? BodyEnd.PLAIN : trailers);
            }
            begun.requestReadComplete();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reading = false;
        RequestHead head = awaited;
        boolean hasBody = head != null && (head.body().isKnown() && !head.body().isEmpty() || head.expectsContinue());
        if (head != null && hasBody && !out().stream().isInputShutdown()) {
            start(head);
        }
        if (exchange != null) {
            exchange.requestReadComplete();
        }
        readIfWanted();
    }

    private void readIfWanted() {
        if (!reading && !over && !remoteClosed && (exchange == null || exchange.wantsContent())) {
            reading = true;
            context().read();
        }
    }

    @Override
    public void contentWanted() {
        readIfWanted();
    }

    // How it ends

    /** The client resets it, or sent what the codec refuses, for which that has reset the response, or closes the connection. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Http3Fault fault = Http3Fault.of(cause);
        switch (fault) {
            case CANCELLED -> resetByClient();
            case MALFORMED -> breakOff(ErrorCode.MESSAGE_ERROR);
            case OF_THE_CONNECTION -> {
                connection.broken();
                connectionGone();
            }
            case OF_THE_PROGRAM -> {
                arrival.worker().connectionFailed(cause);
                cutOff();
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!over) {
            connectionGone();
        }
        connection.close(this);
    }

    private void resetByClient() {
        if (!over) {
            connection.abandoned(true);
            Exchange gone = exchange;
            exchange = null;
            reset(ErrorCode.REQUEST_CANCELLED);
            if (gone != null) {
                gone.clientGone();
            }
        }
    }

    /** There is nobody to answer any more. */
    void connectionGone() {
        Exchange gone = exchange;
        exchange = null;
        finish();
        if (gone != null) {
            gone.clientGone();
        }
    }

    /** Resets it for what the client did on it; its request is not to look whole to the origin. */
    private void breakOff(ErrorCode code) {
        if (over) {
            return;
        }
        breaking = code;
        Exchange begun = exchange;
        if (begun == null) {
            arrival.malformed(400, 0, since, now());
        } else {
            arrival.malformed(begun.client(), now());
        }
        connection.abandoned(true);
        reset(code);
        if (begun != null) {
            begun.requestBroken(400);
        }
    }

    private void reset(ErrorCode code) {
        if (!over) {
            finish();
            out().reset(code);
        }
    }

    /** Nothing more is done with it. */
    private void finish() {
        over = true;
        awaited = null;
        if (body != null) {
            body.release();
            body = null;
        }
        connection.close(this);
    }

    void cutOff() {
        if (exchange != null) {
            exchange.cutOff();
        } else {
            reset(ErrorCode.REQUEST_CANCELLED);
        }
    }

    void recheck(long now, boolean whole) {
        Exchange begun = exchange;
        if (begun != null && begun.isForwarded() && (whole || connection.refuses(begun.client(), now))) {
            begun.cutOff();
        }
    }

    /** Ends what has lasted too long. */
    void sweep(long now) {
        ProxySettings settings = settings();
        Http3Outflow sent = out();
        if (StoppedStreams.isStopped(sent.stream())) {
            resetByClient();
        } else if (patience.isTakingTooSlow(sent.pending(), sent.written(), now, settings)) {
            arrival.worker().connectionRefused(ConnectionRefusal.TOO_SLOW);
            Exchange gone = exchange;
            exchange = null;
            connection.abandoned(true);
            reset(ErrorCode.REQUEST_CANCELLED);
            if (gone != null) {
                gone.clientGone();
            }
        } else if (exchange == null) {
            sweepHead(now);
        } else if (!remoteClosed && patience.isSendingTooSlow(exchange, now, settings)) {
            arrival.worker().connectionRefused(ConnectionRefusal.TOO_SLOW);
            exchange.requestBroken(408);
        } else {
            exchange.sweep(now);
        }
    }

    private void sweepHead(long now) {
        RequestHead head = awaited;
        if (now - since >= settings().timeouts().header().toNanos() && !headSent) {
            connection.abandoned(true);
            reset(ErrorCode.REQUEST_CANCELLED);
        } else if (head != null && !head.body().isKnown() && now - since >= END_AWAITED) {
            start(head);
            readIfWanted();
        }
    }

    // The response

    @Override
    public void sendInformational(ResponseHead head) {
        out().head(head, Framing.NONE);
    }

    @Override
    public void sendHead(ResponseHead head) {
        headSent = true;
        framing = Framing.of(head.body(), HttpVersion.HTTP_3);
        out().head(head, framing);
    }

    @Override
    public void switchProtocol(ResponseHead head) {
        throw new IllegalStateException("nothing is switched to");
    }

    @Override
    public void sendContent(ByteBuf content) {
        out().content(content);
    }

    @Override
    public void sendEnd(BodyEnd end) {
        if (framing == Framing.NONE) {
            out().end(BodyEnd.PLAIN, this::responseSent);
        } else {
            out().end(end, this::responseSent);
        }
    }

    @Override
    public void sendReply(Reply reply) {
        if (breaking != null) {
            responseSent();
            return;
        }
        headSent = true;
        out().head(reply.head(arrival.worker().date()), Framing.LENGTH);
        if (!toHead) {
            out().content(reply.page());
        }
        out().end(BodyEnd.PLAIN, this::responseSent);
    }

    private void responseSent() {
        if (exchange != null) {
            exchange.responseWritten();
        } else {
            answered();
        }
    }

    @Override
    public void abort() {
        exchange = null;
        if (!over && (headSent || breaking != null || !connection.drops())) {
            connection.abandoned(false);
            reset(breaking != null ? breaking : headSent ? ErrorCode.INTERNAL_ERROR : ErrorCode.REQUEST_CANCELLED);
        }
    }

    @Override
    public void flush() {
        context().flush();
    }

    @Override
    public boolean isWritable() {
        return connection.takesMore(out().pending(), WINDOW);
    }

    @Override
    public Executor loop() {
        return context().executor();
    }

    @Override
    public Endpoints ends() {
        return arrival.peer().ends();
    }

    private void moreTaken() {
        if (exchange != null && isWritable()) {
            exchange.clientWritable();
        }
    }

    /** The client wants nothing more, or is gone. */
    private void notTaken() {
        resetByClient();
    }

    @Override
    public void exchangeOver() {
        exchange = null;
        answered();
    }

    /** The client may still be sending: it is told that nothing more is needed (RFC 9114 4.1). */
    private void answered() {
        if (!over) {
            finish();
            if (!remoteClosed) {
                connection.abandoned(false);
                out().stopReading();
            }
        }
    }

    private ProxySettings settings() {
        return arrival.worker().services().settings();
    }

    private long now() {
        return arrival.worker().services().ticker().nanos();
    }

    private ChannelHandlerContext context() {
        if (context == null) {
            throw new IllegalStateException("the stream is not in a pipeline yet");
        }
        return context;
    }

    private Http3Outflow out() {
        if (out == null) {
            throw new IllegalStateException("the stream is not in a pipeline yet");
        }
        return out;
    }
}
