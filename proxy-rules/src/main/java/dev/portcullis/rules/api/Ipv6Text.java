package dev.portcullis.rules.api;

/** The canonical text of an IPv6 address: lower case, no leading zeros, the longest run of zeros as {@code ::} (RFC 5952). */
final class Ipv6Text {

    private static final int GROUPS = 8;

    private Ipv6Text() {}

    static String of(long high, long low) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            long half = i < 4 ? high : low;
            groups[i] = (int) (half >>> (48 - 16 * (i % 4))) & 0xFFFF;
        }
        int start = -1;
        int longest = 1; // RFC 5952 4.2.2: a single zero group is not shortened
        for (int i = 0; i < GROUPS; i++) {
            int run = 0;
            while (i + run < GROUPS && groups[i + run] == 0) {
                run++;
            }
            if (run > longest) {
                longest = run;
                start = i;
            }
        }
        StringBuilder text = new StringBuilder(39);
        for (int i = 0; i < GROUPS; i++) {
            if (i == start) {
                text.append("::");
                i += longest - 1;
                continue;
            }
            if (text.length() > 0 && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }
}
