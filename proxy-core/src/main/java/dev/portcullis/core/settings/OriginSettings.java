package dev.portcullis.core.settings;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the requests of a site go: one server, or several that serve the same.
 *
 * @param servers where they listen, at least one: an {@link InetSocketAddress}, unresolved if its name is to be looked up, or
 *     a {@link UnixDomainSocketAddress}
 * @param balance which of several gets a request
 * @param stickyCookie the cookie by which a visitor stays with one server; empty for none
 * @param health how it is found out that one is down
 * @param pool how connections are kept
 * @param proxyProtocol whether each connection begins with a header that says for whom it is made; then none is kept
 * @param tls how TLS is spoken with them; null when it is not
 */
public record OriginSettings(
        List<SocketAddress> servers,
        Balance balance,
        String stickyCookie,
        HealthSettings health,
        PoolSettings pool,
        ProxyProtocol proxyProtocol,
        @Nullable OriginTls tls) {

    /** Servers that are spoken to without TLS. */
    public OriginSettings(
            List<SocketAddress> servers,
            Balance balance,
            String stickyCookie,
            HealthSettings health,
            PoolSettings pool,
            ProxyProtocol proxyProtocol) {
        this(servers, balance, stickyCookie, health, pool, proxyProtocol, null);
    }

    /** Copies the list. */
    public OriginSettings {
        servers = List.copyOf(servers);
    }

    /** One server, with every default. */
    public static OriginSettings of(SocketAddress server) {
        return new OriginSettings(
                List.of(server),
                Balance.ROUND_ROBIN,
                "",
                HealthSettings.DEFAULT,
                PoolSettings.DEFAULT,
                ProxyProtocol.OFF);
    }

    /** Whether a connection serves one request after another. */
    public boolean keepsConnections() {
        return pool.maxIdle() > 0 && proxyProtocol == ProxyProtocol.OFF;
    }

    /** Which of several servers gets a request. */
    public enum Balance {
        /** One after the other. */
        ROUND_ROBIN,
        /** The one that serves the fewest requests just now. */
        LEAST_CONNECTIONS
    }

    /** The header that says for whom a connection is made. */
    public enum ProxyProtocol {
        OFF,
        /** A line of text. */
        V1,
        /** Binary. */
        V2
    }
}
