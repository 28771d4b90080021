package dev.portcullis.rules.admission;

import dev.portcullis.rules.admission.Heap.Slot;
import org.jspecify.annotations.Nullable;

/** The requests of one client that wait in one class: first come, first served. Exists while there are any. */
final class Line extends Contender {

    /** As many requests as one browser may have under way over HTTP/2 (RFC 9113 6.5.2 recommends no less). */
    static final int ONE_BROWSER = 100;

    private final ClassQueue queue;
    private final Crowd crowd;
    private final Slot<Line> inClass = Contender.slot(this);
    private final Slot<Line> inCrowd = Contender.slot(this);
    private final Slot<Line> inGreed = Contender.slot(this);

    private @Nullable Ticket first;
    private @Nullable Ticket last;
    private int size;

    Line(Account client, ClassQueue queue, Crowd crowd) {
        super(client);
        this.queue = queue;
        this.crowd = crowd;
    }

    /** Tells the lines of clients that this says are light; none is whose client is crowded. */
    static Order.Tier<Line> tier(Order.Tier<Account> clients) {
        return new Order.Tier<>() {
            @Override
            public boolean isLight(Line line, long now) {
                return clients.isLight(line.account(), now);
            }

            @Override
            public boolean isCrowded(Line line) {
                return Lightness.isCrowded(line.account());
            }
        };
    }

    ClassQueue queue() {
        return queue;
    }

    Crowd crowd() {
        return crowd;
    }

    @Nullable
    Ticket first() {
        return first;
    }

    @Nullable
    Ticket last() {
        return last;
    }

    /** How many of its requests belong to a throng: all if there are more than one browser asks for at once, or else none. */
    int throng() {
        return size > ONE_BROWSER ? size : 0;
    }

    void add(Ticket ticket) {
        size++;
        ticket.line = this;
        ticket.ahead = last;
        if (last == null) {
            first = ticket;
        } else {
            last.behind = ticket;
        }
        last = ticket;
    }

    void remove(Ticket ticket) {
        size--;
        Ticket ahead = ticket.ahead;
        Ticket behind = ticket.behind;
        if (ahead == null) {
            first = behind;
        } else {
            ahead.behind = behind;
        }
        if (behind == null) {
            last = ahead;
        } else {
            behind.ahead = ahead;
        }
        ticket.line = null;
        ticket.ahead = null;
        ticket.behind = null;
    }

    @Override
    long since() {
        return first == null ? Long.MAX_VALUE : first.number;
    }

    @Override
    void reorder(long now) {
        queue.clients().put(inClass, now);
        crowd.clients().put(inCrowd, now);
        crowd.greediest().put(inGreed);
    }

    /** Leaves every order. */
    void leave() {
        inClass.leave();
        inCrowd.leave();
        inGreed.leave();
        close();
    }
}
