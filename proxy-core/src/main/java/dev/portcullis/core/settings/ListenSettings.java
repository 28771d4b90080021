package dev.portcullis.core.settings;

import dev.portcullis.rules.api.IpPrefix;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Where and how clients connect.
 *
 * @param addresses where; at least one
 * @param proxyProtocolPeers who must begin each connection with a PROXY protocol header (version 1 or 2) that says for whom it
 *     connects; from everybody else such a header is malformed
 */
public record ListenSettings(List<InetSocketAddress> addresses, List<IpPrefix> proxyProtocolPeers) {

    /** Copies the lists. */
    public ListenSettings {
        addresses = List.copyOf(addresses);
        proxyProtocolPeers = List.copyOf(proxyProtocolPeers);
    }
}
