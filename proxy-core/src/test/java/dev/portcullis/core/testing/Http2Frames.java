package dev.portcullis.core.testing;

import java.nio.charset.StandardCharsets;

/** Frames of HTTP/2 as a client sends them, octet for character, valid or not. */
public final class Http2Frames {

    /** What a client sends first. */
    public static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    /** The flags of frames. */
    public static final int END_STREAM = 1;

    public static final int ACK = 1;
    public static final int END_HEADERS = 4;
    public static final int PADDED = 8;
    public static final int PRIORITY = 0x20;

    private Http2Frames() {}

    /** Any frame. */
    public static String frame(int type, int flags, int stream, String payload) {
        return number(payload.length(), 3) + (char) type + (char) flags + number(stream, 4) + payload;
    }

    /** DATA. */
    public static String data(int stream, int flags, String content) {
        return frame(0, flags, stream, content);
    }

    /** A whole header list in one HEADERS frame: name, value, name, value. */
    public static String headers(int stream, int flags, String... fields) {
        return frame(1, flags | END_HEADERS, stream, list(fields));
    }

    /** A GET that is over. */
    public static String get(int stream, String... more) {
        return headers(stream, END_STREAM, request("GET", more));
    }

    /** A POST whose body follows. */
    public static String post(int stream, String... more) {
        return headers(stream, 0, request("POST", more));
    }

    /** The header list of a request for {@code /}. */
    public static String[] request(String method, String... more) {
        String[] all = new String[8 + more.length];
        String[] common = {":method", method, ":scheme", "http", ":path", "/", ":authority", "a.test"};
        System.arraycopy(common, 0, all, 0, 8);
        System.arraycopy(more, 0, all, 8, more.length);
        return all;
    }

    /** PRIORITY. */
    public static String priority(int stream, int on) {
        return frame(2, 0, stream, number(on, 4) + (char) 15);
    }

    /** RST_STREAM. */
    public static String reset(int stream, int code) {
        return frame(3, 0, stream, number(code, 4));
    }

    /** SETTINGS: identifier, value, identifier, value. */
    public static String settings(long... pairs) {
        StringBuilder payload = new StringBuilder();
        for (int i = 0; i < pairs.length; i += 2) {
            payload.append(number(pairs[i], 2)).append(number(pairs[i + 1], 4));
        }
        return frame(4, 0, 0, payload.toString());
    }

    /** PING. */
    public static String ping(int flags, String eight) {
        return frame(6, flags, 0, eight);
    }

    /** WINDOW_UPDATE. */
    public static String windowUpdate(int stream, long increment) {
        return frame(8, 0, stream, number(increment, 4));
    }

    /** CONTINUATION. */
    public static String continuation(int stream, int flags, String fragment) {
        return frame(9, flags, stream, fragment);
    }

    /** A header list, every field a literal without indexing (RFC 7541 6.2.2). */
    public static String list(String... fields) {
        StringBuilder block = new StringBuilder();
        for (int i = 0; i < fields.length; i += 2) {
            block.append('\0').append(string(fields[i])).append(string(fields[i + 1]));
        }
        return block.toString();
    }

    /** A string that is not Huffman-coded (RFC 7541 5.2). */
    public static String string(String text) {
        return integer(text.length()) + text;
    }

    private static String integer(int value) {
        if (value < 127) {
            return String.valueOf((char) value);
        }
        StringBuilder octets = new StringBuilder("\u007f");
        int rest = value - 127;
        for (; rest > 127; rest >>>= 7) {
            octets.append((char) (rest & 127 | 128));
        }
        return octets.append((char) rest).toString();
    }

    /** A number of so many octets, the highest first. */
    public static String number(long value, int octets) {
        StringBuilder text = new StringBuilder();
        for (int i = octets - 1; i >= 0; i--) {
            text.append((char) (value >>> 8 * i & 0xFF));
        }
        return text.toString();
    }

    /** The number that these octets are. */
    public static long number(String octets) {
        long value = 0;
        for (byte octet : octets.getBytes(StandardCharsets.ISO_8859_1)) {
            value = value << 8 | octet & 0xFF;
        }
        return value;
    }
}
