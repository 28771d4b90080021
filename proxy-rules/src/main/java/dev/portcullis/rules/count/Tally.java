package dev.portcullis.rules.count;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * All that is counted of one subject: a window for each rule that has counted it, under the rule's slot.
 *
 * <p>Every call is made by a thread that holds this object's monitor, after it has seen there that the tally is {@link
 * #live}: one that was forgotten counts no more, and another has perhaps taken its place ({@link Tallies#of}). A slot that is
 * retired counts nothing.
 */
public final class Tally {

    private static final @Nullable Window[] NONE = {};
    private static final @Nullable Window[] FORGOTTEN = {};

    /** By the numbers of the common rules' slots. */
    private @Nullable Window[] windows = NONE;

    /** Sites may be a thousand, and the client of one has nothing to do with the rules of the others. */
    private SparseWindows ofSites = SparseWindows.NONE;

    /** Whether this is still what is counted of the subject. */
    public boolean live() {
        assert Thread.holdsLock(this);
        return windows != FORGOTTEN;
    }

    /** What the rule of this slot counts now. */
    public long count(Slot slot, Limit limit, long now) {
        Window window = window(slot);
        return window == null ? 0 : window.count(now, limit);
    }

    /** What the rule of this slot would count with one more event ({@link #add}). */
    public long countWith(Slot slot, Limit limit, long event, long now) {
        Window window = window(slot);
        if (window == null) {
            return limit.isDistinct() ? 1 : event;
        }
        return window.countWith(now, event, limit);
    }

    /**
     * Counts an event for the rule of this slot.
     *
     * @param event the fingerprint of a thing for a limit of different things, otherwise a weight of 1 or more, of which what is over
     *     {@link Limit#MAX} is cut
     */
    public void add(Slot slot, Limit limit, long event, long now) {
        if (slot.retired()) {
            return;
        }
        Window window = window(slot);
        Window counted;
        if (limit.isDistinct()) {
            counted = window == null ? new OneThing(event, now) : window.add(now, event, limit);
        } else {
            long cut = Math.min(event, Limit.MAX);
            counted = window == null ? single(slot, now, cut) : window.add(now, cut, limit);
        }
        if (counted != window) {
            put(slot, counted);
        }
    }

    /** Nanoseconds until the count of this slot is at most {@code most}, 0 or more; 0 when it is so already. */
    public long untilAtMost(long most, Slot slot, Limit limit, long now) {
        Window window = window(slot);
        return window == null ? 0 : window.untilAtMost(most, now, limit);
    }

    /** Begins the count of this slot anew. */
    public void clear(Slot slot) {
        if (window(slot) == null) {
            return;
        }
        if (slot.ofSite()) {
            ofSites = ofSites.without(number -> number == slot.number());
        } else {
            windows[slot.number()] = null;
        }
    }

    /** Drops the windows under these numbers of the common rules' slots, and of those of the rules of sites. */
    void drop(BitSet common, BitSet sites) {
        assert live() : "swept a tally that was forgotten";
        for (int number = common.nextSetBit(0);
                number >= 0 && number < windows.length;
                number = common.nextSetBit(number + 1)) {
            windows[number] = null;
        }
        int length = windows.length;
        while (length > 0 && windows[length - 1] == null) {
            length--;
        }
        if (length < windows.length) {
            windows = length == 0 ? NONE : Arrays.copyOf(windows, length);
        }
        ofSites = ofSites.without(sites::get);
    }

    void forget() {
        assert Thread.holdsLock(this);
        windows = FORGOTTEN;
        ofSites = SparseWindows.NONE;
    }

    private @Nullable Window window(Slot slot) {
        assert live() : "counted in a tally that was forgotten";
        if (slot.retired()) {
            return null;
        }
        if (slot.ofSite()) {
            return ofSites.get(slot.number());
        }
        return slot.number() < windows.length ? windows[slot.number()] : null;
    }

    private void put(Slot slot, Window window) {
        int number = slot.number();
        if (slot.ofSite()) {
            ofSites = ofSites.with(number, window);
            return;
        }
        if (number >= windows.length) {
            windows = Arrays.copyOf(windows, number + 1);
        }
        windows[number] = window;
    }

    /**
     * A window of this one event: another rule's if it has the same, for a client's first request is counted by many. The next rule is
     * looked at first, whose turn came just before.
     */
    private Window single(Slot slot, long now, long weight) {
        int next = slot.number() + 1;
        if (next < windows.length && isSingle(windows[next], now, weight)) {
            return windows[next];
        }
        for (Window window : windows) {
            if (isSingle(window, now, weight)) {
                return window;
            }
        }
        return new Single(now, weight);
    }

    private static boolean isSingle(@Nullable Window window, long now, long weight) {
        return window instanceof Single single && single.first == now && single.weight == weight;
    }
}
