package dev.portcullis.rules.count;

import java.util.ArrayList;
import java.util.List;

/** Every event with its own time: the truth that windows are measured by. */
final class ExactLog {

    private record Event(long at, long weight) {}

    private final List<Event> events = new ArrayList<>();

    void add(long at, long weight) {
        events.add(new Event(at, weight));
    }

    /** What happened within (now - within, now], in any order of telling. */
    long count(long now, long within) {
        long count = 0;
        for (Event event : events) {
            count += now - event.at() < within ? event.weight() : 0;
        }
        return count;
    }
}
