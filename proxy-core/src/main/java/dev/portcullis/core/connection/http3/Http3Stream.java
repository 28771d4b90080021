package dev.portcullis.core.connection.http3;

import dev.portcullis.core.connection.HeldBody;
import dev.portcullis.core.connection.Patience;
import dev.portcullis.core.exchange.Arrival;
import dev.portcullis.core.exchange.ClientStream;
import dev.portcullis.core.exchange.Exchange;
import dev.portcullis.core.exchange.Worker;
import dev.portcullis.core.forward.ResponseForwarding.Framing;
import dev.portcullis.core.http.BodyEnd;
import dev.portcullis.core.http.HttpVersion;
import dev.portcullis.core.http.MalformedMessageException;
import dev.portcullis.core.http.RequestHead;
import dev.portcullis.core.http.ResponseHead;
import dev.portcullis.core.http2.RequestList;
import dev.portcullis.core.http2.StreamException;
import dev.portcullis.core.http3.ErrorCode;
import dev.portcullis.core.proxyprotocol.Endpoints;
import dev.portcullis.core.reply.Reply;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http3.Http3Headers;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One request stream of an HTTP/3 connection: the client's side of one exchange.
 *
 * <p>The client's stream is read only while the origin takes more: what is not read the library holds, up to the stream's window. Used on
 * its event loop only.
 */
final class Http3Stream implements ClientStream {

    /** How long a head is kept to see whether the stream ends with it, as that of a request without a body does. */
    private static final long END_AWAITED = Duration.ofMillis(500).toNanos();

    private final Http3ClientConnection connection;
    private final Arrival arrival;
    private final long since;
    private final ChannelHandlerContext context;
    private final Http3Outflow out;
    private @Nullable Exchange exchange;
    private @Nullable RequestHead awaited;
    private @Nullable HeldBody body;
    private @Nullable BodyEnd trailers;
    private @Nullable ErrorCode breaking;
    private final Patience patience = new Patience();
    private boolean headRead;
    private boolean toHead;
    private boolean reading;
    private boolean remoteClosed;
    private boolean headSent;
    private boolean late;
    private boolean over;
    private Framing framing = Framing.NONE;

    /** A stream that the client opens. */
    Http3Stream(Http3ClientConnection connection, ChannelHandlerContext context) {
        this.connection = connection;
        this.arrival = connection.arrival();
        this.since = now();
        this.context = context;
        this.out = new Http3Outflow(context, connection, this::moreTaken, this::resetByClient);
    }

    // The request

    /** It is open. */
    void begin() {
        if (connection.open(this, out.stream().streamId())) {
            contentWanted();
        } else {
            connection.idleFrame();
            reset(ErrorCode.REQUEST_REJECTED);
        }
    }

    /** Takes a field section: the head, or trailers. */
    void fields(Http3Headers fields) {
        if (over) {
            return;
        }
        RequestList list = connection.list(fields);
        try {
            if (headRead) {
                trailers = new BodyEnd(list.trailers());
            } else {
                headRead = true;
                awaited = list.head(false);
                body = new HeldBody(awaited.body(), false);
                toHead = awaited.method().equals("HEAD");
                connection.request();
            }
        } catch (StreamException broken) {
            breakOff(ErrorCode.of(broken.code()));
        } catch (MalformedMessageException refused) {
            Reply reply = Reply.malformed(refused.status());
            toHead = list.asksByHead();
            arrival.malformed(reply.status(), toHead ? 0 : reply.pageLength(), since, now());
            connection.request();
            sendReply(reply);
        }
    }

    private void start(RequestHead head) {
        awaited = null;
        Exchange begun = arrival.begin(head, this, now());
        exchange = begun;
        begun.start(now());
    }

    /** Takes a piece of the body, which stays its caller's. */
    void receive(ByteBuf content) {
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

    /** The client has ended what it sends. */
    void ended() {
        if (over || remoteClosed) {
            return;
        }
        remoteClosed = true;
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

    /** All that had arrived has been taken. */
    void readComplete() {
        reading = false;
        RequestHead head = awaited;
        boolean hasBody = head != null && (head.body().isKnown() && !head.body().isEmpty() || head.expectsContinue());
        if (head != null && hasBody && !out.stream().isInputShutdown()) {
            start(head);
        }
        if (exchange != null) {
            exchange.requestReadComplete();
        }
        contentWanted();
    }

    @Override
    public void contentWanted() {
        if (!reading && !over && !remoteClosed && (exchange == null || exchange.wantsContent())) {
            reading = true;
            context.read();
        }
    }

    // How it ends

    /** It is closed. */
    void closed() {
        connectionGone();
    }

    /** The client wants nothing more of it. */
    void resetByClient() {
        if (!over) {
            connection.abandoned(true);
            out.reset(ErrorCode.REQUEST_CANCELLED);
            connectionGone();
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
    void breakOff(ErrorCode code) {
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
            out.reset(code);
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

    /** Ends what has lasted too long; says whether it was the client that was too slow. */
    boolean sweep(long now) {
        Worker worker = arrival.worker();
        boolean idle = patience.tookTooLittle(out.pending(), out.written(), now, worker);
        boolean slow = idle || exchange != null && !remoteClosed && patience.sentTooLittle(exchange, now, worker);
        if (idle || StoppedStreams.isStopped(out.stream())) {
            resetByClient();
        } else if (exchange == null) {
            return sweepHead(
                    now, worker.services().settings().timeouts().header().toNanos());
        } else if (slow) {
            exchange.requestBroken(408);
        } else {
            exchange.sweep(now);
        }
        return slow || late;
    }

    private boolean sweepHead(long now, long longest) {
        RequestHead head = awaited;
        boolean tooLong = now - since >= longest && !headSent;
        if (tooLong) {
            resetByClient();
        } else if (head != null && !head.body().isKnown() && now - since >= END_AWAITED) {
            start(head);
            contentWanted();
        }
        return tooLong;
    }

    // The response

    @Override
    public void sendInformational(ResponseHead head) {
        out.head(head, Framing.NONE);
    }

    @Override
    public void sendHead(ResponseHead head) {
        headSent = true;
        framing = Framing.of(head.body(), HttpVersion.HTTP_3);
        out.head(head, framing);
    }

    @Override
    public void switchProtocol(ResponseHead head) {
        throw new IllegalStateException("nothing is switched to");
    }

    @Override
    public void sendContent(ByteBuf content) {
        out.content(content);
    }

    @Override
    public void sendEnd(BodyEnd end) {
        out.end(framing == Framing.NONE ? BodyEnd.PLAIN : end, this::responseSent);
    }

    @Override
    public void sendReply(Reply reply) {
        if (breaking != null) {
            responseSent();
            return;
        }
        headSent = true;
        late = reply.status() == 408;
        out.head(reply.head(arrival.worker().date()), Framing.LENGTH);
        if (!toHead) {
            out.content(reply.page());
        }
        out.end(BodyEnd.PLAIN, this::responseSent);
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
        context.flush();
    }

    @Override
    public boolean isWritable() {
        return connection.takesMore(out.pending(), Http3ClientConnection.WINDOW);
    }

    @Override
    public Executor loop() {
        return context.executor();
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
                out.stopReading();
            }
        }
    }

    private long now() {
        return arrival.worker().services().ticker().nanos();
    }
}
