package dev.portcullis.app.notify;

import java.util.Locale;

/** How bad it is, the worst last. */
enum Severity {
    /** Something bad is over. */
    GOOD,
    /** Nothing to do. */
    INFO,
    /** To be looked at. */
    WARNING,
    /** Visitors get no pages. It is told without waiting for more to tell. */
    CRITICAL;

    /** Its word in messages to programs. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
