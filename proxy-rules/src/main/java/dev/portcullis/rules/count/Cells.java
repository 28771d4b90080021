package dev.portcullis.rules.count;

import java.util.Arrays;
import java.util.BitSet;

/**
 * What a tally holds, as a table in one array: a pair of longs for each row, in the order of the rows' numbers. The first is a time, the second
 * the row's number above and a content below: what one bucket weighs whose oldest event was then; or the one thing that was seen then; or
 * where the row's windows are, once that is not enough.
 *
 * <p>An array and no objects, because there are as many tallies as clients: a row costs 16 bytes. Pairs may be empty, at the end.
 */
final class Cells {

    /** The largest number of a row. */
    static final int MAX_NUMBER = (1 << 19) - 2;

    private static final long MAX_CONTENT = (1L << 43) - 1;

    private static final int NUMBER_SHIFT = 44;
    private static final long WINDOWS = MAX_CONTENT + 1;

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

    static void setWindows(long[] cells, int at, int number, int where) {
        set(cells, at, number, 0, WINDOWS | where);
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
