package dev.portcullis.app.crawler;

import dev.portcullis.rules.api.IpPrefix;

/** The name under which the DNS has the names of an address (RFC 1035 3.5, RFC 3596 2.5). */
final class ReverseName {

    private ReverseName() {}

    /** For instance {@code 1.2.0.192.in-addr.arpa.}. */
    static String of(IpPrefix address) {
        byte[] bytes = address.address().getAddress();
        StringBuilder name = new StringBuilder();
        for (int i = bytes.length - 1; i >= 0; i--) {
            int octet = bytes[i] & 0xFF;
            if (bytes.length == 4) {
                name.append(octet).append('.');
            } else {
                name.append(Character.forDigit(octet & 0xF, 16))
                        .append('.')
                        .append(Character.forDigit(octet >> 4, 16))
                        .append('.');
            }
        }
        return name.append(bytes.length == 4 ? "in-addr.arpa." : "ip6.arpa.").toString();
    }
}
