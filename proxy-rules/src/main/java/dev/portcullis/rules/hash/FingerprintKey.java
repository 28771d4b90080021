package dev.portcullis.rules.hash;

import java.security.SecureRandom;

/**
 * The secret under which fingerprints are made: who doesn't know it can't choose texts that have the same one, nor tell a text
 * from its fingerprint.
 *
 * @param first the first 64 bits
 * @param second the last 64 bits
 */
public record FingerprintKey(long first, long second) {

    /** A key that nobody knows. */
    public static FingerprintKey random() {
        SecureRandom random = new SecureRandom();
        return new FingerprintKey(random.nextLong(), random.nextLong());
    }

    /** A fingerprint in the making. */
    public Digest digest() {
        return new Digest(this);
    }

    /** The 64 bits that stand for a text. */
    public long of(String text) {
        return digest().add(text).end();
    }

    @Override
    public String toString() {
        return "FingerprintKey";
    }
}
