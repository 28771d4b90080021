package dev.portcullis.rules.count;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Windows of different things, each of which keeps its own. */
final class ThingWindows extends Windows {

    private final @Nullable Things[] windows;

    /** Empty windows. */
    ThingWindows(int size) {
        this.windows = new Things[size];
    }

    /** Windows with one thing each. */
    ThingWindows(int size, long first, long thing) {
        this(size);
        for (int index = 0; index < size; index++) {
            windows[index] = new OneThing(thing, first);
        }
    }

    @Override
    long count(int index, Limit limit, long now) {
        Things things = windows[index];
        return things == null ? 0 : things.count(now, limit);
    }

    @Override
    long countWith(int index, Limit limit, long event, long now) {
        Things things = windows[index];
        return things == null ? 1 : things.countWith(now, event, limit);
    }

    @Override
    int nextNear(Limits limits, long event, long now, int from) {
        for (int index = from; index < limits.size(); index++) {
            Limit limit = limits.get(index);
            if (limit != null) {
                long counted = event == Tally.NO_EVENT ? count(index, limit, now) : countWith(index, limit, event, now);
                if (counted > limit.half()) {
                    return index;
                }
            }
        }
        return Tally.NONE_NEAR;
    }

    @Override
    void add(Limits limits, long event, long now, @Nullable BitSet leftOut) {
        for (int index = 0; index < limits.size(); index++) {
            Limit limit = limits.get(index);
            if (limit != null && (leftOut == null || !leftOut.get(index))) {
                add(index, limit, event, now);
            }
        }
    }

    @Override
    void add(int index, Limit limit, long event, long now) {
        Things things = windows[index];
        windows[index] = things == null ? new OneThing(event, now) : things.add(now, event, limit);
    }

    @Override
    long untilAtMost(int index, long most, Limit limit, long now) {
        Things things = windows[index];
        return things == null ? 0 : things.untilAtMost(most, now, limit);
    }

    @Override
    void clear(int index) {
        windows[index] = null;
    }

    @Override
    void pieces(int index, long now, Pieces into) {
        Things things = windows[index];
        if (things != null) {
            things.pieces(now, into);
        }
    }

    @Override
    boolean isOver(Limits limits, long now) {
        for (int index = 0; index < limits.size(); index++) {
            Limit limit = limits.get(index);
            Things things = windows[index];
            if (limit != null && things != null && !things.isOver(now, limit)) {
                return false;
            }
        }
        return true;
    }

    @Override
    void lend(Limits limits, long[] cells, int at) {
        // whether a thing is new takes a look at all
    }

    @Override
    void settle(int room) {
        // nothing was lent
    }
}
