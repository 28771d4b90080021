package dev.portcullis.rules.config;

import java.util.List;
import java.util.Optional;

/**
 * What came of reading a configuration: the value, unless there was an error, and every problem, in the order of the file.
 *
 * @param value empty if and only if a problem is an error
 */
public record Checked<T>(Optional<T> value, List<Problem> problems) {

    /** Copies the list. */
    public Checked {
        problems = List.copyOf(problems);
    }
}
