package dev.portcullis.rules.admission;

import org.jspecify.annotations.Nullable;

/** The requests whose waiters are to be told what became of them, once the lock is given up. */
final class Heard {

    private @Nullable Ticket first;
    private @Nullable Ticket last;

    void add(Ticket ticket) {
        if (last == null) {
            first = ticket;
        } else {
            last.toHear = ticket;
        }
        last = ticket;
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
