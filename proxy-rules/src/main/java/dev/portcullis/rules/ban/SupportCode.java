package dev.portcullis.rules.ban;

import dev.portcullis.rules.api.IpPrefix;
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

    /** Mixed as SplitMix64 does it: a cryptographic digest would have to be loaded on the event loop that makes the first ban. */
    private static long digest(IpPrefix subject, Instant start) {
        long digest = mix(subject.high());
        digest = mix(digest ^ subject.low());
        digest = mix(digest ^ subject.length());
        digest = mix(digest ^ start.getEpochSecond());
        return mix(digest ^ start.getNano());
    }

    private static long mix(long value) {
        long mixed = value + 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }
}
