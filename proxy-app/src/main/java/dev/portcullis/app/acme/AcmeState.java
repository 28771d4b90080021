package dev.portcullis.app.acme;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How it stands with the certificate of a host.
 *
 * @param domain the host
 * @param authority the host of the authority that is asked
 * @param placeholder whether what is served is no authority's, and browsers warn of it
 * @param next when the next one is asked for
 * @param failures how often in a row none came
 * @param problem why none came the last time, or why the one that came is not kept; null when neither is so
 */
public record AcmeState(
        String domain,
        String authority,
        boolean placeholder,
        Instant next,
        int failures,
        @Nullable String problem) {

    /** Whether something is wrong that is not over by itself: none came in whatever way it was tried, or the one that came is not kept. */
    public boolean lasts() {
        return problem != null && failures != 1;
    }

    /** What is wrong, a sentence for people; empty when nothing is. */
    public String sentence() {
        if (problem != null) {
            return "no certificate for " + domain + " came from " + authority + ": " + problem + "; tried again at "
                    + next + (placeholder ? ", and until then one that has signed itself is served" : "");
        }
        return placeholder
                ? domain + " is served with a certificate that has signed itself until the first one comes from "
                        + authority
                : "";
    }
}
