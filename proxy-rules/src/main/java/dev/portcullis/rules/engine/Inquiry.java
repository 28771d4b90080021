package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.browser.Browser;
import dev.portcullis.rules.browser.Browsers;
import dev.portcullis.rules.crawler.Claim;
import dev.portcullis.rules.crawler.Proof;
import dev.portcullis.rules.hash.Digest;
import dev.portcullis.rules.hash.Fingerprint;
import dev.portcullis.rules.rule.Per;
import dev.portcullis.rules.session.Sessions;
import org.jspecify.annotations.Nullable;

/**
 * A request as all rules see it: its facts, and what can be found out about it, each when a rule first asks. For one thread.
 */
final class Inquiry {

    final Facts facts;
    private final long now;
    private final Lookups lookups;
    private @Nullable String country;
    private @Nullable String query;
    private @Nullable Claim claim;
    private boolean claimKnown;
    private @Nullable Browser forgedBrowser;
    private boolean browserKnown;
    private boolean sessionKnown;
    private long session;
    private long path;
    private long agent;

    Inquiry(Facts facts, long now, Lookups lookups) {
        this.facts = facts;
        this.now = now;
        this.lookups = lookups;
    }

    /** When it is asked about, in monotonic nanoseconds. */
    long now() {
        return now;
    }

    IpPrefix client() {
        return facts.client();
    }

    /** The session, {@link Sessions#NONE} when the origin began none. */
    long session() {
        if (!sessionKnown) {
            sessionKnown = true;
            session = lookups.sessions().of(facts);
        }
        return session;
    }

    /** The country's two capitals; empty when it isn't known. */
    String country() {
        if (country == null) {
            country = lookups.countries().of(facts.address());
        }
        return country;
    }

    /** The query as PHP reads it: percent-decoded once, {@code +} a space. */
    String query() {
        if (query == null) {
            query = QueryText.decoded(facts.query());
        }
        return query;
    }

    /** The crawler that the request says it is of; null when it says nothing like it. */
    @Nullable
    Claim claim() {
        if (!claimKnown) {
            claimKnown = true;
            claim = lookups.crawlers().claim(facts, now);
        }
        return claim;
    }

    /** Whether it is known to be of a genuine crawler. */
    boolean isGenuineCrawler() {
        Claim said = claim();
        return said != null && said.proof() == Proof.GENUINE;
    }

    /** Whether it says it is of a crawler, and it is not known whether that is true. */
    boolean isPerhapsCrawler() {
        Claim said = claim();
        return said != null && said.proof() == Proof.UNKNOWN;
    }

    /** The browser that the request says it is of while its handshake is none of that browser's; null when it may be what it says. */
    @Nullable
    Browser forgedBrowser() {
        if (!browserKnown) {
            browserKnown = true;
            forgedBrowser = Browsers.forged(facts.userAgent(), facts.tlsFingerprint());
        }
        return forgedBrowser;
    }

    /** A fingerprint of the path. */
    long path() {
        if (path == 0) {
            path = lookups.key().of(facts.path());
        }
        return path;
    }

    /** A fingerprint of the user agent. */
    long agent() {
        if (agent == 0) {
            agent = lookups.key().of(facts.userAgent());
        }
        return agent;
    }

    /** What stands for all requests that have these keys in common with this one. */
    Fingerprint fingerprint(Per per) {
        Digest digest = lookups.key().digest();
        for (Per.Key key : per.keys()) {
            digest.add(key.ordinal());
            switch (key) {
                case CLIENT -> add(digest, client());
                case NETWORK -> add(digest, lookups.network(client()));
                case SESSION -> digest.add(session());
                case AGENT -> digest.add(facts.userAgent());
                case PATH -> digest.add(facts.path());
                case HOST -> digest.add(facts.host());
                case TLS_FINGERPRINT -> digest.add(facts.tlsFingerprint());
                case ALL -> {}
            }
        }
        return digest.fingerprint();
    }

    private static void add(Digest digest, IpPrefix block) {
        digest.add(block.high()).add(block.low()).add(block.length());
    }
}
