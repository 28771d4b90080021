package dev.portcullis.rules.hash;

/**
 * 128 bits that stand for a text or a combination of things. Two of them that differ stand for different things; two that are equal
 * stand for the same, but for a chance of less than one in 10^26 among a million.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
public record Fingerprint(long high, long low) implements Comparable<Fingerprint> {

    @Override
    public int compareTo(Fingerprint other) {
        int first = Long.compare(high, other.high);
        return first != 0 ? first : Long.compare(low, other.low);
    }
}
