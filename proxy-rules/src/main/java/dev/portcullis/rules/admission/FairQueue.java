package dev.portcullis.rules.admission;

import dev.portcullis.rules.api.Precedence;
import org.jspecify.annotations.Nullable;

/**
 * The requests that wait for one lane: class before class, fair within each.
 *
 * <p>So that nobody starves, the lower classes together have a share of the places that are given to those who wait: while requests of several
 * classes do, one in so many goes to the lower class whose turn was longest ago.
 */
final class FairQueue {

    private static final Precedence[] CLASSES = Precedence.values();

    private final ClassQueue[] classes = new ClassQueue[CLASSES.length];
    private final long[] servedAt = new long[CLASSES.length];
    private final TicketList arrivals = new TicketList();
    private final double lowerShare;

    private double owedToLower;
    private long taken;
    private int size;
    private long bytes;

    /** A queue that gives the lower classes this share, 0 to 1, of the places. */
    FairQueue(double lowerShare, Lightness lightness) {
        this.lowerShare = lowerShare;
        for (int i = 0; i < classes.length; i++) {
            classes[i] = new ClassQueue(lightness);
        }
    }

    int size() {
        return size;
    }

    long bytes() {
        return bytes;
    }

    /** Whether a client waits that has no more requests that do than one browser asks for at once. */
    boolean hasMoreThanThrongs() {
        int throng = 0;
        for (ClassQueue each : classes) {
            throng += each.throng();
        }
        return size > throng;
    }

    /** Whether a client waits that has no more than a few requests that do. */
    boolean hasUncrowded() {
        for (ClassQueue each : classes) {
            if (each.hasUncrowded()) {
                return true;
            }
        }
        return false;
    }

    void add(Ticket ticket, long now) {
        size++;
        bytes += ticket.bytes;
        arrivals.add(ticket);
        classes[ticket.precedence.ordinal()].add(ticket, now);
    }

    /** Takes a request out that leaves or is shed. */
    void remove(Ticket ticket, long now) {
        Line line = ticket.line;
        if (line == null) {
            throw new IllegalStateException("the request does not wait");
        }
        size--;
        bytes -= ticket.bytes;
        arrivals.remove(ticket);
        classes[ticket.precedence.ordinal()].remove(ticket, line, now);
    }

    /** Takes a request out that goes to the origin, whether it was its turn or not. */
    void take(Ticket ticket, long now) {
        int highest = highest();
        if (ticket.precedence.ordinal() > highest) {
            owedToLower = Math.max(0, owedToLower - 1);
        } else if (lower(highest) >= 0) {
            owedToLower += lowerShare / Math.max(1 - lowerShare, lowerShare);
        }
        servedAt[ticket.precedence.ordinal()] = ++taken;
        classes[ticket.precedence.ordinal()].taken();
        remove(ticket, now);
    }

    /** Whose turn it is; null when nobody waits. */
    @Nullable
    Ticket next(boolean byNetwork, long now) {
        int turn = highest();
        if (owedToLower >= 1) {
            int lower = lower(turn);
            turn = lower >= 0 ? lower : turn;
        }
        return turn < 0 ? null : classes[turn].first(byNetwork, now);
    }

    /** Who is first of a class when it is the turn of those who are light; somebody else when none of them waits, null when nobody does. */
    @Nullable
    Ticket firstLight(Precedence precedence, boolean byNetwork, long now) {
        return classes[precedence.ordinal()].firstLight(byNetwork, now);
    }

    /** Who is first of the clients of a class with no more than a few requests that wait; null when none waits. */
    @Nullable
    Ticket firstUncrowded(Precedence precedence, long now) {
        return classes[precedence.ordinal()].firstUncrowded(now);
    }

    /** Who is shed when there are too many: of the lowest class, the greediest client's last. */
    @Nullable
    Ticket greediest() {
        for (int i = classes.length - 1; i >= 0; i--) {
            if (!classes[i].isEmpty()) {
                return classes[i].greediestRequest();
            }
        }
        return null;
    }

    /** Who has waited for longest. */
    @Nullable
    Ticket oldest() {
        return arrivals.oldest();
    }

    private int highest() {
        for (int i = 0; i < classes.length; i++) {
            if (!classes[i].isEmpty()) {
                return i;
            }
        }
        return -1;
    }

    /** Of the classes below that wait, the one whose turn was longest ago; -1 when none waits. */
    private int lower(int highest) {
        int found = -1;
        for (int i = Math.max(highest, 0) + 1; i < classes.length; i++) {
            if (!classes[i].isEmpty() && (found < 0 || servedAt[i] < servedAt[found])) {
                found = i;
            }
        }
        return found;
    }
}
