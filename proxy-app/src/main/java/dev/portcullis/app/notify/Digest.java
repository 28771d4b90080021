package dev.portcullis.app.notify;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What one message will tell: events in their order, bans, and how many events are missing because there were too many. Bounded: past
 * {@link #MOST} events the oldest makes room. Not safe between threads.
 */
final class Digest {

    static final int MOST = 50;

    private final Deque<Event> events = new ArrayDeque<>();
    private final BanTally bans = new BanTally();
    private long missing;

    /** Adds an event; gives back how many were dropped for it. */
    int add(Event event) {
        events.addLast(event);
        return shorten();
    }

    void add(BanTally more) {
        bans.add(more);
    }

    /** Notes that events are missing that were never in it. */
    void miss(long number) {
        missing += number;
    }

    /** Adds what came later; gives back how many events were dropped for it. */
    int addLater(Digest later) {
        events.addAll(later.events);
        bans.add(later.bans);
        missing += later.missing;
        return shorten();
    }

    private int shorten() {
        int dropped = 0;
        while (events.size() > MOST) {
            events.removeFirst();
            dropped++;
        }
        missing += dropped;
        return dropped;
    }

    /** Whether there is nothing to tell. That events are missing alone is not worth a message. */
    boolean isEmpty() {
        return events.isEmpty() && bans.isEmpty();
    }

    /** How many events and bans it tells of. */
    long size() {
        return events.size() + bans.count() + bans.observed();
    }

    List<Event> events() {
        return List.copyOf(events);
    }

    BanTally bans() {
        return bans;
    }

    /** Events that it would tell of had there been room. */
    long missing() {
        return missing;
    }

    boolean isUrgent() {
        return events.stream().anyMatch(event -> event.severity() == Severity.CRITICAL);
    }
}
