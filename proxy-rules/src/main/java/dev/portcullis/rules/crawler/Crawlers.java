package dev.portcullis.rules.crawler;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.cache.CacheState;
import dev.portcullis.rules.cache.Evictions;
import dev.portcullis.rules.pattern.GlobSet;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Tells genuine crawlers from clients that only say they are: by the networks that their operators have published, or by forward-confirmed
 * reverse names, as these operators ask for: the address has a name in the crawler's domain, and this name that address.
 *
 * <p>No request waits for it. What isn't known yet is looked up in the background, at most {@link #MAX_PENDING} addresses at once, and
 * until it is known the client is merely not yet trusted. What is known is kept for ten thousand clients: that a client is
 * genuine for a day, that it is forged for an hour, that no answer could be had for a minute. What was known before holds while the DNS
 * does not answer. Of several names in the crawler's domain {@link #MAX_NAMES} are looked up at most: one that leads back is enough.
 */
public final class Crawlers {

    /** How many addresses are looked up at once. */
    static final int MAX_PENDING = 100;

    /** How many names of an address are looked up. */
    static final int MAX_NAMES = 3;

    private static final int KEPT = 10_000;
    private static final long GENUINE_FOR = Duration.ofDays(1).toNanos();
    private static final long FORGED_FOR = Duration.ofHours(1).toNanos();
    private static final long UNKNOWN_FOR = Duration.ofMinutes(1).toNanos();

    private final NameService names;
    private final AtomicInteger pending = new AtomicInteger();
    private final Evictions evictions = new Evictions();
    private final Cache<Claimant, Finding> findings = Caffeine.newBuilder()
            .maximumSize(KEPT)
            .evictionListener(evictions)
            .executor(Runnable::run)
            .build();
    private volatile Known known;

    /** Knows nobody yet. */
    public Crawlers(CrawlerSettings settings, NameService names) {
        this.known = new Known(settings);
        this.names = names;
    }

    private record Claimant(String crawler, IpPrefix address) {}

    /** What was found at a time, or is being looked up since. */
    private record Finding(Proof proof, long at, long lasts) {}

    /** The settings, with the user agents made ready. */
    private record Known(CrawlerSettings settings, GlobSet agents) {
        Known(CrawlerSettings settings) {
            this(
                    settings,
                    new GlobSet(
                            settings.crawlers().stream()
                                    .map(crawler -> crawler.agents().stream()
                                            .map(agent -> "*" + agent + "*")
                                            .toList())
                                    .toList(),
                            true));
        }
    }

    /** Goes by these settings from now on. If they are others, all that was found is forgotten. */
    public void configure(CrawlerSettings changed) {
        if (!changed.equals(known.settings())) {
            known = new Known(changed);
            findings.invalidateAll();
        }
    }

    /** How many findings are remembered, and how many went because their place was needed. */
    public CacheState state() {
        return evictions.state("crawlers", findings);
    }

    /**
     * The crawler that a request says it is of, and what is known of that by now; null when it doesn't say it is a crawler's, or one's of
     * which nothing can be known: it is outside of published networks, and no names are looked up.
     */
    public @Nullable Claim claim(Facts facts, long now) {
        Known by = known;
        BitSet named = by.agents().match(facts.userAgent());
        if (named.isEmpty()) {
            return null;
        }
        Crawler crawler = by.settings().crawlers().get(named.nextSetBit(0));
        Proof proof = proof(crawler, facts, by.settings().names(), now);
        return proof == null ? null : new Claim(crawler.name(), proof);
    }

    private @Nullable Proof proof(Crawler crawler, Facts facts, boolean names, long now) {
        if (crawler.ranges().contains(facts.client())) {
            return Proof.GENUINE;
        }
        if (crawler.domains().isEmpty()) {
            return crawler.ranges().entries().isEmpty() ? null : Proof.FORGED;
        }
        return names ? byName(crawler, facts.address(), now) : null;
    }

    private Proof byName(Crawler crawler, IpPrefix address, long now) {
        if (address.length() < 128) {
            return Proof.UNKNOWN;
        }
        Claimant claimant = new Claimant(crawler.name(), address);
        Finding found = findings.getIfPresent(claimant);
        if (found == null || now - found.at() >= found.lasts()) {
            lookUp(claimant, crawler, found == null ? Proof.UNKNOWN : found.proof(), now);
            found = findings.getIfPresent(claimant);
        }
        return found == null ? Proof.UNKNOWN : found.proof();
    }

    /** What was found before holds while it is looked up again. */
    private void lookUp(Claimant claimant, Crawler crawler, Proof before, long now) {
        if (pending.incrementAndGet() > MAX_PENDING) {
            pending.decrementAndGet();
            return;
        }
        findings.put(claimant, new Finding(before, now, UNKNOWN_FOR));
        names.names(claimant.address(), known.settings().server(), answer -> {
            if (answer == null) {
                found(claimant, new Finding(before, now, UNKNOWN_FOR));
                return;
            }
            List<String> fitting =
                    answer.stream().filter(crawler::mayBeNamed).limit(MAX_NAMES).toList();
            confirm(claimant, fitting, new Finding(Proof.FORGED, now, FORGED_FOR), before);
        });
    }

    /** Looks for one of these names that leads back. {@code otherwise} is what is found if none does. */
    private void confirm(Claimant claimant, List<String> left, Finding otherwise, Proof before) {
        if (left.isEmpty()) {
            found(claimant, otherwise);
            return;
        }
        List<String> further = left.subList(1, left.size());
        long now = otherwise.at();
        names.addresses(
                left.get(0), claimant.address().isIpv4(), known.settings().server(), answer -> {
                    if (answer != null && answer.contains(claimant.address())) {
                        found(claimant, new Finding(Proof.GENUINE, now, GENUINE_FOR));
                    } else {
                        Finding rest = answer == null ? new Finding(before, now, UNKNOWN_FOR) : otherwise;
                        confirm(claimant, further, rest, before);
                    }
                });
    }

    private void found(Claimant claimant, Finding finding) {
        findings.put(claimant, finding);
        pending.decrementAndGet();
    }
}
