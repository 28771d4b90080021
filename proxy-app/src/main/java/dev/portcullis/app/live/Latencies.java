package dev.portcullis.app.live;

/**
 * Durations in buckets, eight for each doubling: a percentile is told at most an eighth too high. Not safe between threads.
 */
final class Latencies {

    private static final int EACH = 3; // bits after the highest one that tell buckets apart
    private static final int SHIFT = 10; // durations are told apart from about a microsecond on
    private static final int BUCKETS = (64 - SHIFT - EACH) << EACH;

    private final long[] counts = new long[BUCKETS];
    private long total;

    void add(long nanos) {
        counts[bucket(Math.max(0, nanos) >>> SHIFT)]++;
        total++;
    }

    void addAll(Latencies others) {
        for (int i = 0; i < BUCKETS; i++) {
            counts[i] += others.counts[i];
        }
        total += others.total;
    }

    /** The duration, in seconds, that this part of all did not exceed; 0 of none. */
    double quantile(double part) {
        long wanted = (long) Math.ceil(total * part);
        long seen = 0;
        for (int i = 0; i < BUCKETS && total > 0; i++) {
            seen += counts[i];
            if (seen >= wanted) {
                return (double) upper(i) * (1 << SHIFT) / 1e9;
            }
        }
        return 0;
    }

    private static int bucket(long value) {
        if (value < 1 << EACH) {
            return (int) value;
        }
        int exponent = 63 - Long.numberOfLeadingZeros(value) - EACH;
        return (exponent << EACH) + (int) (value >>> exponent);
    }

    /** The first value past the bucket. */
    private static long upper(int bucket) {
        if (bucket < 1 << EACH) {
            return bucket + 1L;
        }
        int exponent = (bucket >> EACH) - 1;
        return ((bucket & (1 << EACH) - 1) + (1L << EACH) + 1) << exponent;
    }
}
