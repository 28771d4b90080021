package dev.portcullis.rules.count;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;

/**
 * Gives out rows of slots. The lowest numbers are given out first.
 *
 * <p>A number is given out again only when no tally has anything under it, and none will have ({@link Tallies#retire}).
 */
final class Slots {

    private final BitSet taken = new BitSet();

    /** A row with so many slots, 1 or more. Throws IllegalStateException when there are half a million already. */
    synchronized List<Slot> take(int size) {
        int number = taken.nextClearBit(0);
        if (number > Cells.MAX_NUMBER) {
            throw new IllegalStateException("more than " + Cells.MAX_NUMBER + " rules that count something else each");
        }
        taken.set(number);
        Row row = new Row(number, size);
        List<Slot> slots = new ArrayList<>();
        for (int index = 0; index < size; index++) {
            slots.add(new Slot(row, index));
        }
        return slots;
    }

    synchronized void giveBack(Collection<Row> rows) {
        rows.forEach(row -> taken.clear(row.number()));
    }
}
