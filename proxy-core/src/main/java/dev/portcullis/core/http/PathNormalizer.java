package dev.portcullis.core.http;

/**
 * The path that the origin will serve, however a client spelled it: percent-decoded once, {@code //} merged, dot segments
 * removed (RFC 3986 5.2.4), as Apache does it before it looks for a file. {@code %2F} stays encoded: Apache does not take
 * it for a separator ({@code AllowEncodedSlashes Off}).
 *
 * <p>Normalising a normal path gives the path itself, so most requests pay one look at each character.
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
        if (raw.indexOf('%') < 0) {
            return raw;
        }
        StringBuilder decoded = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%' && i + 2 < raw.length()) {
                int high = Character.digit(raw.charAt(i + 1), 16);
                int low = Character.digit(raw.charAt(i + 2), 16);
                if (high >= 0 && low >= 0 && (high << 4 | low) != '/') {
                    c = (char) (high << 4 | low);
                    i += 2;
                }
            }
            decoded.append(c);
        }
        return decoded.toString();
    }

    private static String collapse(String path) {
        StringBuilder out = new StringBuilder(path.length());
        int at = 0;
        while (at < path.length()) {
            int end = path.indexOf('/', at + 1);
            end = end < 0 ? path.length() : end;
            int length = end - at - 1;
            boolean last = end == path.length();
            if (length == 0) {
                appendSlashIfLast(out, last);
            } else if (length == 1 && path.charAt(at + 1) == '.') {
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
