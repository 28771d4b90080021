package dev.portcullis.core.connection;

import dev.portcullis.core.settings.ClientLimits;
import java.time.Duration;

/**
 * Whether a body moves as fast as {@link ClientLimits#rate} wants, while it is the client's turn to move it.
 *
 * <p>The time of the client's turn is cut into stretches of a window; over each the average must be
 * reached. So a client that is never slower on average over any such time is never ended, and one that stops is ended after
 * at most two. Time in which somebody else was waited for does not count.
 *
 * <p>It is looked at by the sweep only and costs a few additions there, and nothing per read or write. A turn that ends and begins
 * again between two sweeps is taken to have lasted; so it must be asked for when all that was at hand has been moved.
 */
final class Pace {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private boolean measuring;
    private long sweptAt;
    private long bytesBefore;
    private long turnNanos;
    private long moved;

    /** Forgets everything: another body begins. */
    void restart() {
        measuring = false;
        turnNanos = 0;
        moved = 0;
        bytesBefore = 0;
    }

    /**
     * Notes how things stand, and says whether the client was too slow.
     *
     * @param clientsTurn whether it is the client that is waited for
     * @param bytes moved since the beginning
     * @param rate bytes a second that are wanted; 0 for none
     * @param window over which they are wanted
     */
    boolean isTooSlow(boolean clientsTurn, long bytes, long now, int rate, Duration window) {
        if (measuring && clientsTurn) {
            turnNanos += now - sweptAt;
        }
        moved += Math.max(0, bytes - bytesBefore);
        measuring = clientsTurn;
        sweptAt = now;
        bytesBefore = bytes;
        if (turnNanos < window.toNanos()) {
            return false;
        }
        boolean slow = moved < (double) rate * turnNanos / NANOS_PER_SECOND;
        turnNanos = 0;
        moved = 0;
        return slow;
    }
}
