package dev.portcullis.core.http;

/**
 * The path that the origin will serve, however a client spelled it: percent-decoded once, {@code //} merged, dot segments
 * removed (RFC 3986 5.2.4), as Apache does it before it looks for a file. Characters are the decoded bytes as ISO-8859-1.
 *
 * <p>Two characters stay encoded, so that the normal form of a normal form is itself: {@code %2F}, which Apache does not take
 * for a separator ({@code AllowEncodedSlashes Off}), and {@code %25}, which stands for the only {@code %} that is none of an
 * encoding. A {@code %} that encodes nothing is written so too.
 *
 * <p>Most requests have a normal path, and pay one look at each character.
 */
public final class PathNormalizer {

    private PathNormalizer() {}

    /** The normal form of a path without its query. What does not begin with {@code /} is returned as it is. */
    public static String normalize(String raw) {
        if (!raw.startsWith("/") || isNormal(raw)) {
            return raw;
        }
        return collapse(decode(raw));
    }

    private static boolean isNormal(String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '%') {
                return false;
            }
            if (c == '/' && i + 1 < path.length()) {
                char next = path.charAt(i + 1);
                if (next == '/' || next == '.') {
                    return false;
                }
            }
        }
        return true;
    }

    private static String decode(String raw) {
        int at = raw.indexOf('%');
        if (at < 0) {
            return raw;
        }
        StringBuilder decoded = new StringBuilder(raw.length() + 8);
        int from = 0;
        while (at >= 0) {
            decoded.append(raw, from, at);
            int octet = octet(raw, at + 1);
            switch (octet) {
                case -1, '%' -> decoded.append("%25");
                case '/' -> decoded.append("%2F");
                default -> decoded.append((char) octet);
            }
            from = octet < 0 ? at + 1 : at + 3;
            at = raw.indexOf('%', from);
        }
        return decoded.append(raw, from, raw.length()).toString();
    }

    /** What two hexadecimal digits stand for; -1 when they are none. */
    private static int octet(String raw, int at) {
        if (at + 2 > raw.length()) {
            return -1;
        }
        int high = digit(raw.charAt(at));
        int low = digit(raw.charAt(at + 1));
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    private static int digit(char c) {
        return c < 128 ? Character.digit(c, 16) : -1;
    }

    private static String collapse(String path) {
        StringBuilder out = new StringBuilder(path.length());
        int at = 0;
        while (at < path.length()) {
            int end = path.indexOf('/', at + 1);
            end = end < 0 ? path.length() : end;
            int length = end - at - 1;
            boolean last = end == path.length();
            if (length == 0 || length == 1 && path.charAt(at + 1) == '.') {
                appendSlashIfLast(out, last);
            } else if (length == 2 && path.charAt(at + 1) == '.' && path.charAt(at + 2) == '.') {
                out.setLength(Math.max(0, out.lastIndexOf("/")));
                appendSlashIfLast(out, last);
            } else {
                out.append(path, at, end);
            }
            at = end;
        }
        return out.length() == 0 ? "/" : out.toString();
    }

    private static void appendSlashIfLast(StringBuilder out, boolean last) {
        if (last) {
            out.append('/');
        }
    }
}
