package dev.portcullis.app.config;

import dev.portcullis.core.settings.ClientLimits;
import dev.portcullis.core.settings.HealthSettings;
import dev.portcullis.core.settings.Limits;
import dev.portcullis.core.settings.ListenSettings;
import dev.portcullis.core.settings.LoopSettings;
import dev.portcullis.core.settings.LoopSettings.Transport;
import dev.portcullis.core.settings.OriginSettings;
import dev.portcullis.core.settings.OriginSettings.Balance;
import dev.portcullis.core.settings.OriginSettings.ProxyProtocol;
import dev.portcullis.core.settings.PoolSettings;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.core.settings.ProxySettings.BanReply;
import dev.portcullis.core.settings.SiteLimits;
import dev.portcullis.core.settings.SiteSettings;
import dev.portcullis.core.settings.SitesSettings;
import dev.portcullis.core.settings.Timeouts;
import dev.portcullis.rules.config.Kind;
import dev.portcullis.rules.config.Kinds;
import dev.portcullis.rules.config.Section;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what the data path is configured with. */
final class ProxyReader {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Kind<Transport> TRANSPORT = Kinds.words(Transport.class);
    private static final Kind<BanReply> BAN_REPLY = Kinds.words(BanReply.class);
    private static final Kind<Integer> EVENT_LOOPS = eventLoops(256);

    private ProxyReader() {}

    /** The settings; null when there is no usable origin. */
    static @Nullable ProxySettings read(Section root, List<InetSocketAddress> listen) {
        InetSocketAddress origin = root.need("origin", Endpoints.ORIGIN);
        Limits limits = limits(root.section("limits"));
        Section timeouts = root.section("timeouts");
        SiteLimits siteLimits = siteLimits(timeouts);
        Timeouts times = timeouts(timeouts);
        PoolSettings pool = pool(root.section("pool"));
        LoopSettings loops = new LoopSettings(
                root.get("transport", TRANSPORT, Transport.AUTO), root.get("event-loops", EVENT_LOOPS, 0));
        BanReply banReply = root.get("ban-reply", BAN_REPLY, BanReply.DENY);
        if (origin == null) {
            return null;
        }
        OriginSettings servers = new OriginSettings(
                List.of(origin), Balance.ROUND_ROBIN, "", HealthSettings.DEFAULT, pool, ProxyProtocol.OFF);
        SiteSettings site = new SiteSettings("", List.of(), servers, siteLimits);
        return new ProxySettings(
                new ListenSettings(listen, List.of()),
                new SitesSettings(List.of(), site, false),
                limits,
                ClientLimits.DEFAULT,
                times,
                loops,
                banReply);
    }

    private static SiteLimits siteLimits(Section timeouts) {
        SiteLimits defaults = SiteLimits.DEFAULT;
        return new SiteLimits(
                0,
                timeouts.get("response", Kinds.durations(Duration.ofSeconds(1), HOUR), defaults.response()),
                timeouts.get("tunnel", Kinds.durations(Duration.ofSeconds(1), DAY), defaults.tunnel()));
    }

    private static Limits limits(Section section) {
        Limits defaults = Limits.DEFAULT;
        return new Limits(
                section.get("request-line", sizes(256, 64 << 10), defaults.requestLine()),
                section.get("headers", sizes(1 << 10, 1 << 20), defaults.headers()),
                section.get("header-fields", Kinds.integers(10, 1_000), defaults.headerFields()));
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

    private static PoolSettings pool(Section section) {
        PoolSettings defaults = PoolSettings.DEFAULT;
        return new PoolSettings(
                section.get("max-idle", Kinds.integers(0, 10_000), defaults.maxIdle()),
                section.get("idle", Kinds.durations(Duration.ofMillis(100), HOUR), defaults.idle()));
    }

    private static Kind<Integer> sizes(int min, int max) {
        Kind<Long> sizes = Kinds.sizes(min, max);
        return Kind.of(sizes.expected(), text -> Math.toIntExact(sizes.parse(text)));
    }

    private static Kind<Integer> eventLoops(int max) {
        Kind<Integer> numbers = Kinds.integers(1, max);
        return Kind.of("auto or " + numbers.expected(), text -> text.equals("auto") ? 0 : numbers.parse(text));
    }
}
