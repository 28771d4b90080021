package dev.portcullis.app.notify;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/** When a day's word is due: once a calendar day, at or after its time, and not for a time that had passed when it began. */
final class Heartbeat {

    private final ZoneId zone;
    private final Instant began;
    private @Nullable LocalDate last;

    Heartbeat(ZoneId zone, Instant began) {
        this.zone = zone;
        this.began = began;
    }

    /** Whether it is due, which it is then not again that day. */
    synchronized boolean isDue(@Nullable LocalTime time, Instant now) {
        if (time == null) {
            return false;
        }
        LocalDate today = now.atZone(zone).toLocalDate();
        Instant due = ZonedDateTime.of(today, time, zone).toInstant();
        if (now.isBefore(due) || !due.isAfter(began) || last != null && !today.isAfter(last)) {
            return false;
        }
        last = today;
        return true;
    }
}
