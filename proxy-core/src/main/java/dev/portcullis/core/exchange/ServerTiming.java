package dev.portcullis.core.exchange;

import dev.portcullis.core.http.ResponseHead;
import dev.portcullis.core.site.Site;
import org.jspecify.annotations.Nullable;

/** The Server-Timing field (W3C Server Timing, 4): what browsers show of a response in their network panel. */
final class ServerTiming {

    private static final long TENTH = 100_000;

    private ServerTiming() {}

    /** The head of a response with the field, where the site wants it. */
    static ResponseHead on(ResponseHead head, @Nullable Site site, ExchangeRecord record, long now) {
        boolean wanted = site != null && site.settings().serverTiming();
        return wanted ? head.with("Server-Timing", of(record.waitedNanos(), record.atOriginNanos(now))) : head;
    }

    /** {@code wait;dur=12.3, origin;dur=45.6}: milliseconds before the origin was asked, and until its head came. */
    static String of(long waitNanos, long originNanos) {
        return "wait;dur=" + millis(waitNanos) + ", origin;dur=" + millis(originNanos);
    }

    private static String millis(long nanos) {
        long tenths = (nanos + TENTH / 2) / TENTH;
        return tenths / 10 + "." + tenths % 10;
    }
}
