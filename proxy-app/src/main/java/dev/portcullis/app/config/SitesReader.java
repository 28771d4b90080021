package dev.portcullis.app.config;

import static dev.portcullis.rules.config.Kinds.quoted;

import dev.portcullis.core.settings.OriginSettings;
import dev.portcullis.core.settings.PoolSettings;
import dev.portcullis.core.settings.SiteLimits;
import dev.portcullis.core.settings.SiteSettings;
import dev.portcullis.core.settings.SitesSettings;
import dev.portcullis.rules.config.Kind;
import dev.portcullis.rules.config.Kinds;
import dev.portcullis.rules.config.Section;
import dev.portcullis.rules.config.SiteSections;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the sites: those under {@code sites}, and the one that the keys outside of it make, which serves every other host. What a
 * site leaves out it has from there.
 */
final class SitesReader {

    private static final String SERVER_TIMING = "server-timing";
    private static final Kind<Unknown> UNKNOWN_HOST = Kinds.words(Unknown.class);

    /** What a site has that says nothing else of its own. */
    private record Common(
            SiteLimits limits, PoolSettings pool, @Nullable OriginSettings origin, boolean serverTiming) {}

    private final Section root;
    private final OriginReader origins;
    private final Map<String, String> siteOfHost = new HashMap<>();

    /** What is done with a request for a host of no site. */
    private enum Unknown {
        /** The origin outside of sites serves it. */
        ORIGIN,
        /** It gets 421. */
        REFUSE,
        /** Its connection is closed. */
        DROP
    }

    private SitesReader(Section root, Listeners own) {
        this.root = root;
        this.origins = new OriginReader(own);
    }

    /** The sites; null when there is none that can be served. */
    static @Nullable SitesSettings read(Section root, Listeners own) {
        return new SitesReader(root, own).read();
    }

    private @Nullable SitesSettings read() {
        SiteLimits limits = SiteLimitsReader.limits(root, SiteLimits.DEFAULT);
        PoolSettings pool = SiteLimitsReader.pool(root, PoolSettings.DEFAULT);
        OriginSettings origin = origins.read(root, List.of(), pool);
        boolean timing = root.get(SERVER_TIMING, Options.ON_OFF, false);
        Common common = new Common(limits, pool, origin, timing);
        List<SiteSettings> named = new ArrayList<>();
        Map<String, Section> sections = SiteSections.of(root);
        sections.forEach((name, section) -> {
            SiteSettings site = site(name, section, common);
            if (site != null) {
                named.add(site);
            }
        });
        boolean sites = !sections.isEmpty();
        if (!sites && !root.has("origin")) {
            root.error("origin", "is missing", Endpoints.SERVER.expected());
        }
        Unknown unknown = unknownHost(sites);
        SiteSettings other = origin == null || unknown != Unknown.ORIGIN
                ? null
                : new SiteSettings("", List.of(), origin, limits, timing);
        return named.isEmpty() && other == null ? null : new SitesSettings(named, other, unknown == Unknown.DROP);
    }

    private Unknown unknownHost(boolean sites) {
        boolean origin = root.has("origin");
        Unknown unknown = root.get("unknown-host", UNKNOWN_HOST, origin ? Unknown.ORIGIN : Unknown.REFUSE);
        if (unknown == Unknown.ORIGIN && sites && !origin) {
            root.error("unknown-host", "there is no origin outside of sites to serve other hosts", "refuse or drop");
        }
        if (unknown != Unknown.ORIGIN && !sites && root.has("unknown-host")) {
            root.error("unknown-host", "every host is unknown: there are no sites", "sites { NAME { hosts = ... } }");
        }
        return unknown;
    }

    private @Nullable SiteSettings site(String name, Section section, Common common) {
        List<String> hosts = hosts(name, section);
        SiteLimits limits = SiteLimitsReader.ofSite(section, common.limits());
        PoolSettings pool = SiteLimitsReader.pool(section, common.pool());
        boolean timing = section.get(SERVER_TIMING, Options.ON_OFF, common.serverTiming());
        OriginSettings shared = common.origin();
        OriginSettings own = origins.read(section, hosts, pool);
        if (section.has("origin")) {
            return own == null ? null : new SiteSettings(name, hosts, own, limits, timing);
        }
        if (!root.has("origin")) {
            section.error("origin", "is missing, and there is none outside of sites", Endpoints.SERVER.expected());
        }
        return shared == null ? null : new SiteSettings(name, hosts, with(shared, pool), limits, timing);
    }

    private static OriginSettings with(OriginSettings origin, PoolSettings pool) {
        return new OriginSettings(
                origin.servers(),
                origin.balance(),
                origin.stickyCookie(),
                origin.health(),
                pool,
                origin.proxyProtocol(),
                origin.tls());
    }

    private List<String> hosts(String site, Section section) {
        if (!section.has("hosts")) {
            section.error("hosts", "is missing", Hosts.HOST.expected());
        }
        List<String> hosts = new ArrayList<>();
        for (Section.Item<String> item : section.some("hosts", Hosts.HOST)) {
            String before = siteOfHost.putIfAbsent(item.value(), site);
            if (before != null) {
                String found = before.equals(site)
                        ? quoted(item.value()) + " stands there twice"
                        : quoted(item.value()) + " is a host of both " + before + " and " + site;
                section.error("hosts", item, found, "each host in one site");
            } else {
                hosts.add(item.value());
            }
        }
        return hosts;
    }
}
