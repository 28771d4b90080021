package dev.portcullis.rules.config;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a configuration, with its place and the way out.
 *
 * @param severity whether the file can be used in spite of it
 * @param file the file it is in, as the user named it
 * @param line its line, 1 or more; 0 when no line can be named
 * @param where the section or key, such as {@code rules.scanner.over}
 * @param found what is wrong, in words that begin in lower case
 * @param expected what would be right; empty when that is obvious
 * @param nearest the known word that is nearest to the one that was written; null when none is near
 */
public record Problem(
        Severity severity,
        String file,
        int line,
        String where,
        String found,
        String expected,
        @Nullable String nearest) {

    /** Whether the file can be used in spite of a problem. */
    public enum Severity {
        ERROR,
        WARNING
    }
}
