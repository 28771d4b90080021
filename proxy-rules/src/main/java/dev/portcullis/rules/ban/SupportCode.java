package dev.portcullis.rules.ban;

import dev.portcullis.rules.api.IpPrefix;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Locale;

/**
 * What a refused client may quote so that the administrator finds the ban: eight letters and digits such as {@code K7QM-3T9X}.
 *
 * <p>It is a digest of who was banned and when, so that it is the same after a restart and tells nothing that the client doesn't know. Of
 * 250,000 bans two share one with a probability of 3%: then both are shown. The alphabet is Crockford's: it has no I, L, O
 * or U, and whoever types one of the first three means 1 or 0.
 */
public final class SupportCode {

    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int LENGTH = 8;

    private SupportCode() {}

    /** The code of a ban. */
    public static String of(Ban ban) {
        long bits = digest(ban.subject(), ban.start());
        StringBuilder code = new StringBuilder(LENGTH + 1);
        for (int i = 0; i < LENGTH; i++) {
            if (i == LENGTH / 2) {
                code.append('-');
            }
            code.append(ALPHABET.charAt((int) (bits >>> 5 * i) & 31));
        }
        return code.toString();
    }

    /**
     * The code that somebody typed, as {@link #of} writes it: case, blanks and the hyphen don't matter. Throws
     * IllegalArgumentException, with a message for people, when it is none.
     */
    public static String parse(String typed) {
        String bare = typed.toUpperCase(Locale.ROOT)
                .replaceAll("[\\s-]", "")
                .replace('O', '0')
                .replaceAll("[IL]", "1");
        if (bare.length() != LENGTH || !bare.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0)) {
            throw new IllegalArgumentException("a support code has eight letters and digits, such as K7QM-3T9X");
        }
        return bare.substring(0, LENGTH / 2) + '-' + bare.substring(LENGTH / 2);
    }

    private static long digest(IpPrefix subject, Instant start) {
        ByteBuffer told = ByteBuffer.allocate(32)
                .putLong(subject.high())
                .putLong(subject.low())
                .putInt(subject.length())
                .putLong(start.getEpochSecond())
                .putInt(start.getNano());
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(told.array());
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java has SHA-256", impossible);
        }
    }
}
