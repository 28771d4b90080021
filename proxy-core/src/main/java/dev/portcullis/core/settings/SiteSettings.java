package dev.portcullis.core.settings;

import java.util.List;

/**
 * A site behind.
 *
 * @param name its name in the configuration, in metrics and in the log; empty for the one that is not named
 * @param hosts the hosts it serves, lower case, without a port: {@code shop.example}, or {@code *.shop.example} for every name
 *     below
 * @param origin where its requests go
 * @param limits what holds for it alone
 * @param serverTiming whether its responses say how long they waited, and how long the origin took, in a Server-Timing field
 */
public record SiteSettings(
        String name, List<String> hosts, OriginSettings origin, SiteLimits limits, boolean serverTiming) {

    /** A site whose responses don't say how long they took. */
    public SiteSettings(String name, List<String> hosts, OriginSettings origin, SiteLimits limits) {
        this(name, hosts, origin, limits, false);
    }

    /** Copies the list. */
    public SiteSettings {
        hosts = List.copyOf(hosts);
    }
}
