package dev.portcullis.rules.config;

import org.jspecify.annotations.Nullable;

/** Says that the text of a value is not of its {@link Kind}. Without a stack trace: it is an answer, not a fault. */
public final class BadValue extends Exception {

    private final @Nullable String nearest;

    /** What is wrong, in words that begin in lower case. */
    public BadValue(String found) {
        this(found, null);
    }

    /** What is wrong, and the right text that is nearest; null when none is near. */
    public BadValue(String found, @Nullable String nearest) {
        super(found, null, false, false);
        this.nearest = nearest;
    }

    /** What is wrong, in words that begin in lower case. */
    public String found() {
        return String.valueOf(getMessage());
    }

    @Nullable
    String nearest() {
        return nearest;
    }
}
