package dev.portcullis.core.site;

import dev.portcullis.core.forward.RequestForwarding;
import dev.portcullis.core.origin.OriginGroup;
import dev.portcullis.core.settings.SiteSettings;
import dev.portcullis.rules.api.Admission;

/**
 * A site as one event loop serves it.
 *
 * @param settings what is configured for it
 * @param forwarding rewrites requests for its origin
 * @param origins its servers
 * @param admission says when a request may go there
 */
public record Site(SiteSettings settings, RequestForwarding forwarding, OriginGroup origins, Admission admission) {

    /** Whether a request may have a body of so many bytes. */
    public boolean takesBody(long bytes) {
        long most = settings.limits().body();
        return most == 0 || bytes <= most;
    }
}
