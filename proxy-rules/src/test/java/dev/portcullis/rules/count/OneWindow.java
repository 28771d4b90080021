package dev.portcullis.rules.count;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tally of which one slot is looked at, whose row is its own. Begins with one event. */
final class OneWindow {

    private final Tally tally = new Tally();
    private final Slot slot = new Slots().take(1).get(0);
    private final long first;
    private final long weight;
    private boolean begun;
    private @Nullable Limit limit;
    private @Nullable Limits limits;

    OneWindow(long first, long weight) {
        this.first = first;
        this.weight = weight;
    }

    OneWindow add(long now, long added, Limit limit) {
        synchronized (tally) {
            begin(limit);
            tally.add(row(limit), added, now, null);
        }
        return this;
    }

    long count(long now, Limit limit) {
        synchronized (tally) {
            begin(limit);
            return tally.count(slot, limit, now);
        }
    }

    long untilAtMost(long most, long now, Limit limit) {
        synchronized (tally) {
            begin(limit);
            return tally.untilAtMost(most, slot, limit, now);
        }
    }

    int buckets() {
        synchronized (tally) {
            return tally.buckets(slot);
        }
    }

    private void begin(Limit limit) {
        if (!begun) {
            begun = true;
            tally.add(row(limit), weight, first, null);
        }
    }

    /** The same object for the same limit, as a regime has it. */
    private Limits row(Limit given) {
        Limits known = limits;
        if (known == null || limit != given) {
            known = new Limits(List.of(slot), List.of(given));
            limits = known;
            limit = given;
        }
        return known;
    }
}
