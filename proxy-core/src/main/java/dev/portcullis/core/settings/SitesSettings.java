package dev.portcullis.core.settings;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sites behind, told apart by the host that a request names.
 *
 * @param named sites with hosts of their own; no host stands in two of them
 * @param other the site that serves every other host; null when such requests are refused
 * @param dropUnknown whether a request that no site serves gets a closed connection, and not 421 (RFC 9110 15.5.20)
 */
public record SitesSettings(
        List<SiteSettings> named, @Nullable SiteSettings other, boolean dropUnknown) {

    /** Copies the list. */
    public SitesSettings {
        named = List.copyOf(named);
    }

    /** All sites, the one without hosts of its own last. */
    public List<SiteSettings> all() {
        List<SiteSettings> all = new ArrayList<>(named);
        if (other != null) {
            all.add(other);
        }
        return all;
    }

    /** One site, whatever host is named. */
    public static SitesSettings one(OriginSettings origin) {
        return new SitesSettings(List.of(), new SiteSettings("", List.of(), origin, SiteLimits.DEFAULT), false);
    }
}
