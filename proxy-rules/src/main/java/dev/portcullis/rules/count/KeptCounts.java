package dev.portcullis.rules.count;

import dev.portcullis.rules.api.IpPrefix;
import java.util.List;

/**
 * What rules have counted of one subject, as it outlives the process.
 *
 * @param subject a client or a network
 * @param windows those that are not empty
 */
public record KeptCounts(IpPrefix subject, List<KeptWindow> windows) {

    /** Copies the list. */
    public KeptCounts {
        windows = List.copyOf(windows);
    }
}
