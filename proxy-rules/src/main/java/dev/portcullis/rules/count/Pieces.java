package dev.portcullis.rules.count;

import java.util.Arrays;

/** Events with their times, or several that are taken for one: a list that is used again and again. */
final class Pieces {

    private long[] times = new long[64];
    private long[] events = new long[64];
    private int size;

    int size() {
        return size;
    }

    long time(int place) {
        return times[place];
    }

    long event(int place) {
        return events[place];
    }

    void clear() {
        size = 0;
    }

    void add(long time, long event) {
        if (size == times.length) {
            times = Arrays.copyOf(times, 2 * size);
            events = Arrays.copyOf(events, 2 * size);
        }
        times[size] = time;
        events[size++] = event;
    }

    /** Drops those that are as old as this, or older. */
    void dropUpTo(long time) {
        int kept = 0;
        for (int place = 0; place < size; place++) {
            if (times[place] - time > 0) {
                times[kept] = times[place];
                events[kept++] = events[place];
            }
        }
        size = kept;
    }

    /** Puts the oldest first. Quick when they are nearly so. */
    void sort() {
        for (int place = 1; place < size; place++) {
            long time = times[place];
            long event = events[place];
            int to = place;
            if (times[to - 1] - time > 0) {
                to = placeOf(time, place);
                System.arraycopy(times, to, times, to + 1, place - to);
                System.arraycopy(events, to, events, to + 1, place - to);
                times[to] = time;
                events[to] = event;
            }
        }
    }

    /** Where, in the sorted list before {@code end}, something of this time belongs: behind all that are as old. */
    private int placeOf(long time, int end) {
        int low = 0;
        int high = end;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (times[middle] - time > 0) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Makes a sorted list of weights no longer than this: neighbours become one, as old as the oldest of them. */
    void thin(int most) {
        int together = (size + most - 1) / most;
        int kept = 0;
        for (int place = 0; together > 1 && place < size; place++) {
            if (place % together == 0) {
                times[kept] = times[place];
                events[kept++] = events[place];
            } else {
                events[kept - 1] += events[place];
            }
        }
        size = together > 1 ? kept : size;
    }
}
