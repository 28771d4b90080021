package dev.portcullis.core.forward;

import dev.portcullis.rules.api.IpPrefix;

/**
 * What is told to the origin of where a request came from.
 *
 * @param peer the address at the other end of the connection, without a prefix length
 * @param trusted whether the peer's own word is believed
 * @param chain the believed part of the peer's X-Forwarded-For, client first; empty when there is none
 * @param scheme {@code http} or {@code https}: how the client's connection was made
 */
public record Hop(String peer, boolean trusted, String chain, String scheme) {

    /** A request whose peer speaks for itself. */
    public static Hop direct(IpPrefix peer, String scheme) {
        return new Hop(peer.toString(), false, "", scheme);
    }

    /** The value of X-Forwarded-For that the origin gets: the peer stands last. */
    public String forwardedFor() {
        return chain.isEmpty() ? peer : chain + ", " + peer;
    }
}
