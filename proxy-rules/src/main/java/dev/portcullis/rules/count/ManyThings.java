package dev.portcullis.rules.count;

import java.util.Arrays;

/** A window with several things: a hash table with open addressing, cleared of what has left the window when a question needs it. */
final class ManyThings extends Things {

    /** What stands, until the table is rebuilt, where a thing was: no fingerprint is 0. */
    private static final long GONE = 1;

    /** Cells as {@link #cell} makes them, 0 where there is none. The length is a power of two, at most three quarters of it used. */
    private long[] cells = new long[4];

    private int size;

    /** The tick of a cell than which none is older. */
    private int oldest;

    ManyThings(long cell, long newest) {
        super(newest);
        this.oldest = (int) cell;
        put(cell);
    }

    @Override
    long count(long now, Limit limit) {
        if (isOver(now, limit)) {
            if (size > 0) {
                cells = new long[4];
                size = 0;
            }
        } else if (isExpired(oldest, now, limit)) {
            sweep(now, limit);
        }
        return size;
    }

    @Override
    long countWith(long now, long thing, Limit limit) {
        long counted = count(now, limit);
        return cells[find(cell(thing, now))] == 0 ? counted + 1 : counted;
    }

    @Override
    Things add(long now, long thing, Limit limit) {
        long counted = count(now, limit);
        long cell = cell(thing, now);
        int at = find(cell);
        if (cells[at] != 0) {
            if (now - newest >= 0) {
                cells[at] = cell;
            }
        } else {
            if (counted > limit.over()) {
                dropOldest(now, limit);
            }
            if (4 * (size + 1) > 3 * cells.length) {
                rebuild(2 * cells.length);
            }
            if (size == 0 || (int) cell - oldest < 0) {
                oldest = (int) cell;
            }
            put(cell);
        }
        if (now - newest > 0) {
            newest = now;
        }
        return this;
    }

    @Override
    long untilAtMost(long most, long now, Limit limit) {
        long leaving = count(now, limit) - most;
        if (leaving <= 0) {
            return 0;
        }
        long[] waits = Arrays.stream(cells)
                .filter(cell -> cell != 0)
                .map(cell -> untilExpired(cell, now, limit))
                .sorted()
                .toArray();
        return waits[(int) leaving - 1];
    }

    @Override
    void pieces(long now, Pieces into) {
        for (int i = 0; i < cells.length && now - newest < LONGEST_AGO; i++) {
            if (cells[i] != 0 && cells[i] != GONE) {
                piece(cells[i], now, into);
            }
        }
    }

    /** Drops what has left the window, and finds out what is the oldest of the rest. */
    private void sweep(long now, Limit limit) {
        int kept = 0;
        int eldest = (int) cell(0, now);
        for (int i = 0; i < cells.length; i++) {
            long cell = cells[i];
            if (cell != 0 && isExpired(cell, now, limit)) {
                cells[i] = GONE;
            } else if (cell != 0) {
                kept++;
                eldest = (int) cell - eldest < 0 ? (int) cell : eldest;
            }
        }
        oldest = eldest;
        if (kept < size) {
            rebuild(cells.length);
        }
    }

    /** The thing that leaves first goes now. */
    private void dropOldest(long now, Limit limit) {
        int first = 0;
        long soonest = Long.MAX_VALUE;
        for (int i = 0; i < cells.length; i++) {
            if (cells[i] != 0 && untilExpired(cells[i], now, limit) < soonest) {
                soonest = untilExpired(cells[i], now, limit);
                first = i;
            }
        }
        cells[first] = GONE;
        rebuild(cells.length);
    }

    private void rebuild(int length) {
        long[] old = cells;
        cells = new long[length];
        size = 0;
        for (long cell : old) {
            if (cell != 0 && cell != GONE) {
                put(cell);
            }
        }
    }

    private void put(long cell) {
        cells[find(cell)] = cell;
        size++;
    }

    /** Where the thing is, or else the free place where it would be. */
    private int find(long cell) {
        int mask = cells.length - 1;
        int at = print(cell) & mask;
        while (cells[at] != 0 && print(cells[at]) != print(cell)) {
            at = (at + 1) & mask;
        }
        return at;
    }
}
