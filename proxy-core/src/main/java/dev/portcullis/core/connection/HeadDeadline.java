package dev.portcullis.core.connection;

import dev.portcullis.core.connection.Lifetime.Due;
import dev.portcullis.core.settings.Timeouts;
import java.time.Duration;

/**
 * When the next head must be there: on a new connection {@code timeouts.header} after its beginning, on a kept one as long
 * after the head's first byte, which must come within {@code timeouts.idle}. However slowly a head trickles, it is not put off.
 */
final class HeadDeadline {

    private boolean kept;
    private boolean begun;
    private long since;

    /** The deadline of a connection that begins now. */
    HeadDeadline(long now) {
        this.since = now;
    }

    /** A request has been served; the next may come. */
    void keep(long now) {
        kept = true;
        begun = false;
        since = now;
    }

    /** The first bytes of a head have come, perhaps not for the first time. */
    void begin(long now) {
        if (!begun) {
            begun = true;
            since = kept ? now : since;
        }
    }

    /** Whether a part of a head has come. */
    boolean hasBegun() {
        return begun;
    }

    /** When the waiting, or the head, began. */
    long since() {
        return since;
    }

    Due due(long now, Timeouts timeouts) {
        Duration limit = begun || !kept ? timeouts.header() : timeouts.idle();
        if (now - since < limit.toNanos()) {
            return Due.NOTHING;
        }
        return begun ? Due.REFUSE : Due.CLOSE;
    }
}
