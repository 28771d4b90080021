package dev.portcullis.rules.admission;

import org.jspecify.annotations.Nullable;

/** Requests in the order in which they were added, linked through themselves; any can be removed at once. */
final class TicketList {

    private @Nullable Ticket oldest;
    private @Nullable Ticket newest;

    @Nullable
    Ticket oldest() {
        return oldest;
    }

    void add(Ticket ticket) {
        Ticket before = newest;
        ticket.older = before;
        if (before == null) {
            oldest = ticket;
        } else {
            before.newer = ticket;
        }
        newest = ticket;
    }

    void remove(Ticket ticket) {
        Ticket older = ticket.older;
        Ticket newer = ticket.newer;
        if (older == null) {
            oldest = newer;
        } else {
            older.newer = newer;
        }
        if (newer == null) {
            newest = older;
        } else {
            newer.older = older;
        }
        ticket.older = null;
        ticket.newer = null;
    }
}
