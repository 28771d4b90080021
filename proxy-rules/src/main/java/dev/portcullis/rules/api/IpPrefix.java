package dev.portcullis.rules.api;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * A block of addresses that share their first {@code length} bits (RFC 4632, RFC 4291): one address, a client or a network.
 *
 * <p>The order is that of the addresses, a block before the smaller ones that begin where it does. It is consistent with equals,
 * so that a hash map stays fast ({@link java.util.HashMap}) when clients choose addresses whose hashes collide.
 *
 * <p>IPv4 is held as IPv4-mapped IPv6 (RFC 4291 2.5.5.2), so that {@code ::ffff:192.0.2.1} and {@code 192.0.2.1} are
 * equal; zone ids are not kept. Bits past the length are always zero.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 * @param length how many bits count, 0 to 128; an IPv4 address has 128, an IPv4 /24 has 120
 */
public record IpPrefix(long high, long low, int length) implements Comparable<IpPrefix> {

    private static final long MAPPED = 0xFFFFL << 32;
    private static final int MAPPED_BITS = 96;

    /** Clears the bits past {@code length}. Throws IllegalArgumentException unless the length is 0 to 128. */
    public IpPrefix {
        if (length < 0 || length > 128) {
            throw new IllegalArgumentException("prefix length " + length + " is not within 0 to 128");
        }
        high &= length >= 64 ? -1L : mask(length);
        low &= length >= 64 ? mask(length - 64) : 0;
    }

    /** The block of exactly this address. */
    public static IpPrefix of(InetAddress address) {
        return of(address.getAddress());
    }

    /** The block of exactly this address, given as its 4 or 16 bytes in network order. */
    public static IpPrefix of(byte[] address) {
        return switch (address.length) {
            case 4 -> new IpPrefix(0, MAPPED | bits(address, 0, 4), 128);
            case 16 -> new IpPrefix(bits(address, 0, 8), bits(address, 8, 8), 128);
            default -> throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + address.length);
        };
    }

    /** Whether this is IPv4 (an address or a block of them). */
    public boolean isIpv4() {
        return length >= MAPPED_BITS && high == 0 && (low & 0xFFFF_FFFF_0000_0000L) == MAPPED;
    }

    /** The fewest bits that a block around this one can have: those that make IPv4 what it is, or none. */
    public int shortestLength() {
        return isIpv4() ? MAPPED_BITS : 0;
    }

    /** The prefix length as people write it: of 32 for IPv4, of 128 for IPv6. */
    public int displayLength() {
        return isIpv4() ? length - MAPPED_BITS : length;
    }

    /** The wider block around this one. For IPv4 {@code ipv4Length} (0 to 32) counts, for IPv6 {@code ipv6Length} (0 to 128). */
    public IpPrefix widen(int ipv4Length, int ipv6Length) {
        int wanted = isIpv4() ? ipv4Length + MAPPED_BITS : ipv6Length;
        return wanted >= length ? this : new IpPrefix(high, low, wanted);
    }

    /** Whether every address of {@code other} is in this block. No block of IPv6, not even {@code ::/0}, holds IPv4. */
    public boolean contains(IpPrefix other) {
        if (other.length < length || other.isIpv4() != isIpv4()) {
            return false;
        }
        long highMask = length >= 64 ? -1L : mask(length);
        long lowMask = length >= 64 ? mask(length - 64) : 0;
        return (other.high & highMask) == high && (other.low & lowMask) == low;
    }

    /** The first address of the block. */
    public InetAddress address() {
        byte[] bytes = isIpv4() ? new byte[4] : new byte[16];
        for (int i = 0; i < bytes.length; i++) {
            int fromEnd = bytes.length - 1 - i;
            bytes[i] = (byte) (fromEnd < 8 ? low >>> (8 * fromEnd) : high >>> (8 * (fromEnd - 8)));
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new AssertionError("4 or 16 bytes are always an address", impossible);
        }
    }

    /** As people write it (RFC 5952 for IPv6): {@code 192.0.2.1}, {@code 192.0.2.0/24}, {@code 2001:db8::/64}. */
    @Override
    public String toString() {
        String text = isIpv4() ? ipv4Text() : Ipv6Text.of(high, low);
        return length == 128 ? text : text + "/" + displayLength();
    }

    @Override
    public int compareTo(IpPrefix other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        int byAddress = byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
        return byAddress != 0 ? byAddress : Integer.compare(length, other.length);
    }

    @Override
    public int hashCode() {
        long mixed = (high * 0x9E3779B97F4A7C15L ^ low) * 0xC2B2AE3D27D4EB4FL + length;
        return (int) (mixed ^ mixed >>> 32);
    }

    private String ipv4Text() {
        return (low >>> 24 & 0xFF) + "." + (low >>> 16 & 0xFF) + "." + (low >>> 8 & 0xFF) + "." + (low & 0xFF);
    }

    private static long mask(int bits) {
        return bits == 0 ? 0 : -1L << (64 - bits);
    }

    private static long bits(byte[] bytes, int from, int count) {
        long value = 0;
        for (int i = from; i < from + count; i++) {
            value = value << 8 | (bytes[i] & 0xFF);
        }
        return value;
    }
}
