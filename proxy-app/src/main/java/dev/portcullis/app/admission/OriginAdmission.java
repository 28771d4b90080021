package dev.portcullis.app.admission;

import dev.portcullis.rules.api.AdmissionReport;

/**
 * How admission to one origin stands.
 *
 * @param site the first site, in the order of the configuration, that has this origin; empty for the one without a name
 * @param report how it stands; its limits are {@link #NO_LIMIT} when there is none
 */
public record OriginAdmission(String site, AdmissionReport report) {

    /** The limit of what has none. */
    public static final int NO_LIMIT = Integer.MAX_VALUE;
}
