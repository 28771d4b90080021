package dev.portcullis.rules.engine;

/** The query of a target as applications read it (WHATWG URL, application/x-www-form-urlencoded). */
final class QueryText {

    private QueryText() {}

    /** Percent-decoded once, bytes as ISO-8859-1, {@code +} as a space; a percent sign without two digits stands for itself. */
    static String decoded(String query) {
        if (query.indexOf('%') < 0 && query.indexOf('+') < 0) {
            return query;
        }
        StringBuilder text = new StringBuilder(query.length());
        for (int i = 0; i < query.length(); i++) {
            char c = query.charAt(i);
            int octet = c == '%' && i + 2 < query.length() ? octet(query, i + 1) : -1;
            if (octet >= 0) {
                text.append((char) octet);
                i += 2;
            } else {
                text.append(c == '+' ? ' ' : c);
            }
        }
        return text.toString();
    }

    private static int octet(String text, int at) {
        int high = Character.digit(text.charAt(at), 16);
        int low = Character.digit(text.charAt(at + 1), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }
}
