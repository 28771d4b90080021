package dev.portcullis.core.testing;

import dev.portcullis.core.settings.HealthSettings;
import dev.portcullis.core.settings.OriginSettings;
import dev.portcullis.core.settings.OriginSettings.Balance;
import dev.portcullis.core.settings.OriginSettings.ProxyProtocol;
import dev.portcullis.core.settings.PoolSettings;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.core.settings.SiteLimits;
import dev.portcullis.core.settings.SiteSettings;
import dev.portcullis.core.settings.SitesSettings;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

/** Settings that differ from the defaults in one thing. */
public final class Settings {

    private Settings() {}

    /** Settings for these sites; addresses of listeners are not used. */
    public static ProxySettings of(SitesSettings sites) {
        SiteSettings any = new SiteSettings("", List.of(), several(Balance.ROUND_ROBIN, "a"), SiteLimits.DEFAULT);
        ProxySettings defaults = ProxySettings.of(new InetSocketAddress(0), any.origin());
        return with(defaults, sites);
    }

    /** The same settings for other sites. */
    public static ProxySettings with(ProxySettings settings, SitesSettings sites) {
        return new ProxySettings(
                settings.listen(),
                sites,
                settings.limits(),
                settings.clients(),
                settings.timeouts(),
                settings.loops(),
                settings.banReply());
    }

    /** Settings for one site, with these servers. */
    public static ProxySettings of(OriginSettings origin) {
        return of(SitesSettings.one(origin));
    }

    /** An origin with servers of these names, that are never connected to. */
    public static OriginSettings several(Balance balance, String... servers) {
        return several(balance, "", HealthSettings.DEFAULT, servers);
    }

    /** An origin with servers of these names, that are never connected to. */
    public static OriginSettings several(
            Balance balance, String stickyCookie, HealthSettings health, String... servers) {
        List<SocketAddress> addresses = List.of(servers).stream()
                .map(server -> (SocketAddress) EmbeddedProxy.server(server))
                .toList();
        return new OriginSettings(addresses, balance, stickyCookie, health, PoolSettings.DEFAULT, ProxyProtocol.OFF);
    }
}
