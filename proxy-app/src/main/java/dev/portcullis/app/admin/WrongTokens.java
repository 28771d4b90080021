package dev.portcullis.app.admin;

import dev.portcullis.rules.api.IpPrefix;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Counts wrong tokens by the address they come from, so that nobody tries out many: {@link #AT_ONCE} are heard at once, then one a
 * second. While an address has none left, none is looked at, for else a guess would still tell whether it is right; so a right token
 * from there waits for a second, if nobody else there goes on guessing. An IPv6 address counts as its /64. Of the addresses, the last {@link
 * #MOST_ADDRESSES} that sent a wrong one are remembered. Safe between threads.
 */
final class WrongTokens {

    static final int AT_ONCE = 10;
    static final int MOST_ADDRESSES = 1_000;

    private static final long REFILL = TimeUnit.SECONDS.toNanos(1);
    private static final int NETWORK = 64;

    /** For each address the time at which all its tries are there again: a bucket in one number (GCRA, ITU-T I.371). */
    private final Map<IpPrefix, Long> full = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<IpPrefix, Long> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };

    /** Whether no token from there is looked at just now: for a second at most. */
    synchronized boolean mustWait(IpPrefix address, long now) {
        Long fullAt = full.get(subject(address));
        return fullAt != null && fullAt - now > (AT_ONCE - 1) * REFILL;
    }

    /** Notes a wrong one. */
    synchronized void wrong(IpPrefix address, long now) {
        IpPrefix subject = subject(address);
        Long fullAt = full.get(subject);
        long from = fullAt == null || fullAt - now < 0 ? now : fullAt;
        full.put(subject, from + REFILL);
    }

    /** How many addresses are remembered. */
    synchronized int size() {
        return full.size();
    }

    private static IpPrefix subject(IpPrefix address) {
        return address.widen(32, NETWORK);
    }
}
