package dev.portcullis.app.run;

import dev.portcullis.rules.rule.PolicySettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How much of the heap the clients that are remembered may take: a flood of new addresses must not end the process. */
final class HeapShare {

    private static final Logger log = LoggerFactory.getLogger(HeapShare.class);

    /**
     * Bytes of a client that may be many: one who came once takes 220, one who is watched by several rules and banned by none, for some
     * missing pages and failed logins, about a kilobyte.
     */
    private static final long EACH = 1152;

    private static final int PERCENT = 60;
    private static final int LEAST = 1000;

    private HeapShare() {}

    /**
     * The settings, with no more clients remembered than fit; those seen least often are forgotten then.
     *
     * @param heap what the heap may grow to, in bytes
     */
    static PolicySettings fitting(PolicySettings settings, long heap) {
        long most = Math.max(LEAST, heap / 100 * PERCENT / EACH);
        int wanted = settings.clients().max();
        if (wanted <= most) {
            return settings;
        }
        log.info("{} clients are remembered at once, not {}: no more fit into {} MB of heap", most, wanted, heap >> 20);
        return settings.remembering((int) most);
    }
}
