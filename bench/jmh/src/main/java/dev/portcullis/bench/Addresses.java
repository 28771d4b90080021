package dev.portcullis.bench;

import dev.portcullis.rules.api.IpPrefix;

/** Clients and networks by number: clients are in 10.0.0.0/8, networks are not. */
public final class Addresses {

    private static final int IPV4 = 96;

    private Addresses() {}

    static IpPrefix client(int number) {
        return address(10 << 24 | number);
    }

    /** A /24; up to 4 million of them. */
    static IpPrefix network(int number) {
        return address(64 << 24 | number << 8).widen(24, 64);
    }

    /** An address in it. */
    static IpPrefix within(IpPrefix network) {
        return new IpPrefix(network.high(), network.low() | 7, IPV4 + 32);
    }

    /** The IPv4 address of these bits. */
    public static IpPrefix address(int bits) {
        return IpPrefix.of(new byte[] {(byte) (bits >>> 24), (byte) (bits >>> 16), (byte) (bits >>> 8), (byte) bits});
    }
}
