package dev.portcullis.app.acme;

import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known, beyond the end of a process, of a certificate that did not come.
 *
 * @param directory of the authority that was asked
 * @param next before which it is not asked again
 * @param failures how often in a row none came, at least 1
 * @param problem why, in one line for people
 */
record LastFailure(URI directory, Instant next, int failures, String problem) {

    /** What another process reads, ASCII. */
    String text() {
        return directory + "\n" + next + "\n" + failures + "\n" + problem.replaceAll("[^ -~]+", " ") + "\n";
    }

    /** What another process has written; empty when it is something else. */
    static Optional<LastFailure> of(String text) {
        List<String> lines = text.lines().toList();
        try {
            LastFailure read = new LastFailure(
                    URI.create(lines.get(0)),
                    Instant.parse(lines.get(1)),
                    Integer.parseInt(lines.get(2)),
                    lines.get(3));
            return read.failures < 1 ? Optional.empty() : Optional.of(read);
        } catch (IllegalArgumentException | DateTimeException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }
}
