package dev.portcullis.rules.count;

import java.util.Arrays;
import java.util.BitSet;

/**
 * What a tally holds, as a table in one array: a pair of longs for each row, in the order of the rows' numbers. The first is a time, the second
 * the row's number above and a content below: what one bucket weighs whose oldest event was then; or the one thing that was seen then; or
 * where the row's windows are, once that is not enough.
 *
 * <p>Windows mostly have room for some more events that change nothing but their sum and bring none of them near its limit. So much they
 * lend to the cell, for a span of time, under the limits of now: an event is then taken from the {@linkplain #room room} of the cell, and
 * nothing else is looked at. That matters with many rows, whose windows lie all over the memory while their cells stand side by side. The windows
 * get what was taken when they are asked for next. The first of the pair is then the span, from and to, in units of 4 milliseconds.
 *
 * <p>An array and no objects, because there are as many tallies as clients: a row costs 16 bytes. Pairs may be empty, at the end.
 */
final class Cells {

    /** The largest number of a row. */
    static final int MAX_NUMBER = (1 << 19) - 2;

    private static final long MAX_CONTENT = (1L << 43) - 1;

    private static final int NUMBER_SHIFT = 44;
    private static final long WINDOWS = MAX_CONTENT + 1;

    /** The most that windows lend. */
    static final int MAX_ROOM = (1 << 12) - 1;

    /** The largest number of a version of limits; 0 stands for none. */
    static final int VERSIONS = (1 << 12) - 1;

    private static final int ROOM_SHIFT = 19;
    private static final int VERSION_SHIFT = 31;
    private static final int WHERE = (1 << ROOM_SHIFT) - 1;
    private static final int UNIT_SHIFT = 22;
    private static final long UNIT = 1L << UNIT_SHIFT;

    /** Units are told apart for twice as long. */
    private static final long LONGEST_LEASE = 1L << (UNIT_SHIFT + 30);

    /** Behind all that have a number. */
    private static final long EMPTY = Long.MAX_VALUE;

    private Cells() {}

    static int number(long[] cells, int at) {
        return (int) (cells[at + 1] >>> NUMBER_SHIFT);
    }

    static boolean isEmpty(long[] cells, int at) {
        return cells[at + 1] == EMPTY;
    }

    static long time(long[] cells, int at) {
        return cells[at];
    }

    /** What a cell that doesn't lead to windows holds. */
    static long content(long[] cells, int at) {
        return cells[at + 1] & MAX_CONTENT;
    }

    /** Whether the content is where the row's windows are. */
    static boolean leadsToWindows(long[] cells, int at) {
        return (cells[at + 1] & WINDOWS) != 0;
    }

    static void set(long[] cells, int at, int number, long time, long content) {
        cells[at] = time;
        cells[at + 1] = (long) number << NUMBER_SHIFT | content;
    }

    /** The cell leads to windows that have lent it nothing. */
    static void setWindows(long[] cells, int at, int number, int where) {
        set(cells, at, number, 0, WINDOWS | where);
    }

    /** Where the windows are that the cell leads to. */
    static int where(long[] cells, int at) {
        return (int) cells[at + 1] & WHERE;
    }

    /** The windows that the cell leads to are there from now on. */
    static void move(long[] cells, int at, int where) {
        cells[at + 1] = cells[at + 1] & ~WHERE | where;
    }

    /** What is left of what the windows have lent. */
    static int room(long[] cells, int at) {
        return (int) (cells[at + 1] >>> ROOM_SHIFT) & MAX_ROOM;
    }

    /**
     * The windows lend so much to a cell that has nothing lent.
     *
     * @param version of the limits that it holds under
     */
    static void lend(long[] cells, int at, int room, int version, long from, long to) {
        long end = Math.min(to - from, LONGEST_LEASE) + from;
        cells[at] = (from + UNIT - 1 >> UNIT_SHIFT) << Integer.SIZE | (end >> UNIT_SHIFT & 0xFFFF_FFFFL);
        cells[at + 1] |= (long) version << VERSION_SHIFT | (long) room << ROOM_SHIFT;
    }

    /** The windows have got what was taken, and lend nothing any more. */
    static void endLease(long[] cells, int at) {
        cells[at + 1] &= ~((long) MAX_ROOM << ROOM_SHIFT | (long) VERSIONS << VERSION_SHIFT);
    }

    /** Whether the cell has room for an event under limits of this version. */
    static boolean hasRoom(long[] cells, int at, int version, long event, long now) {
        long content = cells[at + 1];
        int unit = (int) (now >> UNIT_SHIFT);
        return (content & WINDOWS) != 0
                && event <= ((int) (content >>> ROOM_SHIFT) & MAX_ROOM)
                && ((int) (content >>> VERSION_SHIFT) & VERSIONS) == version
                && unit - (int) (cells[at] >> Integer.SIZE) >= 0
                && unit - (int) cells[at] < 0;
    }

    /** Counts an event if the cell has room for it, or is one bucket still and far from every limit. Gives whether it did. */
    static boolean add(long[] cells, int at, Limits limits, long event, long now) {
        return add(cells, at, limits.version(), limits.calm(), limits.shortest(), event, now);
    }

    /** The same with what matters of the limits: {@link Limits#version}, {@link Limits#calm} and {@link Limits#shortest}. */
    static boolean add(long[] cells, int at, int version, long calm, long shortest, long event, long now) {
        if (leadsToWindows(cells, at)) {
            boolean has = hasRoom(cells, at, version, event, now);
            cells[at + 1] -= has ? event << ROOM_SHIFT : 0;
            return has;
        }
        long age = now - cells[at];
        boolean fits = age >= 0 && age < shortest && event <= calm - content(cells, at);
        cells[at + 1] += fits ? event : 0;
        return fits;
    }

    /** As if {@link #add} had not counted the event. */
    static void takeBack(long[] cells, int at, long event) {
        cells[at + 1] += leadsToWindows(cells, at) ? event << ROOM_SHIFT : -event;
    }

    /** Where the row of this number is, or {@code -1 - at} when it would have to be put in there. */
    static int find(long[] cells, int number) {
        int low = 0;
        int high = cells.length / 2 - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int there = number(cells, 2 * middle);
            if (there == number) {
                return 2 * middle;
            }
            if (there < number) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1 - 2 * low;
    }

    /** The table with a free place there, which is to be set; perhaps the same array. */
    static long[] withRoom(long[] cells, int at) {
        boolean hasRoom = cells.length > 0 && isEmpty(cells, cells.length - 2);
        long[] roomy = hasRoom ? cells : new long[cells.length + 2];
        System.arraycopy(cells, 0, roomy, 0, at);
        System.arraycopy(cells, at, roomy, at + 2, roomy.length - at - 2);
        return roomy;
    }

    /** A table without rows, with room for so many. */
    static long[] empty(int rows) {
        long[] cells = new long[2 * rows];
        Arrays.fill(cells, EMPTY);
        return cells;
    }

    /** The table without the rows of these numbers, and without room for others. */
    static long[] without(long[] cells, BitSet numbers) {
        long[] kept = new long[cells.length];
        int size = 0;
        for (int at = 0; at < cells.length && !isEmpty(cells, at); at += 2) {
            if (!numbers.get(number(cells, at))) {
                kept[size++] = cells[at];
                kept[size++] = cells[at + 1];
            }
        }
        return size == kept.length ? cells : Arrays.copyOf(kept, size);
    }
}
