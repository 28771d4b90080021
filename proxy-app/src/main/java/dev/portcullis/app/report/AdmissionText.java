package dev.portcullis.app.report;

import dev.portcullis.app.admission.SiteAdmissions;
import dev.portcullis.core.settings.SiteSettings;
import dev.portcullis.core.settings.SitesSettings;
import dev.portcullis.rules.admission.AdmissionSettings;
import dev.portcullis.rules.admission.AdmissionSettings.Places;
import java.util.Optional;
import java.util.stream.Collectors;

/** Admission in words. */
public final class AdmissionText {

    private AdmissionText() {}

    /** How many requests may be at the site at once, in one line; none stands for admission that is off. */
    public static String sentence(Optional<AdmissionSettings> settings) {
        return settings.map(AdmissionSettings::places)
                .map(places -> places.isAdaptive()
                        ? "learnt, " + places.floor() + " to " + places.ceiling() + " requests at the site at once"
                        : "at most " + places.ceiling() + " requests at the site at once")
                .orElse("off: everybody goes to the site at once");
    }

    /** What should be said of the sites and was not; empty when nothing is missing. */
    public static String advice(SiteAdmissions admission, SitesSettings sites) {
        String keys = sites.all().stream()
                .map(SiteSettings::name)
                .filter(site -> admission
                        .of(site)
                        .filter(AdmissionText::leavesCeilingOut)
                        .isPresent())
                .map(site -> admission.own().containsKey(site)
                        ? "sites." + site + ".admission.ceiling"
                        : "admission.ceiling")
                .distinct()
                .collect(Collectors.joining(", "));
        return keys.isEmpty()
                ? ""
                : keys + " should be what Apache's MaxRequestWorkers is, and is " + Places.ADAPTIVE.ceiling();
    }

    private static boolean leavesCeilingOut(AdmissionSettings settings) {
        return settings.places().isAdaptive() && settings.places().ceiling() == Places.ADAPTIVE.ceiling();
    }
}
