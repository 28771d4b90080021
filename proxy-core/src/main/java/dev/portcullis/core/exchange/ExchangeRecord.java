package dev.portcullis.core.exchange;

import dev.portcullis.core.http.FieldName;
import dev.portcullis.core.http.PathNormalizer;
import dev.portcullis.core.http.RequestHead;
import dev.portcullis.core.observe.FinishedExchange;
import dev.portcullis.core.site.Site;
import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Outcome.Ending;
import dev.portcullis.rules.api.Verdict;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an exchange: the facts when it began, then what it took. Written on its event loop; read elsewhere only
 * when it is over.
 */
final class ExchangeRecord implements Facts, FinishedExchange {

    private final IpPrefix peer;
    private final IpPrefix client;
    private final @Nullable RequestHead head;
    private final Instant start;
    private final long startNanos;

    private String site = "";
    private Verdict verdict = Verdict.Pass.INSTANCE;
    private @Nullable Outcome outcome;
    private @Nullable String path;
    private @Nullable String host;
    private long handedOverNanos;
    private boolean handedOver;
    private long originNanos;
    private long stalledNanos;
    private boolean originBusy;
    private long ownNanos;
    private boolean waiting;
    private long waitingSince;
    private long waitedNanos;
    private long totalNanos;
    private long requestBytes;
    private long responseBytes;
    private int status;
    private String signal = "";
    private String fingerprint = "";

    /** A record of a request that begins now; {@code head} is null when it was malformed. */
    ExchangeRecord(IpPrefix peer, IpPrefix client, @Nullable RequestHead head, Instant start, long startNanos) {
        this.peer = peer;
        this.client = client;
        this.head = head;
        this.start = start;
        this.startNanos = startNanos;
    }

    /**
     * The record of what is no request, or none that came in time.
     *
     * @param answer the status that it is answered with, or would be
     * @param bytes of the answer
     * @param began when its first byte, or the waiting for it, began
     * @param start calendar time
     */
    static ExchangeRecord ofMalformed(Peer peer, int answer, int bytes, Instant start, long began, long now) {
        ExchangeRecord record = new ExchangeRecord(peer.address(), peer.client(), null, start, began);
        record.statusSent(answer);
        record.addResponseBytes(bytes);
        record.end(Ending.BAD_REQUEST, now);
        return record;
    }

    /** It came on a connection that began with a handshake of this fingerprint. */
    ExchangeRecord shookHands(String ja4) {
        fingerprint = ja4;
        return this;
    }

    void servedBy(@Nullable Site serving) {
        site = serving == null ? "" : serving.settings().name();
    }

    void decided(Verdict decided) {
        verdict = decided;
    }

    /** It asks for its turn at the origin. */
    void waits(long now) {
        waiting = true;
        waitingSince = now;
    }

    /** It gets no turn, or is over before. */
    void waitEnds(long now) {
        if (waiting) {
            waiting = false;
            waitedNanos = now - waitingSince;
        }
    }

    void handedToOrigin(long now, long waited) {
        waiting = false;
        if (!handedOver) {
            handedOver = true;
            waitedNanos = waited;
            ownNanos += Math.max(0, now - startNanos - waited);
        }
        handedOverNanos = now;
        originBusy = true;
    }

    void originDone(long now) {
        if (originBusy) {
            originBusy = false;
            originNanos += now - handedOverNanos;
        }
    }

    /** How long the origin has had it, or had it in the end. */
    long atOriginNanos(long now) {
        return originNanos + (originBusy ? now - handedOverNanos : 0);
    }

    void addStalledNanos(long nanos) {
        stalledNanos += nanos;
    }

    void addOwnNanos(long nanos) {
        ownNanos += nanos;
    }

    void addRequestBytes(int bytes) {
        requestBytes += bytes;
    }

    void addResponseBytes(int bytes) {
        responseBytes += bytes;
    }

    long originNanos() {
        return originNanos;
    }

    long requestBytes() {
        return requestBytes;
    }

    /** The origin's word of the request. */
    void signalled(String word) {
        signal = word;
    }

    void statusSent(int sent) {
        status = sent;
    }

    Outcome end(Ending ending, long now) {
        originDone(now);
        waitEnds(now);
        totalNanos = now - startNanos;
        if (!handedOver) {
            ownNanos = totalNanos - waitedNanos;
        }
        Outcome over = new Outcome(ending, status, requestBytes, responseBytes, originNanos, stalledNanos, signal);
        outcome = over;
        return over;
    }

    @Override
    public IpPrefix client() {
        return client;
    }

    @Override
    public String method() {
        return head == null ? "" : head.method();
    }

    @Override
    public String host() {
        if (host == null) {
            host = head == null ? "" : head.target().host();
        }
        return host;
    }

    @Override
    public String path() {
        if (path == null) {
            path = head == null ? "" : PathNormalizer.normalize(head.target().rawPath());
        }
        return path;
    }

    @Override
    public String query() {
        return head == null ? "" : head.target().query();
    }

    @Override
    public String userAgent() {
        String agent = head == null ? null : head.fields().first(FieldName.USER_AGENT);
        return agent == null ? "" : agent;
    }

    @Override
    public String tlsFingerprint() {
        return fingerprint;
    }

    @Override
    public IpPrefix address() {
        return client.contains(peer) ? peer : client;
    }

    @Override
    public String header(String name) {
        return head == null ? "" : head.fields().joined(name, name.equals("cookie") ? "; " : ", ");
    }

    @Override
    public String site() {
        return site;
    }

    @Override
    public Facts facts() {
        return this;
    }

    @Override
    public IpPrefix peer() {
        return peer;
    }

    @Override
    public Verdict verdict() {
        return verdict;
    }

    @Override
    public Outcome outcome() {
        if (outcome == null) {
            throw new IllegalStateException("the exchange is not over");
        }
        return outcome;
    }

    @Override
    public Instant start() {
        return start;
    }

    @Override
    public String target() {
        return head == null ? "" : head.target().raw();
    }

    @Override
    public String protocol() {
        return head == null ? "" : head.version().text();
    }

    @Override
    public @Nullable String referer() {
        return head == null ? null : head.fields().first(FieldName.REFERER);
    }

    @Override
    public int headBytes() {
        return head == null
                ? 0
                : head.fields().maxLength() + head.target().raw().length();
    }

    @Override
    public long totalNanos() {
        return totalNanos;
    }

    @Override
    public long waitedNanos() {
        return waitedNanos;
    }

    @Override
    public long ownNanos() {
        return ownNanos;
    }
}
