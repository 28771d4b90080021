package dev.portcullis.core.settings;

import java.net.InetSocketAddress;

/**
 * Where clients connect, and what is spoken there.
 *
 * @param address the address and port; port 0 lets the system choose
 * @param kind what is spoken
 */
public record Listener(InetSocketAddress address, Kind kind) {

    /** A listener for HTTP/1.1 without TLS. */
    public static Listener http(InetSocketAddress address) {
        return new Listener(address, Kind.HTTP);
    }

    /** What is spoken on the connections of a listener. */
    public enum Kind {
        /** HTTP/1.1 without TLS. */
        HTTP("http", "http"),
        /** TLS, and in it the protocol that is agreed on (ALPN, RFC 7301). */
        HTTPS("https", "https"),
        /** HTTP/2 without TLS, from the first byte (RFC 9113 3.3). */
        H2C("h2c", "http");

        private final String word;
        private final String scheme;

        Kind(String word, String scheme) {
            this.word = word;
            this.scheme = scheme;
        }

        /** The word for it in the configuration, before {@code ://}. */
        public String word() {
            return word;
        }

        /** The scheme of what is asked on it (RFC 9110 4.2). */
        public String scheme() {
            return scheme;
        }
    }
}
