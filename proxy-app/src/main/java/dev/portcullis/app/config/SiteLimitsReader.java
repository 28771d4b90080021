package dev.portcullis.app.config;

import dev.portcullis.core.settings.PoolSettings;
import dev.portcullis.core.settings.SiteLimits;
import dev.portcullis.rules.config.Kind;
import dev.portcullis.rules.config.Kinds;
import dev.portcullis.rules.config.Section;
import java.time.Duration;
import java.util.List;

/** Reads what may be said for all sites and, otherwise, for one: {@code timeouts}, {@code limits} and {@code pool}, as far as that is so. */
final class SiteLimitsReader {

    private static final Kind<Long> BODY = Options.offOr(0L, Kinds.sizes(1, 1L << 40));
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    /** What is settled before the site is known. */
    private static final List<String> COMMON_TIMEOUTS = List.of("header", "idle", "connect", "drain", "handshake");

    private static final List<String> COMMON_LIMITS = List.of(
            "request-line",
            "headers",
            "header-fields",
            "connections",
            "connections-per-client",
            "requests-per-connection",
            "min-rate",
            "min-rate-window");

    private SiteLimitsReader() {}

    /** The limits in a section; what it leaves out is as in {@code common}. */
    static SiteLimits limits(Section section, SiteLimits common) {
        Section timeouts = section.section("timeouts");
        return new SiteLimits(
                section.section("limits").get("body", BODY, common.body()),
                timeouts.get("response", Kinds.durations(SECOND, HOUR), common.response()),
                timeouts.get("tunnel", Kinds.durations(SECOND, DAY), common.tunnel()));
    }

    /** The limits in a site's own section, in which those that hold for all sites are errors. */
    static SiteLimits ofSite(Section site, SiteLimits common) {
        refuse(site, "timeouts", COMMON_TIMEOUTS);
        refuse(site, "limits", COMMON_LIMITS);
        return limits(site, common);
    }

    private static void refuse(Section site, String name, List<String> keys) {
        Section section = site.section(name);
        for (String key : keys) {
            if (section.hasStray(key)) {
                section.error(key, "holds for all sites together", name + "." + key + " outside of sites");
            }
        }
    }

    /** How connections to the origin are kept; what a section leaves out is as in {@code common}. */
    static PoolSettings pool(Section section, PoolSettings common) {
        Section pool = section.section("pool");
        return new PoolSettings(
                pool.get("max-idle", Kinds.integers(0, 10_000), common.maxIdle()),
                pool.get("idle", Kinds.durations(Duration.ofMillis(100), HOUR), common.idle()));
    }
}
