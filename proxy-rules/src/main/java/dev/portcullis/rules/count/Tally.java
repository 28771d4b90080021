package dev.portcullis.rules.count;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * All that is counted of one subject: a window for each rule that has counted it, under the rule's slot.
 *
 * <p>Every call is made by a thread that holds this object's monitor, after it has seen there that the tally is {@link
 * #live}: one that was forgotten counts no more, and another has perhaps taken its place ({@link Tallies#of}).
 */
public final class Tally {

    private static final @Nullable Window[] NONE = {};
    private static final @Nullable Window[] FORGOTTEN = {};

    private @Nullable Window[] windows = NONE;

    /** Whether this is still what is counted of the subject. */
    public boolean live() {
        assert Thread.holdsLock(this);
        return windows != FORGOTTEN;
    }

    /** What the rule of this slot counts now. */
    public long count(int slot, Limit limit, long now) {
        Window window = window(slot);
        return window == null ? 0 : window.count(now, limit);
    }

    /** Counts {@code weight}, 1 or more, for the rule of this slot. What is over {@link Limit#MAX} is cut. */
    public void add(int slot, Limit limit, long weight, long now) {
        Window window = window(slot);
        long cut = Math.min(weight, Limit.MAX);
        put(slot, window == null ? single(now, cut) : window.add(now, cut, limit));
    }

    /** Nanoseconds until the count of this slot is at most {@code most}, 0 or more; 0 when it is so already. */
    public long untilAtMost(long most, int slot, Limit limit, long now) {
        Window window = window(slot);
        return window == null ? 0 : window.untilAtMost(most, now, limit);
    }

    /** Begins the count of this slot anew. */
    public void clear(int slot) {
        if (window(slot) != null) {
            windows[slot] = null;
        }
    }

    void forget() {
        assert Thread.holdsLock(this);
        windows = FORGOTTEN;
    }

    private @Nullable Window window(int slot) {
        assert live() : "counted in a tally that was forgotten";
        return slot < windows.length ? windows[slot] : null;
    }

    private void put(int slot, Window window) {
        if (slot >= windows.length) {
            windows = Arrays.copyOf(windows, slot + 1);
        }
        windows[slot] = window;
    }

    /** A window of this one event: another rule's if it has the same, for a client's first request is counted by many. */
    private Window single(long now, long weight) {
        for (Window window : windows) {
            if (window instanceof Single single && single.first == now && single.weight == weight) {
                return single;
            }
        }
        return new Single(now, weight);
    }
}
