package dev.portcullis.rules.count;

/**
 * The place of one rule's windows in every tally: its row, and which window there. The row's number may be another's once all its slots are
 * retired, but a slot itself never leads to another rule's windows.
 */
public final class Slot {

    private final Row row;
    private final int index;
    private volatile boolean retired;

    Slot(Row row, int index) {
        this.row = row;
        this.index = index;
    }

    /** The row that it shares with the rules that count the same. */
    public Row row() {
        return row;
    }

    /** Its place in the row, 0 or more. */
    public int index() {
        return index;
    }

    /** Whether its rule is gone: nothing is counted there any more. */
    public boolean retired() {
        return retired;
    }

    synchronized void retire() {
        if (!retired) {
            retired = true;
            row.retireOne();
        }
    }
}
