package dev.portcullis.core.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** The field names that the data path treats in a way of their own; every other name is {@link #OTHER}. */
public enum FieldName {
    OTHER(""),
    AUTHORIZATION("Authorization"),
    CONNECTION("Connection"),
    CONTENT_LENGTH("Content-Length"),
    CONTENT_TYPE("Content-Type"),
    COOKIE("Cookie"),
    DATE("Date"),
    EXPECT("Expect"),
    FORWARDED("Forwarded"),
    HOST("Host"),
    HTTP2_SETTINGS("HTTP2-Settings"),
    KEEP_ALIVE("Keep-Alive"),
    PROXY("Proxy"),
    PROXY_AUTHENTICATE("Proxy-Authenticate"),
    PROXY_AUTHENTICATION_INFO("Proxy-Authentication-Info"),
    PROXY_AUTHORIZATION("Proxy-Authorization"),
    PROXY_CONNECTION("Proxy-Connection"),
    REFERER("Referer"),
    SET_COOKIE("Set-Cookie"),
    TE("TE"),
    TRAILER("Trailer"),
    TRANSFER_ENCODING("Transfer-Encoding"),
    UPGRADE("Upgrade"),
    USER_AGENT("User-Agent"),
    VIA("Via"),
    X_FORWARDED_FOR("X-Forwarded-For"),
    X_FORWARDED_HOST("X-Forwarded-Host"),
    X_FORWARDED_PORT("X-Forwarded-Port"),
    X_FORWARDED_PREFIX("X-Forwarded-Prefix"),
    X_FORWARDED_PROTO("X-Forwarded-Proto"),
    X_FORWARDED_SERVER("X-Forwarded-Server"),
    X_FORWARDED_SSL("X-Forwarded-Ssl"),
    X_REAL_IP("X-Real-IP");

    private static final int BUCKETS = 128;
    private static final FieldName[][] TABLE = table();

    private final String text;

    @SuppressWarnings("Immutable") // never written to
    private final byte[] lower;

    FieldName(String text) {
        this.text = text;
        this.lower = text.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
    }

    /** The name as it is usually written. */
    public String text() {
        return text;
    }

    /** The name that these bytes spell in whatever case; {@link #OTHER} when it isn't one of these. */
    public static FieldName of(byte[] bytes, int start, int end) {
        if (start == end) {
            return OTHER;
        }
        FieldName[] candidates = TABLE[bucket(end - start, lower(bytes[start]), lower(bytes[end - 1]))];
        for (FieldName candidate : candidates) {
            if (candidate.spells(bytes, start, end)) {
                return candidate;
            }
        }
        return OTHER;
    }

    private boolean spells(byte[] bytes, int start, int end) {
        if (end - start != lower.length) {
            return false;
        }
        for (int i = 0; i < lower.length; i++) {
            if (lower(bytes[start + i]) != lower[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte lower(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
    }

    private static int bucket(int length, int first, int last) {
        return (length * 31 + first * 7 + last) & (BUCKETS - 1);
    }

    private static FieldName[][] table() {
        FieldName[][] table = new FieldName[BUCKETS][0];
        for (FieldName name : values()) {
            if (name == OTHER) {
                continue;
            }
            int length = name.lower.length;
            int at = bucket(length, name.lower[0], name.lower[length - 1]);
            FieldName[] grown = Arrays.copyOf(table[at], table[at].length + 1);
            grown[grown.length - 1] = name;
            table[at] = grown;
        }
        return table;
    }
}
