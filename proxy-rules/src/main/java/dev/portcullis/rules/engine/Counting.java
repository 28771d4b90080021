package dev.portcullis.rules.engine;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The counters of one request, with what it is to each, and which of their rules leave it out. */
final class Counting {

    private Counter[] counters;
    private long[] events;
    private @Nullable BitSet @Nullable [] leftOut;
    private boolean[] counted;
    private int size;
    private List<Calm.Asked> calm = List.of();

    /** An empty list with room for so many. */
    Counting(int capacity) {
        counters = new Counter[capacity];
        events = new long[capacity];
        counted = new boolean[capacity];
    }

    void add(Counter counter, long event, @Nullable BitSet without) {
        if (size == counters.length) {
            counters = Arrays.copyOf(counters, 2 * size + 1);
            events = Arrays.copyOf(events, 2 * size + 1);
            leftOut = leftOut == null ? null : Arrays.copyOf(leftOut, 2 * size + 1);
            counted = Arrays.copyOf(counted, 2 * size + 1);
        }
        counters[size] = counter;
        if (without != null) {
            leftOut()[size] = without;
        }
        events[size++] = event;
    }

    /** Adds counters that are asked all at once; null for none. */
    void add(Calm.@Nullable Asked asked) {
        if (asked != null) {
            calm = calm.isEmpty() ? List.of(asked) : List.of(calm.get(0), asked);
        }
    }

    /** The counters that are asked all at once: of the rules of all sites, and of those of one. */
    List<Calm.Asked> calm() {
        return calm;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0 && calm.isEmpty();
    }

    Counter counter(int place) {
        return counters[place];
    }

    /** What the request is to the counter there. */
    long event(int place) {
        return events[place];
    }

    /** Whether the counter there has counted the request already. */
    boolean isCounted(int place) {
        return counted[place];
    }

    /** The counter there has counted the request already, or has not after all. */
    void setCounted(int place, boolean already) {
        counted[place] = already;
    }

    /** The indexes of the rules that leave it out; null for none. */
    @Nullable
    BitSet leftOut(int place) {
        return leftOut == null ? null : leftOut[place];
    }

    /** Most requests are left out by no rule. */
    private @Nullable BitSet[] leftOut() {
        if (leftOut == null) {
            leftOut = new BitSet[counters.length];
        }
        return leftOut;
    }

    /** Whether the rule of this index leaves it out. */
    boolean isLeftOut(int place, int index) {
        BitSet left = leftOut(place);
        return left != null && left.get(index);
    }

    /** The rule of this index leaves it out. */
    void leaveOut(int place, int index) {
        BitSet left = leftOut(place);
        if (left == null) {
            left = new BitSet();
            leftOut()[place] = left;
        }
        left.set(index);
    }
}
