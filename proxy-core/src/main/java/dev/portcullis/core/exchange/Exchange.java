package dev.portcullis.core.exchange;

import dev.portcullis.core.forward.Hop;
import dev.portcullis.core.http.BodyEnd;
import dev.portcullis.core.http.RequestHead;
import dev.portcullis.core.http.ResponseHead;
import dev.portcullis.core.origin.OriginConnection;
import dev.portcullis.core.reply.Reply;
import dev.portcullis.core.settings.SiteLimits;
import dev.portcullis.core.site.Site;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Outcome.Ending;
import dev.portcullis.rules.api.Place.Result;
import dev.portcullis.rules.api.Shed;
import dev.portcullis.rules.api.Verdict;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ConnectTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response: the path of a request, from top to bottom.
 *
 * <ol>
 *   <li>{@link #start}: policy is asked, but for a certificate authority's challenge; a request that it refuses is answered here, for a ban once that is kept.
 *   <li>{@link #requestContent}: a small body is read first, so that nobody who sends it slowly keeps the origin waiting.
 *   <li>{@link Turn#ask}: it waits for its turn at the origin, if others are before it; it may be {@link #shed} instead.
 *   <li>{@link #admitted}: a connection to the origin is taken from the pool or made, and the rewritten head is sent.
 *   <li>{@link #requestContent}, {@link #requestEnded}: the body follows, as fast as the origin takes it.
 *   <li>{@link #head}, {@link #content}, {@link #ended}: the response goes back, as fast as the client takes it.
 *   <li>{@link #openTunnel}, for WebSocket: bytes go both ways as they come.
 *   <li>{@link #finish}: policy and the listener are told how it ended.
 * </ol>
 *
 * <p>Neither body is ever held whole: each side is read only while the other takes more. Used on its event loop only.
 */
public final class Exchange implements OriginConnection.Sink, Turn.Listener {

    private final Worker worker;
    private final Services services;
    private final ClientStream client;
    private final RequestHead request;
    private final @Nullable Site site;
    private final SiteLimits limits;
    private final OriginRequest toOrigin;
    private final ExchangeRecord record;
    private final @Nullable Turn turn;
    private final Interim interim;
    private final HeldRefusal refusal = new HeldRefusal();

    private boolean gathering;
    private boolean headSent;
    private boolean responseEnded;
    private boolean tunnel;
    private boolean readPaused;
    private boolean over;
    private Ending ending = Ending.SERVED;
    private long progressAt;

    Exchange(Worker worker, ClientStream client, RequestHead request, Hop hop, ExchangeRecord record) {
        this.worker = worker;
        this.services = worker.services();
        this.client = client;
        this.request = request;
        this.site = worker.sites().of(request.target());
        this.limits = site == null ? SiteLimits.DEFAULT : site.settings().limits();
        this.toOrigin = new OriginRequest(this, Hearing.withoutSignal(request, services.policy()), hop, client);
        this.record = record;
        this.interim = new Interim(request);
        this.turn = site == null ? null : new Turn(site.admission(), services.policy(), record, client.loop(), this);
        worker.exchangeBegan();
    }

    /** Asks policy, and refuses the request or forwards it. */
    public void start(long now) {
        record.servedBy(site);
        Reply proof = OwnAnswer.toAuthority(request, services);
        record.decided(proof == null ? services.policy().decide(record, now) : Verdict.Pass.INSTANCE);
        Reply own = proof == null && site != null ? toOrigin.ownAnswer(services) : proof;
        if (!record.verdict().forwards()) {
            refuse(record.verdict(), now);
        } else if (own != null) {
            end(Ending.ANSWERED, own);
        } else if (site == null || turn == null) {
            end(Ending.REFUSED, services.settings().sites().dropUnknown() ? null : Reply.misdirected());
        } else if (!site.takesBody(request.body().isKnown() ? request.body().length() : 0)) {
            requestBroken(413);
        } else if (toOrigin.isGathered()) {
            gathering = true;
            progressAt = now;
            client.contentWanted();
        } else {
            turn.ask(0, now);
        }
    }

    /** Refuses, a ban only once it is kept. */
    private void refuse(Verdict verdict, long now) {
        if (!refusal.holds(verdict, client.loop(), this::refuseHeld, now)) {
            end(Ending.REFUSED, Reply.to(verdict, services.settings().banReply()));
        }
    }

    private void refuseHeld() {
        if (refusal.ends() && !over) {
            end(Ending.REFUSED, Reply.to(record.verdict(), services.settings().banReply()));
        }
    }

    @Override
    public void admitted() {
        if (over || site == null || turn == null) {
            return;
        }
        progressAt = services.ticker().nanos();
        record.handedToOrigin(progressAt, turn.waitedNanos());
        toOrigin.forward(site);
    }

    @Override
    public void shed(Shed shed) {
        record.waitEnds(services.ticker().nanos());
        end(Ending.SHED, Reply.busy(shed.retryAfterSeconds()));
    }

    /** The origin works for this request no more. */
    private void originDone(Result result) {
        if (turn != null) {
            turn.over(result, services.ticker().nanos());
        }
    }

    /** No server of the site can be connected to. */
    void unreachable(Throwable cause) {
        fail(cause instanceof ConnectTimeoutException ? Ending.ORIGIN_TIMEOUT : Ending.ORIGIN_FAILED);
    }

    /** Takes and releases a piece of the request's body. */
    public void requestContent(ByteBuf content) {
        if (over || responseEnded || refusal.isHeld() || ending != Ending.SERVED) {
            content.release();
            return;
        }
        record.addRequestBytes(content.readableBytes());
        progressAt = services.ticker().nanos();
        OriginConnection tunnelled = tunnel ? toOrigin.connection() : null;
        if (tunnelled != null) {
            tunnelled.write(content);
        } else if (site != null && !site.takesBody(record.requestBytes())) {
            content.release();
            requestBroken(413);
        } else {
            toOrigin.content(content);
        }
    }

    /** Takes the end of the request's body. */
    public void requestEnded(BodyEnd end) {
        long now = services.ticker().nanos();
        progressAt = now;
        toOrigin.end(end);
        if (gathering && turn != null) {
            gathering = false;
            turn.ask(record.requestBytes(), now);
        }
    }

    /** All of the request that had arrived has been passed on. */
    public void requestReadComplete() {
        toOrigin.flush();
    }

    /** The request turned out to be malformed or too long within its body: the origin must not take it for whole. */
    public void requestBroken(int status) {
        if (over) {
            return;
        }
        cancelOrigin();
        end(Ending.BAD_REQUEST, Reply.malformed(status));
    }

    /** Whether more of the request's body can be passed on now. */
    public boolean wantsContent() {
        return !over && !refusal.isHeld() && (tunnel || !toOrigin.isRead()) && (gathering || toOrigin.isWritable());
    }

    /** Whether it is the client who holds the request's body up. */
    public boolean awaitsContent() {
        return !tunnel && wantsContent() && !interim.isHeldBack();
    }

    /** Bytes of the request's body that have come. */
    public long requestBytes() {
        return record.requestBytes();
    }

    /** Whether all of the request has been read; never of a tunnel, which has no end but the connection's. */
    public boolean isRequestRead() {
        return toOrigin.isRead() && !tunnel;
    }

    @Override
    public void head(ResponseHead head) {
        long now = services.ticker().nanos();
        progressAt = now;
        if (head.isInformational() || request.takesForTunnel(head.status())) {
            informational(head);
            return;
        }
        headSent = true;
        record.statusSent(head.status());
        ResponseHead heard = Hearing.heard(head, record, services.policy(), now);
        client.sendHead(ServerTiming.on(toOrigin.withOwnFields(heard, services), site, record, now));
        record.addOwnNanos(services.ticker().nanos() - now);
    }

    private void informational(ResponseHead head) {
        if (head.switchesToWebSocket() && request.asksForWebSocket()) {
            openTunnel(head);
        } else if (!head.isInformational() || interim.isWrong(head)) {
            cancelOrigin();
            fail(Ending.ORIGIN_FAILED);
        } else if (interim.passes(head)) {
            client.sendInformational(Hearing.withoutSignal(head, services.policy()));
        }
    }

    /** From here on both sides send as they like, until one closes. An open tunnel keeps no PHP worker busy: its time is not charged. */
    private void openTunnel(ResponseHead head) {
        tunnel = true;
        originDone(Result.ANSWERED);
        headSent = true;
        record.statusSent(head.status());
        client.switchProtocol(Hearing.withoutSignal(head, services.policy()));
        toOrigin.passThrough();
    }

    @Override
    public void content(ByteBuf content) {
        progressAt = services.ticker().nanos();
        record.addResponseBytes(content.readableBytes());
        client.sendContent(content);
    }

    @Override
    public void ended(BodyEnd end) {
        originDone(Result.ANSWERED);
        toOrigin.connectionOver();
        responseEnded = true;
        client.sendEnd(Hearing.withoutSignal(end, services.policy()));
    }

    @Override
    public void broken(boolean untouched, String reason) {
        if (untouched && interim.isNone() && !headSent && toOrigin.sendAgain()) {
            progressAt = services.ticker().nanos();
            worker.requestRetried();
            return;
        }
        originDone(Result.FAILED);
        toOrigin.connectionOver();
        if (tunnel) {
            breakOff(Ending.SERVED);
        } else {
            fail(Ending.ORIGIN_FAILED);
        }
    }

    @Override
    public void readComplete() {
        client.flush();
        if (client.isWritable()) {
            toOrigin.readMore();
        } else {
            readPaused = toOrigin.connection() != null;
        }
    }

    /** The client takes more. */
    public void clientWritable() {
        if (readPaused && toOrigin.connection() != null && client.isWritable()) {
            readPaused = false;
            progressAt = services.ticker().nanos();
            toOrigin.readMore();
        }
    }

    @Override
    public void writabilityChanged() {
        client.contentWanted();
    }

    /** The client has gone: the origin's work for it is given up. */
    public void clientGone() {
        if (!over) {
            cancelOrigin();
            finish(ending == Ending.SERVED && !tunnel ? Ending.CLIENT_GONE : ending);
        }
    }

    /** The client was banned, or Portcullis stops: nothing more is done for it. */
    public void cutOff() {
        if (!over) {
            cancelOrigin();
            breakOff(Ending.CUT_OFF);
        }
    }

    /** The response has been written whole. */
    public void responseWritten() {
        if (!over) {
            finish(ending);
        }
    }

    /** Ends an exchange whose origin has been silent for too long, and sends 100 where the origin is slow to. */
    public void sweep(long now) {
        if (over || refusal.waitsOn(now)) {
            return;
        }
        long still = now - progressAt;
        if (tunnel) {
            if (still >= limits.tunnel().toNanos()) {
                cancelOrigin();
                breakOff(Ending.SERVED);
            }
            return;
        }
        boolean silent = still >= limits.response().toNanos();
        if (silent && !readPaused && toOrigin.isOriginsTurn()) {
            cancelOrigin();
            fail(Ending.ORIGIN_TIMEOUT);
        } else if (wantsContent()
                && still >= services.settings().timeouts().idle().toNanos()) {
            requestBroken(408);
        } else if (toOrigin.connection() != null && !headSent && interim.isOverdue(still)) {
            interim.goesOn();
            client.sendInformational(ResponseHead.CONTINUE);
            client.flush();
        }
    }

    /** Whom the exchange is charged to. */
    public IpPrefix client() {
        return record.client();
    }

    /** Whether the client is being served by the origin, not refused. */
    public boolean isForwarded() {
        return !over && !refusal.isHeld() && ending == Ending.SERVED;
    }

    private void fail(Ending how) {
        originDone(Result.FAILED);
        end(how, how == Ending.ORIGIN_TIMEOUT ? Reply.gatewayTimeout() : Reply.badGateway());
    }

    /** Ends with a reply of our own; without one, or when a response has begun already, by closing the connection. */
    private void end(Ending how, @Nullable Reply reply) {
        ending = how;
        if (reply == null || headSent) {
            breakOff(how);
            return;
        }
        headSent = true;
        record.statusSent(reply.status());
        if (!request.method().equals("HEAD")) {
            record.addResponseBytes(reply.pageLength());
        }
        client.sendReply(reply);
    }

    private void cancelOrigin() {
        gathering = false;
        toOrigin.giveUp();
        originDone(Result.ABANDONED);
    }

    /** Ends in a way that the client can see: its connection is closed. */
    private void breakOff(Ending how) {
        tell(how);
        client.abort();
    }

    private void finish(Ending how) {
        tell(how);
        client.exchangeOver();
    }

    private void tell(Ending how) {
        over = true;
        toOrigin.release();
        long now = services.ticker().nanos();
        Outcome outcome = record.end(how, now);
        worker.exchangeEnded();
        services.policy().ended(record, record.verdict(), outcome, now);
        services.listener().ended(record);
    }
}
