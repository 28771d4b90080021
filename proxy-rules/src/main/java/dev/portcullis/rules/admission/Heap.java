package dev.portcullis.rules.admission;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A binary heap whose elements know where they are, so that one whose rank has changed is put right, and one that leaves is
 * removed, in O(log n). An element is in the heap by a slot of its own, and may be in several heaps by several slots.
 */
final class Heap<E> {

    private final Rank<E> rank;
    private @Nullable Slot<E>[] slots = emptyOf(4);
    private int size;

    /** The order of a heap. */
    @FunctionalInterface
    interface Rank<E> {

        /** Whether {@code a} comes out before {@code b}. */
        boolean isBefore(E a, E b);
    }

    /** Where an element is: in one heap at a time, or in none. */
    static final class Slot<E> {
        final E element;
        private @Nullable Heap<E> heap;
        private int index;

        Slot(E element) {
            this.element = element;
        }

        /** Leaves the heap, if in one. */
        void leave() {
            if (heap != null) {
                heap.remove(this);
            }
        }
    }

    Heap(Rank<E> rank) {
        this.rank = rank;
    }

    int size() {
        return size;
    }

    /** Where the element is that comes out first; null when there is none. */
    @Nullable
    Slot<E> first() {
        return slots[0];
    }

    /** Takes the element in, from another heap if it is in one, or puts it right after its rank has changed. */
    void put(Slot<E> slot) {
        if (slot.heap != this) {
            slot.leave();
            if (size == slots.length) {
                slots = Arrays.copyOf(slots, 2 * size);
            }
            slot.heap = this;
            slot.index = size;
            slots[size++] = slot;
        }
        settle(slot);
    }

    private void remove(Slot<E> slot) {
        int hole = slot.index;
        slot.heap = null;
        Slot<E> last = at(--size);
        slots[size] = null;
        if (last != slot) {
            slots[hole] = last;
            last.index = hole;
            settle(last);
        }
        if (size < slots.length / 4 && slots.length > 4) {
            slots = Arrays.copyOf(slots, slots.length / 2);
        }
    }

    private void settle(Slot<E> slot) {
        int index = slot.index;
        while (index > 0 && rank.isBefore(slot.element, at((index - 1) / 2).element)) {
            index = move(at((index - 1) / 2), index);
        }
        int child = firstChild(index);
        while (child < size && rank.isBefore(at(child).element, slot.element)) {
            index = move(at(child), index);
            child = firstChild(index);
        }
        slots[index] = slot;
        slot.index = index;
    }

    /** Of the two children the one that comes out first; {@code size} or more when there is none. */
    private int firstChild(int index) {
        int child = 2 * index + 1;
        return child + 1 < size && rank.isBefore(at(child + 1).element, at(child).element) ? child + 1 : child;
    }

    /** Moves a slot to {@code to} and says where it was. */
    private int move(Slot<E> slot, int to) {
        int from = slot.index;
        slots[to] = slot;
        slot.index = to;
        return from;
    }

    private Slot<E> at(int index) {
        Slot<E> slot = slots[index];
        if (slot == null) {
            throw new IllegalStateException("no element at " + index + " of " + size);
        }
        return slot;
    }

    @SuppressWarnings("unchecked")
    private static <E> @Nullable Slot<E>[] emptyOf(int length) {
        return (Slot<E>[]) new Slot<?>[length];
    }
}
