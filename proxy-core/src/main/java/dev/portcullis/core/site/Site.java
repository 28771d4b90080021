package dev.portcullis.core.site;

import dev.portcullis.core.forward.RequestForwarding;
import dev.portcullis.core.origin.OriginGroup;
import dev.portcullis.core.settings.SiteSettings;

/**
 * A site as one event loop serves it.
 *
 * @param settings what is configured for it
 * @param forwarding rewrites requests for its origin
 * @param origins its servers
 */
public record Site(SiteSettings settings, RequestForwarding forwarding, OriginGroup origins) {}
