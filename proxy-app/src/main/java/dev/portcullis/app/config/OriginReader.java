package dev.portcullis.app.config;

import static dev.portcullis.rules.config.Kinds.quoted;

import dev.portcullis.core.settings.HealthSettings;
import dev.portcullis.core.settings.OriginSettings;
import dev.portcullis.core.settings.OriginSettings.Balance;
import dev.portcullis.core.settings.OriginSettings.ProxyProtocol;
import dev.portcullis.core.settings.OriginTls;
import dev.portcullis.core.settings.PoolSettings;
import dev.portcullis.rules.config.BadValue;
import dev.portcullis.rules.config.Kind;
import dev.portcullis.rules.config.Kinds;
import dev.portcullis.rules.config.Section;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the key {@code origin}: a server, a list of them, or a section that says more of them. An origin is said whole: what it
 * leaves out has its default, wherever it stands.
 */
final class OriginReader {

    private static final String KEY = "origin";
    private static final int MAX_SERVERS = 64;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Kind<Balance> BALANCE = Kinds.words(Balance.class);
    private static final Kind<ProxyProtocol> PROXY_PROTOCOL = Kinds.words(ProxyProtocol.class);
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern PATH = Pattern.compile("/[!-~]*");
    private static final Kind<String> COOKIE =
            Options.offOr("", Kind.of("a cookie's name such as portcullis-server", OriginReader::cookie));
    private static final Kind<String> HEALTH_PATH =
            Options.offOr("", Kind.of("a path such as /health.php", OriginReader::path));
    private static final Kind<String> HEALTH_HOST = Options.autoOr("", Hosts.HOST);

    private final Listeners own;

    /** Whether the servers that were read last speak TLS. */
    private boolean secure;

    /** A reader that refuses our own listeners as servers. */
    OriginReader(Listeners own) {
        this.own = own;
    }

    /**
     * The origin; null when it is absent or wrong.
     *
     * @param hosts the hosts of its site
     * @param pool how connections are kept
     */
    @Nullable
    OriginSettings read(Section site, List<String> hosts, PoolSettings pool) {
        if (!site.isSection(KEY)) {
            List<SocketAddress> servers = servers(site, KEY);
            return servers.isEmpty()
                    ? null
                    : new OriginSettings(
                            servers,
                            Balance.ROUND_ROBIN,
                            "",
                            HealthSettings.DEFAULT,
                            pool,
                            ProxyProtocol.OFF,
                            secure ? OriginTls.DEFAULT : null);
        }
        Section origin = site.section(KEY);
        if (!origin.has("servers")) {
            origin.error("servers", "is missing", Endpoints.SERVER.expected());
        }
        List<SocketAddress> servers = servers(origin, "servers");
        Balance balance = origin.get("balance", BALANCE, Balance.ROUND_ROBIN);
        String cookie = origin.get("sticky-cookie", COOKIE, "");
        HealthSettings health = health(origin.section("health"), hosts);
        ProxyProtocol protocol = origin.get("proxy-protocol", PROXY_PROTOCOL, ProxyProtocol.OFF);
        OriginTls tls = OriginTlsReader.read(origin, secure);
        if (tls != null && protocol != ProxyProtocol.OFF) {
            origin.error("proxy-protocol", "can't go with https://", "off");
        }
        return servers.isEmpty() ? null : new OriginSettings(servers, balance, cookie, health, pool, protocol, tls);
    }

    private List<SocketAddress> servers(Section section, String key) {
        List<SocketAddress> servers = new ArrayList<>();
        secure = false;
        for (Section.Item<SocketAddress> item : section.some(key, Endpoints.SERVER)) {
            boolean https = Endpoints.isSecure(item.text());
            if (!servers.isEmpty() && https != secure) {
                section.error(
                        key,
                        item,
                        quoted(item.text()) + " speaks another protocol than the one before",
                        "all http:// or all https://");
            }
            secure = https;
            if (servers.contains(item.value())) {
                section.error(key, item, quoted(item.text()) + " stands there twice", "each server once");
            }
            own.check(section, key, item);
            servers.add(item.value());
        }
        if (servers.size() > MAX_SERVERS) {
            section.error(key, "has " + servers.size() + " servers, which are too many", "at most " + MAX_SERVERS);
        }
        return servers;
    }

    private static HealthSettings health(Section section, List<String> hosts) {
        HealthSettings defaults = HealthSettings.DEFAULT;
        String path = section.get("path", HEALTH_PATH, defaults.path());
        String host = section.get("host", HEALTH_HOST, "");
        HealthSettings read = new HealthSettings(
                path,
                // servers whose settings are equal are taken for one, so no host may tell apart what nobody asks
                path.isEmpty() ? "" : host.isEmpty() ? firstName(hosts) : host,
                section.get("interval", Kinds.durations(Duration.ofSeconds(1), HOUR), defaults.interval()),
                section.get("timeout", Kinds.durations(Duration.ofMillis(100), HOUR), defaults.timeout()),
                section.get("fall", Kinds.integers(1, 100), defaults.fall()),
                section.get("rise", Kinds.integers(1, 100), defaults.rise()));
        if (path.isEmpty() && !host.isEmpty()) {
            section.warn("host", "is never named: there is no path to ask for", "path = ...");
        }
        return read;
    }

    private static String firstName(List<String> hosts) {
        return hosts.stream().filter(host -> !host.startsWith("*")).findFirst().orElse("");
    }

    private static String cookie(String text) throws BadValue {
        if (!TOKEN.matcher(text).matches()) {
            throw new BadValue(quoted(text) + " can't be a cookie's name");
        }
        return text;
    }

    private static String path(String text) throws BadValue {
        if (!PATH.matcher(text).matches()) {
            throw new BadValue(
                    quoted(text) + (text.startsWith("/") ? " has characters that no path has" : " is not a path"));
        }
        return text;
    }
}
