package dev.portcullis.rules.count;

/**
 * The place of one rule's windows in every tally. Its number may be another rule's once it is retired, but it itself never leads
 * to another rule's windows.
 */
public final class Slot {

    private final int number;
    private final boolean ofSite;
    private volatile boolean retired;

    Slot(int number, boolean ofSite) {
        this.number = number;
        this.ofSite = ofSite;
    }

    /** Its number among those of its kind, 0 or more; no other that is not retired has it. */
    int number() {
        return number;
    }

    /** Whether its rule is of one site: few tallies have a window there. */
    boolean ofSite() {
        return ofSite;
    }

    /** Whether its rule is gone: nothing is counted there any more. */
    public boolean retired() {
        return retired;
    }

    void retire() {
        retired = true;
    }
}
