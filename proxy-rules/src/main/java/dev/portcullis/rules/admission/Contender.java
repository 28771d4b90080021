package dev.portcullis.rules.admission;

import dev.portcullis.rules.admission.Heap.Slot;
import org.jspecify.annotations.Nullable;

/** Who waits in one queue on one account: a client's {@link Line}, or a network's {@link Crowd}. */
abstract sealed class Contender permits Line, Crowd {

    private final Account account;
    private @Nullable Contender next;

    private double useRank;
    private double askedRank;
    private double greedRank;

    Contender(Account account) {
        this.account = account;
        this.next = account.contenders();
        account.setContenders(this);
    }

    final Account account() {
        return account;
    }

    /** Another one on the same account, in another queue. */
    final @Nullable Contender next() {
        return next;
    }

    /** Takes over the account's ranks, and its right place in each order. */
    final void refresh(long now) {
        useRank = account.useRank();
        askedRank = account.askedRank();
        greedRank = account.greedRank();
        reorder(now);
    }

    abstract void reorder(long now);

    /** When it began to wait, or its foremost request did: a number that counts arrivals. */
    abstract long since();

    /** Leaves the account. */
    final void close() {
        Contender before = account.contenders();
        if (before == this) {
            account.setContenders(next);
            return;
        }
        while (before != null && before.next != this) {
            before = before.next;
        }
        if (before != null) {
            before.next = next;
        }
    }

    /** The one that used less of the origin's time comes first. */
    static boolean usedLess(Contender a, Contender b) {
        return a.useRank != b.useRank ? a.useRank < b.useRank : a.since() < b.since();
    }

    /** The one that asked for less comes first. */
    static boolean askedLess(Contender a, Contender b) {
        return a.askedRank != b.askedRank ? a.askedRank < b.askedRank : a.since() < b.since();
    }

    /** The one that used and waits for more comes first. */
    static boolean isGreedier(Contender a, Contender b) {
        return a.greedRank != b.greedRank ? a.greedRank > b.greedRank : a.since() > b.since();
    }

    static <E extends Contender> Slot<E> slot(E contender) {
        return new Slot<>(contender);
    }
}
