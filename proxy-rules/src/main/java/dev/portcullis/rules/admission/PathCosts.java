package dev.portcullis.rules.admission;

import dev.portcullis.rules.api.Facts;

/**
 * What requests for a path usually take of the origin's time: a moving mean for each of the paths asked for lately.
 *
 * <p>A table of 8192 paths by their hash, 16 bytes each; of two that collide, the one asked for again stays. A bot that makes up new
 * paths pushes out what was learnt of others, and all that is lost is the expectation, which then is the mean of all.
 */
final class PathCosts {

    private static final int SIZE = 8192;
    private static final int KNOWN = 8;
    private static final int MOST = 16;

    private final int[] hashes = new int[SIZE];
    private final int[] seen = new int[SIZE];
    private final double[] means = new double[SIZE];

    /** Tells the paths of hosts apart; what follows the "?" does not count. */
    static int hash(Facts facts) {
        int hash = facts.path().hashCode() * 31 + facts.host().hashCode();
        hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
        return (hash ^ (hash >>> 13)) * 0xc2b2ae35;
    }

    /** What a request for the path is expected to take, in nanoseconds; {@code otherwise} when too little is known. */
    double expected(int hash, double otherwise) {
        int slot = hash & (SIZE - 1);
        return hashes[slot] == hash && seen[slot] > 0 ? means[slot] : otherwise;
    }

    /** Whether requests for the path are known to take at most so many nanoseconds. */
    boolean isKnownToTakeAtMost(int hash, double nanos) {
        int slot = hash & (SIZE - 1);
        return hashes[slot] == hash && seen[slot] >= KNOWN && means[slot] <= nanos;
    }

    /** Learns what a request took, in nanoseconds. */
    void took(int hash, double nanos) {
        int slot = hash & (SIZE - 1);
        if (hashes[slot] != hash) {
            if (--seen[slot] > 0) {
                return;
            }
            hashes[slot] = hash;
            seen[slot] = 0;
            means[slot] = 0;
        }
        seen[slot] = Math.min(seen[slot] + 1, MOST);
        means[slot] += (nanos - means[slot]) / seen[slot];
    }
}
