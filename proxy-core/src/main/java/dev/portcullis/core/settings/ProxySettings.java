package dev.portcullis.core.settings;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * All that the data path is configured with.
 *
 * @param listen where clients connect; at least one
 * @param origin the site behind
 * @param limits how much of a message is accepted
 * @param timeouts how long each part of an exchange may take
 * @param pool how connections to the origin are kept
 * @param transport which of the system's interfaces carries the connections
 * @param eventLoops threads that serve connections; 0 for one per processor
 * @param banReply what a banned client gets
 */
public record ProxySettings(
        List<InetSocketAddress> listen,
        OriginSettings origin,
        Limits limits,
        Timeouts timeouts,
        PoolSettings pool,
        Transport transport,
        int eventLoops,
        BanReply banReply) {

    /** Copies the list. */
    public ProxySettings {
        listen = List.copyOf(listen);
    }

    /** Settings with every default, for a listener and an origin. */
    public static ProxySettings of(InetSocketAddress listen, OriginSettings origin) {
        return new ProxySettings(
                List.of(listen),
                origin,
                Limits.DEFAULT,
                Timeouts.DEFAULT,
                PoolSettings.DEFAULT,
                Transport.AUTO,
                0,
                BanReply.DENY);
    }

    /**
     * The site behind. {@code address} may be unresolved: its name is then looked up every 30 seconds.
     *
     * @param address where it listens
     */
    public record OriginSettings(InetSocketAddress address) {}

    /** Which of the system's interfaces carries the connections. */
    public enum Transport {
        /** epoll on Linux, NIO elsewhere. */
        AUTO,
        EPOLL,
        IO_URING,
        NIO
    }

    /** What a banned client gets. */
    public enum BanReply {
        /** 403 and a short page. */
        DENY,
        /** Nothing: the connection is closed. */
        DROP
    }
}
