package dev.portcullis.app.admission;

import dev.portcullis.rules.admission.AdmissionSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * With what settings requests are admitted to the origin of each site. None stand for admission that is off: everybody goes at once.
 *
 * @param common those of every site without its own
 * @param own those of the sites, by name, that have their own, in the order of the configuration
 */
public record SiteAdmissions(Optional<AdmissionSettings> common, Map<String, Optional<AdmissionSettings>> own) {

    /** Copies the map, whose order stays. */
    public SiteAdmissions {
        own = new LinkedHashMap<>(own);
    }

    /** The same for all sites; null stands for none. */
    public static SiteAdmissions all(@Nullable AdmissionSettings settings) {
        return new SiteAdmissions(Optional.ofNullable(settings), Map.of());
    }

    /** Those of the site with this name; the empty one is the site without a name. */
    public Optional<AdmissionSettings> of(String site) {
        Optional<AdmissionSettings> its = own.get(site);
        return its == null ? common : its;
    }
}
