package dev.portcullis.rules.safety;

import dev.portcullis.rules.api.IpPrefix;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * About how many different clients were seen within a window of time, that before it included: at least one window's length, less than two.
 * On request also how many of them are of one network.
 *
 * <p>Linear counting: each client sets one of 65,536 bits, chosen by its hash, and the share of bits that are still zero tells how many
 * clients there were. The standard error is below 1% up to 100,000 clients. Past half a million it reads too low. It costs two times
 * 8 KiB, and a client that was seen before only a read. Of networks the bits that were new are counted, and what shares a bit with another
 * client is made up for by how many of all do. Networks are bounded in number: of further ones nothing is known. Safe between threads.
 */
final class DistinctLately {

    private static final int BITS = 1 << 16;
    private static final int MOST_NETWORKS = 1 << 14;

    private final long window;
    private volatile Span now;

    /** The present window and the one before. */
    private record Span(long began, Seen seen, Seen before) {}

    /**
     * What was seen within one window.
     *
     * @param ofNetworks how many of the bits clients of a network have set, and in the upper half how many of these were not set in the window before
     */
    private record Seen(AtomicLongArray bits, ConcurrentHashMap<IpPrefix, Long> ofNetworks) {

        static Seen nothing() {
            return new Seen(new AtomicLongArray(BITS / 64), new ConcurrentHashMap<>());
        }

        boolean has(int hash) {
            return (bits.get(hash >>> 6) & 1L << hash) != 0;
        }

        long of(IpPrefix network) {
            return ofNetworks.getOrDefault(network, 0L);
        }

        void count(IpPrefix network, boolean isNew) {
            if (ofNetworks.size() < MOST_NETWORKS || ofNetworks.containsKey(network)) {
                ofNetworks.merge(network, isNew ? 1L << Integer.SIZE | 1 : 1L, Long::sum);
            }
        }
    }

    DistinctLately(Duration window, long now) {
        this.window = window.toNanos();
        this.now = new Span(now, Seen.nothing(), Seen.nothing());
    }

    void see(IpPrefix client, long at) {
        see(client.hashCode(), null, at);
    }

    /**
     * As {@link #see(IpPrefix, long)}, of somebody who has this hash.
     *
     * @param network whose client it is; null when that doesn't matter
     */
    void see(int whose, @Nullable IpPrefix network, long at) {
        int hash = whose * 0x9E3779B9 >>> 16;
        Span span = span(at);
        if (span.seen().has(hash)) {
            return;
        }
        long bit = 1L << hash;
        long word = span.seen().bits().getAndAccumulate(hash >>> 6, bit, (old, more) -> old | more);
        if (network != null && (word & bit) == 0) {
            span.seen().count(network, !span.before().has(hash));
        }
    }

    /** Whether somebody of this hash was seen in the present window: perhaps another one was, whose bit is the same. */
    boolean has(int whose, long at) {
        return span(at).seen().has(whose * 0x9E3779B9 >>> 16);
    }

    long count(long at) {
        int zeros = zeros(span(at));
        return Math.round(all(zeros));
    }

    /** How many of them are of this network. */
    long count(IpPrefix network, long at) {
        Span span = span(at);
        long set = (int) span.before().of(network) + (span.seen().of(network) >>> Integer.SIZE);
        int zeros = zeros(span);
        return set == 0 ? 0 : Math.round(set * all(zeros) / (BITS - zeros));
    }

    private static double all(int zeros) {
        return -BITS * Math.log(Math.max(1, zeros) / (double) BITS);
    }

    private static int zeros(Span span) {
        int zeros = 0;
        for (int i = 0; i < BITS / 64; i++) {
            zeros += 64
                    - Long.bitCount(
                            span.seen().bits().get(i) | span.before().bits().get(i));
        }
        return zeros;
    }

    private Span span(long at) {
        Span span = now;
        return at - span.began() < window ? span : next(at);
    }

    private synchronized Span next(long at) {
        Span span = now;
        long age = at - span.began();
        if (age >= window) {
            now = new Span(at, Seen.nothing(), age < 2 * window ? span.seen() : Seen.nothing());
        }
        return now;
    }
}
