package dev.portcullis.rules.engine;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** The counters of one request, with what it is to each, and which of their rules leave it out. */
final class Counting {

    private Counter[] counters;
    private long[] events;
    private @Nullable BitSet[] leftOut;
    private int size;

    /** An empty list with room for so many. */
    Counting(int capacity) {
        counters = new Counter[capacity];
        events = new long[capacity];
        leftOut = new BitSet[capacity];
    }

    void add(Counter counter, long event, @Nullable BitSet without) {
        if (size == counters.length) {
            counters = Arrays.copyOf(counters, 2 * size + 1);
            events = Arrays.copyOf(events, 2 * size + 1);
            leftOut = Arrays.copyOf(leftOut, 2 * size + 1);
        }
        counters[size] = counter;
        leftOut[size] = without;
        events[size++] = event;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    Counter counter(int place) {
        return counters[place];
    }

    /** What the request is to the counter there. */
    long event(int place) {
        return events[place];
    }

    /** The indexes of the rules that leave it out; null for none. */
    @Nullable
    BitSet leftOut(int place) {
        return leftOut[place];
    }

    /** Whether the rule of this index leaves it out. */
    boolean isLeftOut(int place, int index) {
        BitSet left = leftOut[place];
        return left != null && left.get(index);
    }

    /** The rule of this index leaves it out. */
    void leaveOut(int place, int index) {
        BitSet left = leftOut[place];
        if (left == null) {
            left = new BitSet();
            leftOut[place] = left;
        }
        left.set(index);
    }

    /** Whether one of the rules has lost its place. */
    boolean isStale() {
        for (int place = 0; place < size; place++) {
            if (counters[place].isStale()) {
                return true;
            }
        }
        return false;
    }
}
