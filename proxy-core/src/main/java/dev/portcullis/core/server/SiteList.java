package dev.portcullis.core.server;

import dev.portcullis.core.observe.OriginState;
import dev.portcullis.core.origin.Origin;
import dev.portcullis.core.origin.Origins;
import dev.portcullis.core.settings.OriginSettings;
import dev.portcullis.core.settings.SiteSettings;
import dev.portcullis.core.settings.SitesSettings;
import java.util.ArrayList;
import java.util.List;

/** All sites of a configuration, the one without a name last. */
final class SiteList {

    private SiteList() {}

    /** Where their requests go. */
    static List<OriginSettings> origins(SitesSettings sites) {
        return sites.all().stream().map(SiteSettings::origin).toList();
    }

    /** How their servers stand. */
    static List<OriginState> states(SitesSettings sites, Origins origins) {
        List<OriginState> states = new ArrayList<>();
        for (SiteSettings site : sites.all()) {
            for (Origin server : origins.of(site.origin())) {
                states.add(new OriginState(site.name(), server.url(), server.isUp(), server.active()));
            }
        }
        return states;
    }
}
