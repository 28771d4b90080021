package dev.portcullis.rules.count;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Windows of weights: of each a log of events, quantised.
 *
 * <p>Events lie in buckets, in the order of their times. A bucket takes events until it would weigh more than the limit's
 * {@linkplain Limit#granule granule}; an event heavier than that has one of its own. A bucket is dropped whole, as soon as its
 * <em>oldest</em> event is as old as the window is long. Hence:
 *
 * <ul>
 *   <li>The count never runs ahead.
 *   <li>It lags by less than a granule: only the one bucket that the window's edge lies in misses events that are still within,
 *       and its oldest event is not one of them. Who goes over is caught at most 2% of the limit late.
 *   <li>Two neighbours together weigh more than a granule, so that about a hundred buckets hold the limit, whatever it is.
 *       Past the limit the oldest bucket is dropped as long as the rest is over the limit without it: no question that is
 *       asked of a window has another answer for it.
 * </ul>
 *
 * <p>An event that is earlier than the latest known, as two event loops may tell them, makes the buckets after it as old as
 * itself: the count may then lag by more, never run ahead.
 *
 * <p>All windows get the same events, so that these are added up once: {@link #sum}. A window keeps what the sum was when its oldest bucket
 * began, and when its open one did. An event that closes no bucket, comes after all of them have begun and before the open ones are over,
 * changes nothing but the sum: most events cost an addition, however many windows there are. What has left a window is dropped when
 * somebody reads its count, or its bucket closes.
 */
final class WeightWindows extends Windows {

    /** Offsets of what {@link #states} keeps of each window: when its oldest bucket began, and what the sum was then. */
    private static final int OLDEST = 0;

    private static final int BEFORE_OLDEST = 1;

    /** When its open bucket began, and what the sum was then; in an empty window so long ago that no event fits in. */
    private static final int OPEN = 2;

    private static final int BEFORE_OPEN = 3;
    private static final int SIZE = 4;
    private static final long LONG_AGO = 1L << 62;

    /** Of all events, but for those that were left out by a window, which takes them out of its own account; may wrap around. */
    private long sum;

    private final long[] states;
    private final @Nullable Buckets[] closed;

    /** The limits that the following was found out by; null when it is to be found out again. */
    private @Nullable Limits known;

    /** As long as the sum is at most this, no window is near its limit. */
    private long calmUpTo;

    /** As long as the sum is at most this, and it is not before {@link #begun} nor {@link #over}, no window has to do anything. */
    private long roomUpTo;

    private long begun;
    private long over;

    /** What the cell was lent, 0 for nothing. */
    private int lent;

    /** Empty windows. */
    WeightWindows(int size) {
        this.states = new long[SIZE * size];
        this.closed = new Buckets[size];
        for (int index = 0; index < size; index++) {
            clear(index);
        }
    }

    /** Windows with one bucket each. */
    WeightWindows(int size, long first, long weight) {
        this.states = new long[SIZE * size];
        this.closed = new Buckets[size];
        this.sum = weight;
        for (int at = 0; at < states.length; at += SIZE) {
            states[at + OLDEST] = first;
            states[at + OPEN] = first;
        }
    }

    @Override
    long count(int index, Limit limit, long now) {
        int at = SIZE * index;
        while (total(at) != 0 && now - states[at + OLDEST] >= limit.within()) {
            dropOldest(index);
            known = null;
        }
        return total(at);
    }

    @Override
    long countWith(int index, Limit limit, long event, long now) {
        return count(index, limit, now) + event;
    }

    @Override
    int nextNear(Limits limits, long event, long now, int from) {
        if (known == limits && sum + event - calmUpTo <= 0) {
            return Tally.NONE_NEAR;
        }
        for (int index = from; index < limits.size(); index++) {
            Limit limit = limits.get(index);
            if (limit != null
                    && total(SIZE * index) + event > limit.half()
                    && countWith(index, limit, event, now) > limit.half()) {
                return index;
            }
        }
        return Tally.NONE_NEAR;
    }

    @Override
    void add(Limits limits, long event, long now, @Nullable BitSet leftOut) {
        if (leftOut == null && known == limits && sum + event - roomUpTo <= 0 && now - begun >= 0 && now - over < 0) {
            sum += event;
            return;
        }
        for (int index = 0; index < limits.size(); index++) {
            Limit limit = limits.get(index);
            if (limit != null) {
                if (leftOut != null && leftOut.get(index)) {
                    leaveOut(index, event);
                } else {
                    makeRoom(index, limit, event, now);
                }
            }
        }
        sum += event;
        find(limits, now);
    }

    @Override
    void add(int index, Limit limit, long event, long now) {
        makeRoom(index, limit, event, now);
        for (int other = 0; other < closed.length; other++) {
            if (other != index) {
                leaveOut(other, event);
            }
        }
        sum += event;
        known = null;
    }

    @Override
    long untilAtMost(int index, long most, Limit limit, long now) {
        long rest = count(index, limit, now);
        int at = SIZE * index;
        Buckets buckets = closed[index];
        int size = buckets == null ? 0 : buckets.size();
        long wait = 0;
        for (int place = 0; rest > most; place++) {
            boolean open = buckets == null || place == size;
            rest -= open ? rest : buckets.weight(place);
            wait = (open ? states[at + OPEN] : buckets.time(place)) + limit.within() - now;
        }
        return wait;
    }

    @Override
    void clear(int index) {
        int at = SIZE * index;
        states[at + BEFORE_OLDEST] = sum;
        states[at + BEFORE_OPEN] = sum - LONG_AGO;
        closed[index] = null;
        known = null;
    }

    @Override
    void pieces(int index, long now, Pieces into) {
        int at = SIZE * index;
        if (total(at) == 0) {
            return;
        }
        Buckets buckets = closed[index];
        for (int place = 0; buckets != null && place < buckets.size(); place++) {
            into.add(buckets.time(place), buckets.weight(place));
        }
        into.add(states[at + OPEN], sum - states[at + BEFORE_OPEN]);
    }

    @Override
    void lend(Limits limits, long[] cells, int at) {
        if (known == limits) {
            long free = Math.min(roomUpTo - sum, calmUpTo - sum);
            if (free > 0) {
                lent = (int) Math.min(free, Cells.MAX_ROOM);
                Cells.lend(cells, at, lent, limits.version(), begun, over);
            }
        }
    }

    @Override
    void settle(int room) {
        sum += lent - room;
        lent = 0;
    }

    /** How many buckets a window has. */
    int buckets(int index) {
        Buckets buckets = closed[index];
        return total(SIZE * index) == 0 ? 0 : buckets == null ? 1 : buckets.size() + 1;
    }

    private long total(int at) {
        return sum - states[at + BEFORE_OLDEST];
    }

    @Override
    boolean isOver(Limits limits, long now) {
        if (known == limits && now - over < 0) {
            return false;
        }
        for (int index = 0; index < limits.size(); index++) {
            Limit limit = limits.get(index);
            int at = SIZE * index;
            if (limit != null && total(at) != 0 && now - states[at + OPEN] < limit.within()) {
                return false;
            }
        }
        return true;
    }

    /** An event is not a window's, though it will be in the sum. */
    private void leaveOut(int index, long event) {
        states[SIZE * index + BEFORE_OLDEST] += event;
        states[SIZE * index + BEFORE_OPEN] += event;
    }

    /** Sees to it that an event belongs into the open bucket of a window. */
    private void makeRoom(int index, Limit limit, long event, long now) {
        int at = SIZE * index;
        long age = now - states[at + OPEN];
        boolean fits = sum - states[at + BEFORE_OPEN] + event <= limit.granule();
        if (fits && age >= 0 && age < limit.within()) {
            return;
        }
        if (count(index, limit, now) == 0) {
            states[at + OLDEST] = now;
            states[at + BEFORE_OLDEST] = sum;
            begin(at, now);
            return;
        }
        while (total(at) > limit.over() && total(at) - oldestWeight(index) > limit.over()) {
            dropOldest(index);
        }
        if (age < 0) {
            makeNoneYounger(index, now);
        }
        if (!fits) {
            close(index);
            begin(at, now);
        }
    }

    private void begin(int at, long now) {
        states[at + OPEN] = now;
        states[at + BEFORE_OPEN] = sum;
    }

    private void close(int index) {
        int at = SIZE * index;
        Buckets buckets = closed[index];
        if (buckets == null) {
            buckets = new Buckets();
            closed[index] = buckets;
        }
        buckets.add(states[at + OPEN], sum - states[at + BEFORE_OPEN]);
    }

    private void makeNoneYounger(int index, long now) {
        int at = SIZE * index;
        states[at + OPEN] = now;
        Buckets buckets = closed[index];
        if (buckets != null) {
            buckets.makeNoneYoungerThan(now);
        }
        if (states[at + OLDEST] - now > 0) {
            states[at + OLDEST] = now;
        }
    }

    private long oldestWeight(int index) {
        Buckets buckets = closed[index];
        return buckets == null || buckets.isEmpty() ? total(SIZE * index) : buckets.weight(0);
    }

    private void dropOldest(int index) {
        int at = SIZE * index;
        Buckets buckets = closed[index];
        if (buckets == null || buckets.isEmpty()) {
            clear(index);
            return;
        }
        states[at + BEFORE_OLDEST] += buckets.weight(0);
        buckets.dropOldest();
        states[at + OLDEST] = buckets.isEmpty() ? states[at + OPEN] : buckets.time(0);
    }

    /** Finds out up to when nothing needs to be done. */
    private void find(Limits limits, long now) {
        long calm = Long.MAX_VALUE;
        long room = Long.MAX_VALUE;
        long sinceBegun = Long.MAX_VALUE;
        long untilOver = Long.MAX_VALUE;
        for (int index = 0; index < limits.size(); index++) {
            Limit limit = limits.get(index);
            if (limit != null) {
                int at = SIZE * index;
                calm = Math.min(calm, limit.half() - total(at));
                room = Math.min(room, limit.granule() - (sum - states[at + BEFORE_OPEN]));
                sinceBegun = Math.min(sinceBegun, now - states[at + OPEN]);
                untilOver = Math.min(untilOver, states[at + OPEN] - now + limit.within());
            }
        }
        calmUpTo = sum + calm;
        roomUpTo = sum + room;
        begun = now - sinceBegun;
        over = now + untilOver;
        known = limits;
    }
}
