package dev.portcullis.rules.count;

import java.util.BitSet;
import java.util.Collection;

/**
 * Gives out slots. The lowest numbers are given out first, so that tallies stay small however often rules change.
 *
 * <p>A number is given out again only when no tally has a window under it, and none will get one ({@link Tallies#retire}).
 */
final class Slots {

    private final BitSet common = new BitSet();
    private final BitSet ofSites = new BitSet();

    synchronized Slot take(boolean ofSite) {
        BitSet taken = taken(ofSite);
        int number = taken.nextClearBit(0);
        taken.set(number);
        return new Slot(number, ofSite);
    }

    synchronized void giveBack(Collection<Slot> slots) {
        slots.forEach(slot -> taken(slot.ofSite()).clear(slot.number()));
    }

    /** The numbers of these slots, those of the common rules, or else those of the rules of sites. */
    static BitSet numbers(Collection<Slot> slots, boolean ofSites) {
        BitSet numbers = new BitSet();
        slots.stream().filter(slot -> slot.ofSite() == ofSites).forEach(slot -> numbers.set(slot.number()));
        return numbers;
    }

    private BitSet taken(boolean ofSite) {
        return ofSite ? ofSites : common;
    }
}
