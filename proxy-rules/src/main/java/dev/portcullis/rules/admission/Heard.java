package dev.portcullis.rules.admission;

import org.jspecify.annotations.Nullable;

/** What is to be done once the lock is given up: the requests whose waiters are to be told what became of them, and when to look again. */
final class Heard {

    private @Nullable Ticket first;
    private @Nullable Ticket last;

    private int look;
    private long lookAfter = -1;

    void add(Ticket ticket) {
        if (last == null) {
            first = ticket;
        } else {
            last.toHear = ticket;
        }
        last = ticket;
    }

    /** The admission is to look again whether a place is free, in so many nanoseconds; of several times it is the last said that counts. */
    void look(int number, long nanos) {
        look = number;
        lookAfter = nanos;
    }

    /** The number of the look that is wanted. */
    int look() {
        return look;
    }

    /** In how many nanoseconds a look is wanted; negative when none is. */
    long lookAfter() {
        return lookAfter;
    }

    /** Takes a request out whose own thread knows already. */
    void remove(Ticket ticket) {
        Ticket before = null;
        for (Ticket next = first; next != null; next = next.toHear) {
            if (next == ticket) {
                if (before == null) {
                    first = next.toHear;
                } else {
                    before.toHear = next.toHear;
                }
                if (last == ticket) {
                    last = before;
                }
                return;
            }
            before = next;
        }
    }

    /** Tells all, in the order in which they were added: what one of them throws does not keep it from the others. */
    void tell() {
        RuntimeException fault = null;
        Ticket next = first;
        while (next != null) {
            Ticket told = next;
            next = told.toHear;
            told.toHear = null;
            try {
                told.tell();
            } catch (RuntimeException thrown) {
                fault = thrown;
            }
        }
        if (fault != null) {
            throw fault;
        }
    }
}
