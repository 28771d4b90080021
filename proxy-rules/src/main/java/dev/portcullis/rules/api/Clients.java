package dev.portcullis.rules.api;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says who a request is charged to. Called on event loops; no call blocks or throws. */
public interface Clients {

    /** Whether the peer's word about whom it forwards for is believed ({@code trusted-proxies}). */
    boolean trusts(InetAddress peer);

    /** The client of a connection whose peer speaks for itself: its IPv4 address, or its IPv6 prefix. */
    IpPrefix direct(InetAddress peer);

    /**
     * The client behind a trusted peer: the values of X-Forwarded-For walked from right to left, past trusted proxies, to
     * the first address that is not trusted. What is left of it is the word of a stranger and is not believed.
     *
     * @param peer a peer that {@link #trusts} holds for
     * @param forwardedFor the X-Forwarded-For values in the order they came, each perhaps a list
     */
    Forwarding behind(InetAddress peer, List<String> forwardedFor);

    /**
     * A peer that speaks for itself has sent a request. Whatever it says of others changes nothing of who is charged. Told of each request
     * that names others, and of a connection's first that doesn't.
     *
     * @param client who it is as a client
     * @param forwardedFor its first X-Forwarded-For; null when it sent none
     */
    default void claimed(IpPrefix client, @Nullable String forwardedFor) {}

    /**
     * What a trusted peer's X-Forwarded-For comes to.
     *
     * @param client who the request is charged to; the peer's own address when the values name nobody, or are malformed there
     * @param chain the believed part of the chain, client first, without the peer: what may be told to the origin; empty
     *     when there is none
     */
    record Forwarding(IpPrefix client, String chain) {}
}
