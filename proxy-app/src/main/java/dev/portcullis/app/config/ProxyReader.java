package dev.portcullis.app.config;

import dev.portcullis.core.settings.Limits;
import dev.portcullis.core.settings.PoolSettings;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.core.settings.ProxySettings.BanReply;
import dev.portcullis.core.settings.ProxySettings.OriginSettings;
import dev.portcullis.core.settings.ProxySettings.Transport;
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
        Timeouts timeouts = timeouts(root.section("timeouts"));
        PoolSettings pool = pool(root.section("pool"));
        Transport transport = root.get("transport", TRANSPORT, Transport.AUTO);
        int eventLoops = root.get("event-loops", EVENT_LOOPS, 0);
        BanReply banReply = root.get("ban-reply", BAN_REPLY, BanReply.DENY);
        if (origin == null) {
            return null;
        }
        return new ProxySettings(
                listen, new OriginSettings(origin), limits, timeouts, pool, transport, eventLoops, banReply);
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
                section.get("response", upToAnHour, defaults.response()),
                section.get("drain", Kinds.durations(Duration.ZERO, HOUR), defaults.drain()),
                section.get("tunnel", Kinds.durations(Duration.ofSeconds(1), DAY), defaults.tunnel()));
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
