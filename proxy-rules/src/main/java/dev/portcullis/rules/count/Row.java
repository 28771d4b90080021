package dev.portcullis.rules.count;

/**
 * The place in every tally of what several rules count alike: each event is counted by all of them, and only their limits differ. As long
 * as one bucket holds what a subject did, one {@linkplain Cells cell} tells it to all of them; later each of its slots has a window.
 */
public final class Row {

    private final int number;
    private final int size;
    private volatile int retired;
    private int versions;

    Row(int number, int size) {
        this.number = number;
        this.size = size;
    }

    /** Its number, 0 or more; no other row that is not retired has it. */
    int number() {
        return number;
    }

    /** How many slots it was made with, retired ones included. */
    int size() {
        return size;
    }

    /** Whether all of its slots are retired: nothing is counted there any more. */
    boolean isRetired() {
        return retired == size;
    }

    synchronized void retireOne() {
        retired = retired + 1;
    }

    /** A number for limits of this row, 1 to {@link Cells#VERSIONS}, and then from 1 again. */
    synchronized int nextVersion() {
        versions = versions % Cells.VERSIONS + 1;
        return versions;
    }
}
