package dev.portcullis.rules.admission;

import dev.portcullis.rules.admission.Heap.Slot;
import org.jspecify.annotations.Nullable;

/**
 * The order in which contenders go to the origin: first those of little recent use, the one that asked for least in the last
 * seconds before the others; then the rest, the one that used the least of the origin's time before the others.
 *
 * <p>Why the former are not ordered by what they used: a visitor who has read ten pages used more than a bot that has only just
 * come, and would wait until each of a hundred new bots had had as much. What was asked for tells them apart at the second
 * request.
 *
 * <p>Those with many requests that wait stand in a heap of their own, in the same order as the heavy, so that one of them that used little never
 * hides one behind it that has become light.
 *
 * <p>Contenders become light, or cease to be, by time alone, or by what others of their network do. They are moved when they come out
 * first of their kind: a client that has become light behind one that has not, because of its network, is found when it comes forward.
 */
final class Order<E extends Contender> {

    /** How many are moved in one go: bounds how long the lock is held when the measure changes for all. */
    private static final int MOST_MOVES = 64;

    private final Heap<E> light = new Heap<>(Contender::askedLess);
    private final Heap<E> heavy = new Heap<>(Contender::usedLess);
    private final Heap<E> crowded = new Heap<>(Contender::usedLess);
    private final Tier<E> tier;

    /** Tells those of little recent use. */
    @FunctionalInterface
    interface Tier<E> {

        boolean isLight(E contender, long now);

        /** Whether it has so many requests that it can't be light. Changes only when one comes or goes, never by time. */
        default boolean isCrowded(E contender) {
            return false;
        }
    }

    Order(Tier<E> tier) {
        this.tier = tier;
    }

    /** Takes a contender in, or puts it right after its ranks have changed. */
    void put(Slot<E> slot, long now) {
        Heap<E> uncrowded = tier.isLight(slot.element, now) ? light : heavy;
        (tier.isCrowded(slot.element) ? crowded : uncrowded).put(slot);
    }

    boolean isEmpty() {
        return light.size() + heavy.size() + crowded.size() == 0;
    }

    /** Whether anybody waits who is not crowded. */
    boolean hasUncrowded() {
        return light.size() + heavy.size() > 0;
    }

    /**
     * Whose turn it is; null when nobody waits.
     *
     * @param heavyFirst whether it is the turn of those who are not light, if any wait
     */
    @Nullable
    E first(boolean heavyFirst, long now) {
        sort(now);
        Slot<E> first = light.first();
        if (first == null || heavyFirst && heavy.size() + crowded.size() > 0) {
            first = heavy.first();
            Slot<E> many = crowded.first();
            if (first == null || many != null && Contender.usedLess(many.element, first.element)) {
                first = many;
            }
        }
        return first == null ? null : first.element;
    }

    /** Whose turn it is of those that are not crowded; null when none of them waits. */
    @Nullable
    E firstUncrowded(long now) {
        sort(now);
        Slot<E> first = light.first();
        if (first == null) {
            first = heavy.first();
        }
        return first == null ? null : first.element;
    }

    /** Moves those who come out first to where they belong by now. */
    private void sort(long now) {
        for (int moves = 0; moves < MOST_MOVES; moves++) {
            Slot<E> leastUsed = heavy.first();
            Slot<E> askedLeast = light.first();
            if (leastUsed != null && tier.isLight(leastUsed.element, now)) {
                light.put(leastUsed);
            } else if (askedLeast != null && !tier.isLight(askedLeast.element, now)) {
                heavy.put(askedLeast);
            } else {
                break;
            }
        }
    }
}
