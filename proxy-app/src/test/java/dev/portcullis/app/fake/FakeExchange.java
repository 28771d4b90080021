package dev.portcullis.app.fake;

import dev.portcullis.core.observe.FinishedExchange;
import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Verdict;
import io.netty.util.NetUtil;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An exchange that is over: GET /x from 192.0.2.7 at 2026-11-23T00:00:00Z, served with 1234 bytes, unless told otherwise.
 * Host and query are not of interest here.
 */
public class FakeExchange implements FinishedExchange, Facts {

    private IpPrefix client = address("192.0.2.7");
    private IpPrefix peer = client;
    private Verdict verdict = Verdict.Pass.INSTANCE;
    private Outcome outcome = new Outcome(Outcome.Ending.SERVED, 200, 0, 1234, 153_000_000);
    private long waitedNanos;
    private String site = "";
    private String method = "GET";
    private String target = "/x";
    private String path = "/x";
    private String protocol = "HTTP/1.1";
    private String fingerprint = "";
    private @Nullable String referer = "https://example.org/";
    private @Nullable String userAgent = "Mozilla/5.0";

    public static IpPrefix address(String literal) {
        return IpPrefix.of(NetUtil.createInetAddressFromIpAddressString(literal));
    }

    public FakeExchange from(IpPrefix newClient, IpPrefix newPeer) {
        client = newClient;
        peer = newPeer;
        return this;
    }

    public FakeExchange verdict(Verdict newVerdict) {
        verdict = newVerdict;
        return this;
    }

    public FakeExchange outcome(Outcome newOutcome) {
        outcome = newOutcome;
        return this;
    }

    public FakeExchange site(String newSite) {
        site = newSite;
        return this;
    }

    public FakeExchange path(String newPath) {
        path = newPath;
        return this;
    }

    public FakeExchange requestLine(String newMethod, String newTarget, String newProtocol) {
        method = newMethod;
        target = newTarget;
        protocol = newProtocol;
        return this;
    }

    /** How long it waited for a place at the origin. */
    public FakeExchange waited(long nanos) {
        waitedNanos = nanos;
        return this;
    }

    public FakeExchange headers(@Nullable String newReferer, @Nullable String newUserAgent) {
        referer = newReferer;
        userAgent = newUserAgent;
        return this;
    }

    /** The fingerprint of its TLS handshake. */
    public FakeExchange shaking(String ja4) {
        fingerprint = ja4;
        return this;
    }

    @Override
    public String tlsFingerprint() {
        return fingerprint;
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
        return outcome;
    }

    @Override
    public Instant start() {
        return Instant.parse("2026-11-23T00:00:00Z");
    }

    @Override
    public String target() {
        return target;
    }

    @Override
    public String protocol() {
        return protocol;
    }

    @Override
    public @Nullable String referer() {
        return referer;
    }

    @Override
    public int headBytes() {
        return target.length() + (userAgent == null ? 0 : userAgent.length());
    }

    @Override
    public long totalNanos() {
        return outcome.originNanos() + 1_000_000;
    }

    @Override
    public long ownNanos() {
        return 700_000;
    }

    @Override
    public long waitedNanos() {
        return waitedNanos;
    }

    @Override
    public IpPrefix client() {
        return client;
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String site() {
        return site;
    }

    @Override
    public String host() {
        return "";
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public String query() {
        return "";
    }

    @Override
    public String userAgent() {
        return userAgent == null ? "" : userAgent;
    }
}
