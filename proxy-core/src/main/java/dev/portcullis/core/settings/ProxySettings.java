package dev.portcullis.core.settings;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * All that the data path is configured with.
 *
 * @param listen where and how clients connect
 * @param sites the sites behind
 * @param limits how much of a message is accepted
 * @param clients how much of a client is accepted
 * @param timeouts how long each part of an exchange may take
 * @param loops what carries the connections; the one thing that does not change while the program runs
 * @param banReply what a banned client gets
 */
public record ProxySettings(
        ListenSettings listen,
        SitesSettings sites,
        Limits limits,
        ClientLimits clients,
        Timeouts timeouts,
        LoopSettings loops,
        BanReply banReply) {

    /** Settings with every default, for a listener and the one site behind. */
    public static ProxySettings of(InetSocketAddress listen, OriginSettings origin) {
        return new ProxySettings(
                new ListenSettings(List.of(listen), List.of()),
                SitesSettings.one(origin),
                Limits.DEFAULT,
                ClientLimits.DEFAULT,
                Timeouts.DEFAULT,
                LoopSettings.DEFAULT,
                BanReply.DENY);
    }

    /** What a banned client gets. */
    public enum BanReply {
        /** 403 and a short page. */
        DENY,
        /** Nothing: the connection is closed. */
        DROP
    }
}
