package dev.portcullis.core.origin;

import java.util.concurrent.atomic.LongAdder;

/** Connections to all servers, on all event loops. Any thread may read them. */
public final class OriginTotals {

    final LongAdder idle = new LongAdder();
    final LongAdder active = new LongAdder();
    final LongAdder opened = new LongAdder();

    /** Connections kept for the next request. */
    public long idle() {
        return idle.sum();
    }

    /** Connections that serve a request, or are being made. */
    public long active() {
        return active.sum();
    }

    /** Connections begun since the start. */
    public long opened() {
        return opened.sum();
    }
}
