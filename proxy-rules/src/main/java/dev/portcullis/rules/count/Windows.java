package dev.portcullis.rules.count;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What was counted of one subject in one row, once a {@linkplain Cells cell} can't tell it: a window for each slot, of what was within the time
 * that ends now. How an event is meant is up to the {@link Limit}: as a weight, 1 or more, or as the fingerprint of a thing of which
 * each counts once.
 *
 * <p>The count never runs ahead: what is counted is in the window. Who was never over the limit is never over by this count.
 *
 * <p>Times are monotonic nanoseconds. Windows do not know their rules: the limits are passed in. Whoever calls holds the monitor of the {@link
 * Tally}.
 */
abstract sealed class Windows permits WeightWindows, ThingWindows {

    /** What is within a window. */
    abstract long count(int index, Limit limit, long now);

    /** What would be within a window with one more event in it. */
    abstract long countWith(int index, Limit limit, long event, long now);

    /** As {@link Tally#nextNear}. */
    abstract int nextNear(Limits limits, long event, long now, int from);

    /**
     * Puts an event into every window.
     *
     * @param leftOut the indexes of windows that don't get it; null for none
     */
    abstract void add(Limits limits, long event, long now, @Nullable BitSet leftOut);

    /** Puts an event into one window only. */
    abstract void add(int index, Limit limit, long event, long now);

    /** Nanoseconds until a window's count is at most {@code most}, 0 or more, if nothing is added; 0 when it is so already. */
    abstract long untilAtMost(int index, long most, Limit limit, long now);

    /** Whether everything has left all windows, so that a cell may take their place. */
    abstract boolean isOver(Limits limits, long now);

    /** Empties a window. */
    abstract void clear(int index);

    /** Adds to the list what is in a window, and perhaps what has just left it. */
    abstract void pieces(int index, long now, Pieces into);

    /**
     * Lends a cell of these windows, if it can, what may be added to them without that anything else changes.
     *
     * @param limits those that the last event was added under
     */
    abstract void lend(Limits limits, long[] cells, int at);

    /** Takes in what was counted of what was lent, of which so much is left. */
    abstract void settle(int room);

    /** Takes into a window, beside what is there, what was kept of it; the list is empty afterwards. */
    final void restore(int index, Limit limit, Pieces kept, long now) {
        pieces(index, now, kept);
        kept.sort();
        clear(index);
        for (int place = 0; place < kept.size(); place++) {
            if (now - kept.time(place) < limit.within()) {
                add(index, limit, kept.event(place), kept.time(place));
            }
        }
        kept.clear();
    }
}
