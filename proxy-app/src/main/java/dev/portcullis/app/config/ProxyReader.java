package dev.portcullis.app.config;

import dev.portcullis.app.acme.AcmeSettings;
import dev.portcullis.core.settings.ClientLimits;
import dev.portcullis.core.settings.Limits;
import dev.portcullis.core.settings.ListenSettings;
import dev.portcullis.core.settings.LoopSettings;
import dev.portcullis.core.settings.LoopSettings.Transport;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.core.settings.ProxySettings.BanReply;
import dev.portcullis.core.settings.SitesSettings;
import dev.portcullis.core.settings.Timeouts;
import dev.portcullis.rules.config.Kind;
import dev.portcullis.rules.config.Kinds;
import dev.portcullis.rules.config.Networks;
import dev.portcullis.rules.config.Section;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads what the data path is configured with. */
final class ProxyReader {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Kind<Transport> TRANSPORT = Kinds.words(Transport.class);
    private static final Kind<BanReply> BAN_REPLY = Kinds.words(BanReply.class);
    private static final Kind<Integer> EVENT_LOOPS = Options.autoOr(0, Kinds.integers(1, 256));
    private static final Kind<Integer> CONNECTIONS = Options.autoOr(0, Kinds.integers(10, 10_000_000));
    private static final Kind<Integer> PER_CLIENT = Options.offOr(0, Kinds.integers(1, 1_000_000));
    private static final Kind<Integer> RATE = Options.offOr(0, sizes(1, 1 << 30));

    private ProxyReader() {}

    /**
     * The settings; null when there is no site that can be served.
     *
     * @param acme certificates that the program gets by itself; null for none
     * @param now what time it is
     */
    static @Nullable ProxySettings read(Section root, Listeners listeners, @Nullable AcmeSettings acme, Instant now) {
        SitesSettings sites = SitesReader.read(root, listeners);
        ListenSettings listen = new ListenSettings(
                listeners.clients(),
                Networks.read(
                                root,
                                "proxy-protocol",
                                "nobody can connect without a PROXY protocol header, and anyone"
                                        + " can claim any address in it")
                        .entries(),
                TlsReader.read(root, listeners.clients(), acme, now),
                TlsReader.http3(root, listeners.clients()));
        Limits limits = limits(root.section("limits"));
        ClientLimits clients = clients(root.section("limits"));
        Timeouts timeouts = timeouts(root.section("timeouts"));
        LoopSettings loops = new LoopSettings(
                root.get("transport", TRANSPORT, Transport.AUTO), root.get("event-loops", EVENT_LOOPS, 0));
        BanReply banReply = root.get("ban-reply", BAN_REPLY, BanReply.DENY);
        return sites == null ? null : new ProxySettings(listen, sites, limits, clients, timeouts, loops, banReply);
    }

    private static Limits limits(Section section) {
        Limits defaults = Limits.DEFAULT;
        return new Limits(
                section.get("request-line", sizes(256, 64 << 10), defaults.requestLine()),
                section.get("headers", sizes(1 << 10, 1 << 20), defaults.headers()),
                section.get("header-fields", Kinds.integers(10, 1_000), defaults.headerFields()));
    }

    private static ClientLimits clients(Section section) {
        ClientLimits defaults = ClientLimits.DEFAULT;
        return new ClientLimits(
                section.get("connections", CONNECTIONS, defaults.connections()),
                section.get("connections-per-client", PER_CLIENT, defaults.connectionsPerClient()),
                section.get("requests-per-connection", Kinds.integers(1, 1_000_000), defaults.requestsPerConnection()),
                section.get("min-rate", RATE, defaults.rate()),
                section.get("min-rate-window", Kinds.durations(Duration.ofSeconds(1), HOUR), defaults.rateWindow()));
    }

    private static Timeouts timeouts(Section section) {
        Timeouts defaults = Timeouts.DEFAULT;
        Kind<Duration> upToAnHour = Kinds.durations(Duration.ofSeconds(1), HOUR);
        return new Timeouts(
                section.get("header", upToAnHour, defaults.header()),
                section.get("idle", upToAnHour, defaults.idle()),
                section.get("connect", Kinds.durations(Duration.ofMillis(100), HOUR), defaults.connect()),
                section.get("drain", Kinds.durations(Duration.ZERO, HOUR), defaults.drain()));
    }

    private static Kind<Integer> sizes(int min, int max) {
        Kind<Long> sizes = Kinds.sizes(min, max);
        return Kind.of(sizes.expected(), text -> Math.toIntExact(sizes.parse(text)));
    }
}
