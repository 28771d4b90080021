package dev.portcullis.core.site;

import dev.portcullis.core.forward.RequestForwarding;
import dev.portcullis.core.origin.Origin;
import dev.portcullis.core.origin.OriginGroup;
import dev.portcullis.core.origin.OriginPool;
import dev.portcullis.core.origin.OriginPools;
import dev.portcullis.core.origin.Origins;
import dev.portcullis.core.settings.OriginSettings;
import dev.portcullis.core.settings.PoolSettings;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.core.settings.SiteSettings;
import dev.portcullis.rules.time.Ticker;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Makes the sites of one event loop from the settings, with the pools that it has already where they still fit. */
public final class SiteBuilder {

    private final Origins origins;
    private final OriginPools pools;
    private final Admissions admissions;
    private final Set<OriginPool> used = Collections.newSetFromMap(new IdentityHashMap<>());

    /** A builder for one event loop, on which it is used once. */
    public SiteBuilder(Origins origins, OriginPools pools, Admissions admissions) {
        this.origins = origins;
        this.pools = pools;
        this.admissions = admissions;
    }

    /** The sites; pools that none of them uses are retired. */
    public Sites build(ProxySettings settings, Ticker ticker) {
        List<Site> named = new ArrayList<>();
        for (SiteSettings site : settings.sites().named()) {
            named.add(site(site, ticker));
        }
        SiteSettings other = settings.sites().other();
        Sites sites = new Sites(named, other == null ? null : site(other, ticker));
        pools.retain(used);
        return sites;
    }

    private Site site(SiteSettings settings, Ticker ticker) {
        OriginSettings origin = settings.origin();
        boolean keeps = origin.keepsConnections();
        PoolSettings kept =
                keeps ? origin.pool() : new PoolSettings(0, origin.pool().idle());
        List<OriginPool> servers = new ArrayList<>();
        for (Origin server : origins.of(origin)) {
            OriginPool pool = pools.of(server, kept);
            servers.add(pool);
            used.add(pool);
        }
        String authority = servers.get(0).origin().authority();
        OriginGroup group = new OriginGroup(servers, origin.balance(), ticker);
        return new Site(settings, new RequestForwarding(authority, keeps), group, admissions.of(settings));
    }
}
