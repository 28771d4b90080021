package dev.portcullis.rules.browser;

import org.jspecify.annotations.Nullable;

/**
 * The parts of a JA4 fingerprint of a handshake over TCP, {@code t13d1516h2_8daaf6152771_e5627efa2ab1}.
 *
 * @param version the highest of TLS: {@code 13}, {@code 12}
 * @param ciphers how many, at most 99
 * @param extensions how many, at most 99
 * @param protocol the first and the last character of the first that ALPN offers; {@code 00} when none is offered
 * @param cipherHash stands for the ciphers without their order
 */
record Handshake(String version, int ciphers, int extensions, String protocol, String cipherHash) {

    private static final int LENGTH = 36;

    /** The parts of the fingerprint; null when it is empty, of QUIC, or none. */
    static @Nullable Handshake of(String fingerprint) {
        if (fingerprint.length() != LENGTH || fingerprint.charAt(0) != 't') {
            return null;
        }
        int ciphers = number(fingerprint, 4);
        int extensions = number(fingerprint, 6);
        return ciphers < 0 || extensions < 0
                ? null
                : new Handshake(
                        fingerprint.substring(1, 3),
                        ciphers,
                        extensions,
                        fingerprint.substring(8, 10),
                        fingerprint.substring(11, 23));
    }

    private static int number(String text, int at) {
        int tens = text.charAt(at) - '0';
        int ones = text.charAt(at + 1) - '0';
        return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : 10 * tens + ones;
    }

    /** Whether TLS 1.3 may come of it, or a version that is not known yet. */
    boolean mayAgreeOnTls13() {
        return switch (version) {
            case "12", "11", "10", "s3", "s2" -> false;
            default -> true; // 00 is what JA4 has for versions that came after it
        };
    }

    /** Whether it offers protocols: a browser's always does, for a WebSocket too. */
    boolean offersProtocols() {
        return !protocol.equals("00");
    }
}
