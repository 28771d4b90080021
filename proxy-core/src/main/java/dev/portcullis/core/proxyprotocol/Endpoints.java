package dev.portcullis.core.proxyprotocol;

import java.net.InetSocketAddress;

/**
 * Both ends of a client's connection. Neither address is unresolved.
 *
 * @param source the client's, or the one that a peer's header announced
 * @param destination Portcullis' own
 */
public record Endpoints(InetSocketAddress source, InetSocketAddress destination) {}
