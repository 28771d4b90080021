package dev.portcullis.rules.api;

import java.util.Locale;

/** The classes of requests, in the order in which they go to the origin; within a class, admission is fair by client. */
public enum Precedence {
    /** Of a client on the allow-list. */
    ALLOWED,
    /** With the cookie of a session that the origin began. */
    SESSION,
    /** Of a search engine's crawler that has been verified to be one. */
    CRAWLER,
    /** Of anybody. */
    UNKNOWN,
    /** Of a client that a rule has found something against, short of refusing it. */
    SUSPECTED;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The word for it in logs and metrics: {@code allowed}, {@code session}... */
    public String word() {
        return word;
    }
}
