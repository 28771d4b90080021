package dev.portcullis.app.command;

import dev.portcullis.app.config.Configuration;
import dev.portcullis.app.config.ProblemFormat;
import dev.portcullis.rules.config.Checked;
import dev.portcullis.rules.config.Problem;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** Configurations as commands meet them. */
final class Configurations {

    /** Where the configuration is when nobody says where. */
    static final Path DEFAULT_FILE = Path.of("/etc/portcullis/portcullis.conf");

    private Configurations() {}

    /** The configuration, its warnings told; fails, its errors told, when it has any. */
    static Configuration usable(Checked<Configuration> checked, PrintWriter err) throws CommandFailure {
        checked.problems().forEach(problem -> err.println(ProblemFormat.text(problem)));
        long errors = count(checked.problems(), Problem.Severity.ERROR);
        return checked.value()
                .orElseThrow(() -> new CommandFailure(
                        "not started: the configuration has " + errors + (errors == 1 ? " error" : " errors")));
    }

    static long count(List<Problem> problems, Problem.Severity severity) {
        return problems.stream()
                .filter(problem -> problem.severity() == severity)
                .count();
    }
}
