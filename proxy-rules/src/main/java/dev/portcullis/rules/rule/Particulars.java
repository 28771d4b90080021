package dev.portcullis.rules.rule;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What few rules say.
 *
 * @param points what the rule adds to the scores of the client instead of acting, 0 when it acts
 * @param members how much each client may ask for while all that the rule counts together is over the limit; null when the rule
 *     acts on every request then
 * @param includesCrawlers whether the rule counts genuine crawlers like everybody
 */
public record Particulars(int points, @Nullable Members members, boolean includesCrawlers) {

    /** What most rules have. */
    public static final Particulars NONE = new Particulars(0, null, false);

    /**
     * What one client may ask for while those that it is counted with are over the limit.
     *
     * @param over requests within the window; at least 1. One more acts.
     * @param within the window's length, 1 second to 31 days
     * @param sparesSessions whether nothing happens to requests that belong to a session which the origin began
     */
    public record Members(long over, Duration within, boolean sparesSessions) {}
}
