package dev.portcullis.core.exchange;

import dev.portcullis.core.forward.Chunks;
import dev.portcullis.core.forward.Hop;
import dev.portcullis.core.forward.RequestForwarding;
import dev.portcullis.core.http.Body;
import dev.portcullis.core.http.BodyEnd;
import dev.portcullis.core.http.Cookies;
import dev.portcullis.core.http.RequestHead;
import dev.portcullis.core.http.ResponseHead;
import dev.portcullis.core.origin.Origin;
import dev.portcullis.core.origin.OriginConnection;
import dev.portcullis.core.origin.OriginPool;
import dev.portcullis.core.origin.OriginPool.Choice;
import dev.portcullis.core.proxyprotocol.ProxyHeader;
import dev.portcullis.core.reply.Reply;
import dev.portcullis.core.settings.OriginSettings.ProxyProtocol;
import dev.portcullis.core.site.Site;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way to the origin: the connection that carries it, the rewritten head, the body in the one framing chosen
 * for it, its end. Content that comes before there is a connection is held: a small body, or what was
 * read together with the head. Used on one event loop only.
 */
final class OriginRequest implements OriginPool.Waiter {

    /** Bodies up to this many bytes are gathered before the origin is asked: who sends one slowly holds no PHP worker. */
    private static final int GATHERED_AT_MOST = 16 << 10;

    private final Exchange exchange;
    private final RequestHead request;
    private final Hop hop;
    private final ClientStream client;
    private @Nullable ByteBuf held;
    private @Nullable BodyEnd end;
    private @Nullable Site site;
    private String stick = "";
    private @Nullable OriginConnection connection;
    private boolean sent;
    private boolean sentAgain;
    private boolean sentElsewhere;
    private boolean givenUp;

    OriginRequest(Exchange exchange, RequestHead request, Hop hop, ClientStream client) {
        this.client = client;
        this.exchange = exchange;
        this.request = request;
        this.hop = hop;
        this.end = request.body().isEmpty() ? BodyEnd.PLAIN : null;
    }

    /** Finds or makes a connection to a server of the site, and sends what there is of the request. */
    void forward(Site to) {
        site = to;
        String cookie = to.settings().origin().stickyCookie();
        stick = cookie.isEmpty() ? "" : Cookies.value(request.fields(), cookie);
        acquire(maySendTwice() ? Choice.ANY : Choice.YOUNG, null);
    }

    private void acquire(Choice choice, @Nullable Origin avoid) {
        site().origins().acquire(choice, stick, avoid, request.method(), exchange, this);
    }

    private boolean maySendTwice() {
        return request.isIdempotent() && request.body().isEmpty();
    }

    @Override
    public void connected(OriginConnection made) {
        if (givenUp) {
            made.cancel();
            return;
        }
        connection = made;
        begin(made);
        made.flush();
        made.read();
        client.contentWanted();
    }

    @Override
    public void refused(Throwable cause) {
        if (!givenUp) {
            exchange.unreachable(cause);
        }
    }

    /**
     * Sends the request once more, on a new connection, if that is safe: it has no other effect than once, and of the answer
     * nothing had come. Either the connection was a kept one that the server had closed unseen, or there is another server. A server
     * that dies does both, one after the other.
     */
    boolean sendAgain() {
        OriginConnection broken = connection;
        connection = null;
        if (broken == null || !maySendTwice()) {
            return false;
        }
        boolean kept = broken.isReused();
        if (kept ? sentAgain : sentElsewhere || !site().origins().hasSeveral()) {
            return false;
        }
        sentAgain = true;
        sentElsewhere |= !kept;
        sent = false;
        acquire(Choice.NEW, kept ? null : broken.origin());
        return true;
    }

    /** The connection that carries it; null while there is none, and when it has done so. */
    @Nullable
    OriginConnection connection() {
        return connection;
    }

    /** Notes that the connection has carried it, or is broken. */
    void connectionOver() {
        connection = null;
    }

    /** Gives it up: the origin's work on it is cancelled. */
    void giveUp() {
        givenUp = true;
        if (connection != null) {
            connection.cancel();
            connection = null;
        }
    }

    /** Whether its body is to be read before the origin is asked: it is small, and comes without being waited for. */
    boolean isGathered() {
        Body body = request.body();
        return body.isKnown() && !body.isEmpty() && body.length() <= GATHERED_AT_MOST && !request.expectsContinue();
    }

    /** Whether the request has been read to its end. */
    boolean isRead() {
        return end != null;
    }

    /** Whether it is the origin that is waited for: it has the whole request, or takes no more of it for now. */
    boolean isOriginsTurn() {
        return connection != null && (sent || !connection.isWritable());
    }

    /** Whether the origin takes more of it now. */
    boolean isWritable() {
        return connection != null && connection.isWritable();
    }

    /** Writes and releases a piece of the body, or holds it while there is no connection. */
    void content(ByteBuf content) {
        if (connection == null) {
            held = held == null ? content : Joined.of(held, content);
        } else {
            write(connection, content);
        }
    }

    /** Notes the end of the body, and writes it if there is a connection. */
    void end(BodyEnd bodyEnd) {
        if (end == null) {
            end = bodyEnd;
            if (connection != null) {
                writeEnd(connection, bodyEnd);
            }
        }
    }

    void flush() {
        if (connection != null) {
            connection.flush();
        }
    }

    /** Lets more of the response come, if there is a connection. */
    void readMore() {
        if (connection != null) {
            connection.read();
        }
    }

    /** The protocol was switched: lets everything that still comes pass as it is. */
    void passThrough() {
        if (connection != null) {
            connection.passThrough();
            connection.flush();
        }
    }

    /** Releases what is held. */
    void release() {
        if (held != null) {
            held.release();
            held = null;
        }
    }

    /** What is answered without the origin; null for nearly all requests. */
    @Nullable
    Reply ownAnswer(Services services) {
        return OwnAnswer.to(request, hop, services);
    }

    /** The head of the response with what Portcullis adds to it. */
    ResponseHead withOwnFields(ResponseHead head, Services services) {
        int port = client.ends().destination().getPort();
        ResponseHead secure = OwnAnswer.withHsts(withStickyCookie(head), hop, services);
        return OwnAnswer.withAltSvc(secure, request, hop, port, services);
    }

    /** The head of the response, with the cookie that keeps the visitor with its server if it has another one, or none. */
    private ResponseHead withStickyCookie(ResponseHead head) {
        String cookie = site().settings().origin().stickyCookie();
        if (cookie.isEmpty() || connection == null) {
            return head;
        }
        String id = connection.origin().id();
        return id.equals(stick)
                ? head
                : head.with("Set-Cookie", cookie + "=" + id + "; Path=/; HttpOnly; SameSite=Lax");
    }

    private Site site() {
        return Objects.requireNonNull(site, "the request has not been forwarded");
    }

    private void begin(OriginConnection to) {
        ProxyProtocol version = site().settings().origin().proxyProtocol();
        if (version != ProxyProtocol.OFF) {
            to.write(ProxyHeader.of(client.ends(), version));
        }
        ByteBuf head = ByteBufAllocator.DEFAULT.buffer(RequestForwarding.sizeHint(request));
        site().forwarding().write(request, hop, head);
        to.write(head);
        if (held != null) {
            ByteBuf content = held;
            held = null;
            write(to, content);
        }
        if (end != null) {
            writeEnd(to, end);
        }
    }

    private void write(OriginConnection to, ByteBuf content) {
        if (request.body().isKnown()) {
            to.write(content);
            return;
        }
        ByteBuf size = ByteBufAllocator.DEFAULT.buffer(Chunks.SIZE_LINE);
        Chunks.writeSizeLine(content.readableBytes(), size);
        to.write(size);
        to.write(content);
        to.write(Chunks.lineEnd());
    }

    private void writeEnd(OriginConnection to, BodyEnd bodyEnd) {
        if (!request.body().isKnown()) {
            to.write(bodyEnd.trailers().size() == 0 ? Chunks.last() : lastChunk(bodyEnd));
        }
        to.requestWritten();
        sent = true;
    }

    private ByteBuf lastChunk(BodyEnd end) {
        ByteBuf last = ByteBufAllocator.DEFAULT.buffer(end.trailers().maxLength() + Chunks.SIZE_LINE);
        last.writeByte('0').writeShort('\r' << 8 | '\n');
        RequestForwarding.writeTrailers(end.trailers(), request.connection().nominated(), last);
        return last.writeShort('\r' << 8 | '\n');
    }
}
