package dev.portcullis.core.settings;

import dev.portcullis.rules.api.IpPrefix;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Where and how clients connect.
 *
 * @param listeners where, and what is spoken there; at least one, each address once
 * @param proxyProtocolPeers who must begin each connection with a PROXY protocol header (version 1 or 2) that says for whom it
 *     connects; from everybody else such a header is malformed
 * @param tls how TLS is spoken
 * @param http3 whether HTTP/3 is spoken too wherever TLS is, at the UDP port of the same number
 */
public record ListenSettings(
        List<Listener> listeners, List<IpPrefix> proxyProtocolPeers, TlsSettings tls, boolean http3) {

    /** Copies the lists. */
    public ListenSettings {
        listeners = List.copyOf(listeners);
        proxyProtocolPeers = List.copyOf(proxyProtocolPeers);
    }

    /** Without HTTP/3. */
    public ListenSettings(List<Listener> listeners, List<IpPrefix> proxyProtocolPeers, TlsSettings tls) {
        this(listeners, proxyProtocolPeers, tls, false);
    }

    /** Listeners for HTTP/1.1 without TLS. */
    public ListenSettings(List<InetSocketAddress> addresses, List<IpPrefix> proxyProtocolPeers) {
        this(addresses.stream().map(Listener::http).toList(), proxyProtocolPeers, TlsSettings.DEFAULT);
    }

    /** The addresses of all listeners, in their order. */
    public List<InetSocketAddress> addresses() {
        return listeners.stream().map(Listener::address).toList();
    }

    /** Whether there is a listener of this kind. */
    public boolean has(Listener.Kind kind) {
        return listeners.stream().anyMatch(listener -> listener.kind() == kind);
    }
}
