package dev.portcullis.rules.safety;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices peers that forward for many clients without being trusted: a CDN or load balancer that the set-up forgot. Then all visitors look like
 * one client, and the first ban would take the site down for all of them.
 *
 * <p>A bot can send X-Forwarded-For as well. So one peer with many names is not enough: half of the peers that connect must send the field.
 * Of a site behind a proxy nearly all do, of one that visitors connect to directly hardly any. Bounded; safe between threads.
 */
public final class SuspectedProxies {

    /** How many different clients a peer must name. */
    static final int MANY = 20;

    private static final Logger LOG = LoggerFactory.getLogger(SuspectedProxies.class);
    private static final Duration LATELY = Duration.ofMinutes(10);
    private static final int MOST_PEERS = 10_000;

    private final Cache<IpPrefix, Set<String>> named;
    private final ConcurrentHashMap<IpPrefix, Long> suspectedUntil = new ConcurrentHashMap<>();
    private final DistinctLately forwarding;
    private final DistinctLately direct;
    private final Ticker ticker;
    private volatile boolean on;

    SuspectedProxies(Ticker ticker) {
        this.ticker = ticker;
        this.named = Caffeine.newBuilder()
                .maximumSize(MOST_PEERS)
                .expireAfterWrite(LATELY)
                .ticker(ticker::nanos)
                .executor(Runnable::run)
                .build();
        this.forwarding = new DistinctLately(LATELY, ticker.nanos());
        this.direct = new DistinctLately(LATELY, ticker.nanos());
    }

    void configure(boolean to) {
        on = to;
        suspectedUntil.clear();
        named.invalidateAll();
    }

    /**
     * Hears of a request of a peer that is not trusted.
     *
     * @param peer the peer, as a client
     * @param forwardedFor the last value of X-Forwarded-For; null when it sent none
     */
    public void heard(IpPrefix peer, @Nullable String forwardedFor) {
        if (!on) {
            return;
        }
        long now = ticker.nanos();
        if (forwardedFor == null) {
            direct.see(peer, now);
            return;
        }
        forwarding.see(peer, now);
        Set<String> names = named.get(peer, added -> new HashSet<>());
        boolean many;
        synchronized (names) {
            if (names.size() < MANY) {
                names.add(last(forwardedFor));
            }
            many = names.size() >= MANY;
        }
        if (many && forwarding.count(now) >= direct.count(now)) {
            suspect(peer, now);
        }
    }

    private static String last(String forwardedFor) {
        String last = forwardedFor.substring(forwardedFor.lastIndexOf(',') + 1).strip();
        return last.length() <= 64 ? last : last.substring(0, 64);
    }

    private void suspect(IpPrefix peer, long now) {
        Long before = suspectedUntil.put(peer, now + LATELY.toNanos());
        if (before == null) {
            LOG.error(
                    "THE SET-UP SEEMS WRONG: {} forwards for many clients (X-Forwarded-For) and is not in trusted-proxies, so that all of them"
                            + " count as one. If it is your proxy or CDN, set trusted-proxies = [\"{}\"]; if not, untrusted-forwarding ="
                            + " ignore. Until then rules only watch it",
                    peer,
                    peer);
        }
    }

    /** Whether rules are only to watch this client. */
    public boolean suspects(IpPrefix client, long now) {
        if (suspectedUntil.isEmpty()) {
            return false;
        }
        Long until = suspectedUntil.get(client);
        return until != null && until - now > 0;
    }

    /** Those that are suspected now, in the order of their addresses. */
    public List<IpPrefix> all(long now) {
        List<IpPrefix> all = new ArrayList<>();
        suspectedUntil.forEach((peer, until) -> {
            if (until - now > 0) {
                all.add(peer);
            }
        });
        all.sort(null);
        return all;
    }

    void sweep(long now) {
        suspectedUntil.values().removeIf(until -> until - now <= 0);
    }
}
