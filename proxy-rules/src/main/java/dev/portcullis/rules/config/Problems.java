package dev.portcullis.rules.config;

import dev.portcullis.rules.config.Problem.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The problems found so far in one configuration. */
final class Problems {

    private final List<Problem> found = new ArrayList<>();

    void add(Severity severity, Place place, String where, String what, String expected, @Nullable String nearest) {
        found.add(new Problem(severity, place.file(), place.line(), where, what, expected, nearest));
    }

    void error(Place place, String where, String what, String expected) {
        add(Severity.ERROR, place, where, what, expected, null);
    }

    void warn(Place place, String where, String what, String expected) {
        add(Severity.WARNING, place, where, what, expected, null);
    }

    int errors() {
        return (int) found.stream()
                .filter(problem -> problem.severity() == Severity.ERROR)
                .count();
    }

    /** By line, those of the main file before those of the files it includes. */
    List<Problem> inOrder(String mainFile) {
        return found.stream()
                .sorted(Comparator.comparing(
                                (Problem problem) -> !problem.file().equals(mainFile))
                        .thenComparing(Problem::file)
                        .thenComparingInt(Problem::line)
                        .thenComparing(Problem::where))
                .distinct()
                .toList();
    }
}
