package dev.portcullis.core.fingerprint;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The JA4 fingerprint of a TLS client, {@code t13d1516h2_8daaf6152771_e5627efa2ab1}, as FoxIO's specification of it has it (JA4.md,
 * BSD 3-Clause): what it is reached by, its highest version, whether it names the server, how many ciphers and extensions it
 * lists, the first and the last character of its first ALPN value; then twelve digits of SHA-256 of its sorted ciphers, and of its
 * sorted extensions with its signature algorithms in their order. GREASE values (RFC 8701) are left out everywhere. An order of ciphers and
 * extensions that a browser shuffles makes no difference; a session that is resumed does, by one more extension.
 *
 * <p>Of an ALPN value whose first or last byte is no letter or digit of ASCII the specification takes the first and the last hexadecimal
 * digit of the whole ({@code 0xAB 0xCD}: {@code ad}); FoxIO's own programs write {@code 9} for such a byte. This is as the
 * specification has it.
 */
public final class Ja4 {

    private static final HexFormat HEX = HexFormat.of();
    private static final String NOTHING = "000000000000";
    private static final int DIGITS = NOTHING.length();
    private static final int MOST_COUNTED = 99;

    private static final int SERVER_NAME = 0;
    private static final int SIGNATURE_ALGORITHMS = 13;
    private static final int ALPN = 16;
    private static final int SUPPORTED_VERSIONS = 43;
    private static final int RANDOM = 32;

    private final HandshakeBytes in;
    private final Codes ciphers = new Codes();
    private final Codes extensions = new Codes();
    private final Codes signatures = new Codes();
    private int version;
    private boolean named;
    private String protocol = "00";

    private Ja4(HandshakeBytes in) {
        this.in = in;
    }

    /** What a handshake is carried by. */
    public enum Carrier {
        /** A TCP connection. */
        TCP('t'),
        /** QUIC (RFC 9001). */
        QUIC('q');

        private final char letter;

        Carrier(char letter) {
            this.letter = letter;
        }
    }

    /**
     * The fingerprint, 36 characters of ASCII; empty when the message is malformed. Never throws, whatever the client sent; nothing is
     * copied.
     *
     * @param clientHello the message (RFC 8446 4.1.2), without the header of handshake messages; its indices stay
     */
    public static String of(ByteBuf clientHello, Carrier carrier) {
        Ja4 read = new Ja4(new HandshakeBytes(clientHello));
        read.message();
        return read.in.isBroken() ? "" : read.text(carrier);
    }

    private void message() {
        version = in.u16();
        in.skip(RANDOM);
        in.skip(in.u8()); // session
        codes(ciphers, in.u16());
        in.skip(in.u8()); // compression
        if (in.remaining() == 0) {
            return; // extensions may be left out (RFC 5246 7.4.1.2)
        }
        int message = in.enter(in.u16());
        while (in.remaining() > 0) {
            extension();
        }
        in.leave(message);
        if (in.remaining() > 0) {
            in.fail();
        }
    }

    private void extension() {
        int type = in.u16();
        int rest = in.enter(in.u16());
        extensions.add(type);
        switch (type) {
            case SERVER_NAME -> named = true;
            case SIGNATURE_ALGORITHMS -> codes(signatures, in.u16());
            case ALPN -> protocol = protocol();
            case SUPPORTED_VERSIONS -> versions();
            default -> {} // only that it is there counts
        }
        in.leave(rest);
    }

    private void codes(Codes codes, int length) {
        int rest = in.enter(length);
        while (in.remaining() > 0) {
            codes.add(in.u16());
        }
        in.leave(rest);
    }

    private void versions() {
        Codes offered = new Codes();
        codes(offered, in.u8());
        if (offered.size() > 0) {
            version = offered.highest();
        }
    }

    private String protocol() {
        int rest = in.enter(in.remaining() == 0 ? 0 : in.u16());
        int length = in.remaining() == 0 ? 0 : in.u8();
        int first = length == 0 ? 0 : in.u8();
        in.skip(length - 2);
        int last = length > 1 ? in.u8() : first;
        in.leave(rest);
        if (length == 0) {
            return "00";
        }
        if (isAlphanumeric(first) && isAlphanumeric(last)) {
            return "" + (char) first + (char) last;
        }
        return "" + HEX.toHexDigits((byte) first).charAt(0)
                + HEX.toHexDigits((byte) last).charAt(1);
    }

    private static boolean isAlphanumeric(int octet) {
        return octet >= '0' && octet <= '9' || octet >= 'A' && octet <= 'Z' || octet >= 'a' && octet <= 'z';
    }

    private String text(Carrier carrier) {
        StringBuilder text = new StringBuilder(36);
        text.append(carrier.letter).append(version(version)).append(named ? 'd' : 'i');
        count(text, ciphers.size());
        count(text, extensions.size());
        text.append(protocol).append('_').append(hash(ciphers.sorted()));
        extensions.remove(SERVER_NAME);
        extensions.remove(ALPN);
        String kept = extensions.sorted();
        String signed = signatures.size() == 0 ? kept : kept + "_" + signatures;
        return text.append('_').append(kept.isEmpty() ? NOTHING : hash(signed)).toString();
    }

    private static String version(int code) {
        return switch (code) {
            case 0x0304 -> "13";
            case 0x0303 -> "12";
            case 0x0302 -> "11";
            case 0x0301 -> "10";
            case 0x0300 -> "s3";
            case 0x0002 -> "s2";
            default -> "00"; // the specification's word for what it doesn't know
        };
    }

    private static void count(StringBuilder text, int count) {
        int shown = Math.min(count, MOST_COUNTED);
        text.append((char) ('0' + shown / 10)).append((char) ('0' + shown % 10));
    }

    private static String hash(String text) {
        if (text.isEmpty()) {
            return NOTHING;
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
            return HEX.formatHex(digest, 0, DIGITS / 2);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    /** Codes of two bytes each, GREASE left out. */
    private static final class Codes {

        private int[] codes = new int[32];
        private int size;

        void add(int code) {
            boolean grease = (code & 0x0F0F) == 0x0A0A && code >> 8 == (code & 0xFF);
            if (grease) {
                return;
            }
            if (size == codes.length) {
                codes = Arrays.copyOf(codes, 2 * size);
            }
            codes[size++] = code;
        }

        void remove(int code) {
            int kept = 0;
            for (int i = 0; i < size; i++) {
                if (codes[i] != code) {
                    codes[kept++] = codes[i];
                }
            }
            size = kept;
        }

        int size() {
            return size;
        }

        int highest() {
            return Arrays.stream(codes, 0, size).max().orElse(0);
        }

        String sorted() {
            Arrays.sort(codes, 0, size);
            return toString();
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(5 * size);
            for (int i = 0; i < size; i++) {
                if (i > 0) {
                    text.append(',');
                }
                text.append(HEX.toHexDigits((short) codes[i]));
            }
            return text.toString();
        }
    }
}
