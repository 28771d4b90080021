package dev.portcullis.app.config;

import dev.portcullis.rules.config.Problem;
import java.util.Locale;

/**
 * Problems as people and editors read them: the place, as compilers write it, what is wrong, and below it what would be right.
 *
 * <pre>
 * portcullis.conf:12: error: rules.scanner.ovr: unknown key; did you mean "over"?
 *     expected: one of count, per, over, ...
 * </pre>
 */
public final class ProblemFormat {

    private ProblemFormat() {}

    /** The problem in one or two lines, without a line break at the end. */
    public static String text(Problem problem) {
        StringBuilder text = new StringBuilder(problem.file());
        if (problem.line() > 0) {
            text.append(':').append(problem.line());
        }
        text.append(": ")
                .append(problem.severity().name().toLowerCase(Locale.ROOT))
                .append(": ");
        if (!problem.where().isEmpty()) {
            text.append(problem.where()).append(": ");
        }
        text.append(problem.found());
        if (problem.nearest() != null) {
            text.append("; did you mean \"").append(problem.nearest()).append("\"?");
        }
        if (!problem.expected().isEmpty()) {
            text.append(System.lineSeparator()).append("    expected: ").append(problem.expected());
        }
        return text.toString();
    }
}
