package dev.portcullis.core.quic;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of the Initial packets that a client sends (RFC 9001 5.2). Everybody knows them who sees the packets: they are against chance, not against being
 * read.
 */
final class InitialKeys {

    /** Bytes of a nonce. */
    static final int NONCE = 12;

    private static final String DIGEST = "HmacSHA256";
    private static final byte[] SALT = HexFormat.of().parseHex("38762cf7f55934b34d179ae6a4c80cadccbb7f0a");
    private static final int KEY = 16;
    private static final int SECRET = 32;

    private final byte[] key;
    private final byte[] iv;
    private final byte[] header;

    private InitialKeys(byte[] secret) {
        key = expand(secret, "quic key", KEY);
        iv = expand(secret, "quic iv", NONCE);
        header = expand(secret, "quic hp", KEY);
    }

    /** Those of what is sent to this id: the first that the client chose, or the one that it was given by Retry. */
    static InitialKeys to(byte[] destination) {
        return new InitialKeys(expand(hmac(SALT, destination), "client in", SECRET));
    }

    /** The key of what is in the packets. */
    SecretKeySpec key() {
        return new SecretKeySpec(key, "AES");
    }

    /** The key of the packets' headers. */
    SecretKeySpec headerKey() {
        return new SecretKeySpec(header, "AES");
    }

    /** The nonce of the packet with this number. */
    byte[] nonce(long number) {
        byte[] nonce = iv.clone();
        for (int i = 0; i < Long.BYTES; i++) {
            nonce[NONCE - 1 - i] ^= (byte) (number >> 8 * i);
        }
        return nonce;
    }

    /** HKDF-Expand-Label without a context (RFC 8446 7.1), of at most 32 bytes. */
    private static byte[] expand(byte[] secret, String label, int length) {
        byte[] name = ("tls13 " + label).getBytes(StandardCharsets.US_ASCII);
        byte[] info = ByteBuffer.allocate(Short.BYTES + 1 + name.length + 1 + 1)
                .putShort((short) length)
                .put((byte) name.length)
                .put(name)
                .put((byte) 0) // bytes of the context
                .put((byte) 1) // the first block, which is enough
                .array();
        return Arrays.copyOf(hmac(secret, info), length);
    }

    private static byte[] hmac(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(DIGEST);
            mac.init(new SecretKeySpec(key, DIGEST));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + DIGEST, e);
        }
    }
}
