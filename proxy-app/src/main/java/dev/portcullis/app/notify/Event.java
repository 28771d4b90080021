package dev.portcullis.app.notify;

import dev.portcullis.app.report.Printable;
import java.time.Instant;

/**
 * Something that happened.
 *
 * @param topic what it is about
 * @param severity how bad it is
 * @param at when it happened
 * @param text one sentence of printing ASCII, at most {@link #LONGEST} characters
 */
record Event(Topic topic, Severity severity, Instant at, String text) {

    /** The longest text, in characters. */
    static final int LONGEST = 400;

    /** Makes the text fit: no line of a message, and no field of a mail's head, is forged by what a stranger sent. */
    Event {
        text = fit(text);
    }

    static String fit(String text) {
        String printable = Printable.of(text);
        return printable.length() <= LONGEST ? printable : printable.substring(0, LONGEST - 3) + "...";
    }
}
