package dev.portcullis.rules.browser;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A family of browsers that have their TLS from one library, and what no version of it has ever done, so that none yet unknown is likely
 * to. The bounds leave room on both sides of what {@code handshakes.tsv} holds, and of what has been published of Safari, which runs on no
 * machine of ours.
 */
public enum Browser {
    /** Chromium and what is made of it, Chrome and Edge among others: BoringSSL. It has 15 or 16 ciphers and 14 to 18 extensions. */
    CHROMIUM(84, 8, 22, 10),
    /** Firefox: NSS. It has 15 to 18 ciphers and 13 to 17 extensions. Its users can turn ciphers off. */
    FIREFOX(78, 4, 22, 9),
    /** Safari on Apple's systems, whose TLS is theirs. It has 20 to 26 ciphers and 12 to 15 extensions. */
    SAFARI(14, 8, 28, 9);

    private final String word = name().toLowerCase(Locale.ROOT);
    private final int since;
    private final int leastCiphers;
    private final int mostCiphers;
    private final int leastExtensions;

    /**
     * A family.
     *
     * @param since the first version that is judged: from this one on all of them speak TLS 1.3
     * @param leastCiphers that a version may list
     * @param mostCiphers that a version may list
     * @param leastExtensions that a version may list
     */
    Browser(int since, int leastCiphers, int mostCiphers, int leastExtensions) {
        this.since = since;
        this.leastCiphers = leastCiphers;
        this.mostCiphers = mostCiphers;
        this.leastExtensions = leastExtensions;
    }

    /** The words for all of them in the configuration. */
    public static List<String> words() {
        return Arrays.stream(values()).map(Browser::word).toList();
    }

    /** The word for it in the configuration, and its name in the table. */
    public String word() {
        return word;
    }

    /** Whether a handshake may be of this version: it is one that is not judged, or does nothing that none of them does. */
    boolean mayMake(int version, Handshake handshake) {
        return version < since
                || handshake.mayAgreeOnTls13()
                        && handshake.offersProtocols()
                        && handshake.ciphers() >= leastCiphers
                        && handshake.ciphers() <= mostCiphers
                        && handshake.extensions() >= leastExtensions;
    }
}
