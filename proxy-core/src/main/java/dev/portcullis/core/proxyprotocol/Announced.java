package dev.portcullis.core.proxyprotocol;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a header said: an event of the pipeline, which comes before the bytes that follow the header.
 *
 * @param source for whom the peer connected; null when it is for itself (LOCAL), or for somebody without an IP address
 */
public record Announced(@Nullable InetSocketAddress source) {

    static final Announced NOBODY = new Announced(null);
}
