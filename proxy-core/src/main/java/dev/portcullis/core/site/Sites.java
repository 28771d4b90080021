package dev.portcullis.core.site;

import dev.portcullis.core.http.RequestTarget;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the site that serves a request, by the host it names (RFC 9110 7.4): an exact name, else the longest wildcard. */
public final class Sites {

    private final Map<String, Site> byHost = new HashMap<>();
    private final Map<String, Site> byParent = new HashMap<>();
    private final @Nullable Site other;

    /**
     * Sites, no host of which stands in two.
     *
     * @param named those with hosts
     * @param other the one that serves every other host; null when none does
     */
    public Sites(List<Site> named, @Nullable Site other) {
        for (Site site : named) {
            for (String host : site.settings().hosts()) {
                if (host.startsWith("*.")) {
                    byParent.put(host.substring(1), site);
                } else {
                    byHost.put(host, site);
                }
            }
        }
        this.other = other;
    }

    /** The site that serves a request for this target; null when none does. */
    public @Nullable Site of(RequestTarget target) {
        return byHost.isEmpty() && byParent.isEmpty() ? other : of(target.host());
    }

    /** The site that serves this host: lower case, without a port; null when none does. */
    public @Nullable Site of(String host) {
        Site exact = byHost.get(host);
        if (exact != null || byParent.isEmpty()) {
            return exact != null ? exact : other;
        }
        for (int dot = host.indexOf('.', 1); dot > 0; dot = host.indexOf('.', dot + 1)) {
            Site below = byParent.get(host.substring(dot));
            if (below != null) {
                return below;
            }
        }
        return other;
    }
}
