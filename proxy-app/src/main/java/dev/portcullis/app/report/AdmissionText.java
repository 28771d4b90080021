package dev.portcullis.app.report;

import dev.portcullis.rules.admission.AdmissionSettings;
import dev.portcullis.rules.admission.AdmissionSettings.Places;
import org.jspecify.annotations.Nullable;

/** Admission in words. */
public final class AdmissionText {

    private AdmissionText() {}

    /** How many requests may be at the site at once, in one line; null stands for admission that is off. */
    public static String sentence(@Nullable AdmissionSettings settings) {
        if (settings == null) {
            return "off: everybody goes to the site at once";
        }
        Places places = settings.places();
        return places.isAdaptive()
                ? "learnt, " + places.floor() + " to " + places.ceiling() + " requests at the site at once"
                : "at most " + places.ceiling() + " requests at the site at once";
    }

    /** What should be said of the site and was not; empty when nothing is missing. */
    public static String advice(@Nullable AdmissionSettings settings) {
        boolean unsaid = settings != null
                && settings.places().isAdaptive()
                && settings.places().ceiling() == Places.ADAPTIVE.ceiling();
        return unsaid
                ? "admission.ceiling should be what Apache's MaxRequestWorkers is, and is " + Places.ADAPTIVE.ceiling()
                : "";
    }
}
