package dev.portcullis.rules.client;

import dev.portcullis.rules.api.IpPrefix;
import org.jspecify.annotations.Nullable;

/**
 * Reads addresses as people and proxies write them, strictly and without look-ups: IPv4 in four decimal parts without
 * leading zeros (which some read as octal), IPv6 as RFC 4291 2.2 has it, without a zone. Never throws.
 */
public final class AddressText {

    private static final int GROUPS = 8;
    private static final int NONE = -1;

    private AddressText() {}

    /** The address that the whole text is; null when it is none. */
    public static @Nullable IpPrefix parse(String text) {
        return parse(text, 0, text.length());
    }

    /** The address that the characters from {@code from} to before {@code to} are; null when they are none. */
    static @Nullable IpPrefix parse(String text, int from, int to) {
        for (int i = from; i < to && i < from + 5; i++) {
            if (text.charAt(i) == ':') {
                return ipv6(text, from, to);
            }
        }
        long bits = ipv4(text, from, to);
        return bits == NONE ? null : new IpPrefix(0, 0xFFFFL << 32 | bits, 128);
    }

    /** The 32 bits of the address, or {@link #NONE}. */
    private static long ipv4(String text, int from, int to) {
        long bits = 0;
        int at = from;
        for (int part = 0; part < 4; part++) {
            if (part > 0) {
                if (at == to || text.charAt(at) != '.') {
                    return NONE;
                }
                at++;
            }
            int end = at;
            int value = 0;
            while (end < to && end < at + 3 && isDigit(text.charAt(end))) {
                value = value * 10 + text.charAt(end++) - '0';
            }
            boolean leadingZero = end > at + 1 && text.charAt(at) == '0';
            if (end == at || leadingZero || value > 255) {
                return NONE;
            }
            bits = bits << 8 | value;
            at = end;
        }
        return at == to ? bits : NONE;
    }

    private static @Nullable IpPrefix ipv6(String text, int from, int to) {
        int[] groups = new int[GROUPS];
        int count = 0;
        int gap = NONE; // how many groups stand before the "::"
        int at = from;
        if (text.startsWith("::", at) && at + 2 <= to) {
            gap = 0;
            at += 2;
        }
        while (at < to) {
            int end = at;
            int value = 0;
            while (end < to && end < at + 4 && Character.digit(text.charAt(end), 16) >= 0 && text.charAt(end) < 128) {
                value = value << 4 | Character.digit(text.charAt(end++), 16);
            }
            if (end < to && text.charAt(end) == '.') {
                long last = count <= GROUPS - 2 ? ipv4(text, at, to) : NONE;
                if (last == NONE) {
                    return null;
                }
                groups[count++] = (int) (last >>> 16);
                groups[count++] = (int) last & 0xFFFF;
                break;
            }
            if (end == at || count == GROUPS) {
                return null;
            }
            groups[count++] = value;
            if (end == to) {
                break;
            }
            if (text.charAt(end) != ':' || end + 1 == to) {
                return null;
            }
            at = end + 1;
            if (text.charAt(at) == ':') {
                if (gap != NONE) {
                    return null;
                }
                gap = count;
                at++;
            }
        }
        // "::" stands for one group of zeros or more (RFC 4291 2.2)
        if (gap == NONE ? count != GROUPS : count == GROUPS) {
            return null;
        }
        return spread(groups, count, gap == NONE ? count : gap);
    }

    /** The groups, with those from {@code gap} on moved to the end. */
    private static IpPrefix spread(int[] groups, int count, int gap) {
        long high = 0;
        long low = 0;
        int zeros = GROUPS - count;
        for (int i = 0; i < GROUPS; i++) {
            int group = i < gap ? groups[i] : i < gap + zeros ? 0 : groups[i - zeros];
            high = high << 16 | low >>> 48;
            low = low << 16 | group;
        }
        return new IpPrefix(high, low, 128);
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
