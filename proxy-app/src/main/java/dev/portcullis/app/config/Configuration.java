package dev.portcullis.app.config;

import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.rules.admission.AdmissionSettings;
import dev.portcullis.rules.rule.PolicySettings;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * All that the program is configured with, checked.
 *
 * @param proxy the data path
 * @param policy who is let through
 * @param admission when those may go to an origin, one as the other; null when everybody may at once
 * @param admin the administrator's listener
 * @param accessLog where requests are logged
 */
public record Configuration(
        ProxySettings proxy,
        PolicySettings policy,
        @Nullable AdmissionSettings admission,
        AdminSettings admin,
        AccessLogSettings accessLog) {

    /**
     * The administrator's listener: metrics, health, bans.
     *
     * @param listen a loopback address
     */
    public record AdminSettings(InetSocketAddress listen) {}

    /**
     * Where requests are logged.
     *
     * @param file a path, {@code -} for standard output; null for no log
     */
    public record AccessLogSettings(@Nullable String file) {}
}
