package dev.portcullis.core.observe;

import java.util.Locale;

/** Why Portcullis ended a client's connection because of how the client used it, not because of what it asked. */
public enum ConnectionRefusal {
    /** The client had as many connections open as it may have; nothing was read from this one. */
    TOO_MANY,
    /** It sent a body, or took a response, more slowly than it must, or took nothing at all. */
    TOO_SLOW,
    /** It did not begin with the PROXY protocol's header that this peer has to send. */
    NO_PROXY_HEADER,
    /** As many TLS handshakes were under way as there may be, of this client or of all. */
    TOO_MANY_HANDSHAKES,
    /** Its TLS handshake took too long. */
    SLOW_HANDSHAKE;

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The word for it in metrics: {@code too-many}, {@code too-slow}, {@code no-proxy-header}, {@code too-many-handshakes}, {@code slow-handshake}. */
    public String word() {
        return word;
    }
}
