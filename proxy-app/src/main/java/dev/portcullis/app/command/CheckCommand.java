package dev.portcullis.app.command;

import dev.portcullis.app.config.Configuration;
import dev.portcullis.app.config.ConfigurationReader;
import dev.portcullis.app.config.ProblemFormat;
import dev.portcullis.app.report.AdmissionText;
import dev.portcullis.app.report.ReportJson;
import dev.portcullis.rules.config.Checked;
import dev.portcullis.rules.config.Problem;
import dev.portcullis.rules.time.WallClock;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks a configuration without using it. */
@Command(
        name = "check",
        description =
                "Shows every error and warning of a configuration. Exit code 0: it can be used; 1: it has errors.",
        mixinStandardHelpOptions = true,
        footer = {"", "For instance:", "  portcullis check /etc/portcullis/portcullis.conf"})
final class CheckCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "FILE", description = "The configuration file.")
    private Path file = Path.of("");

    @Override
    public Integer call() {
        Checked<Configuration> checked = ConfigurationReader.read(file, WallClock.system());
        PrintWriter out = spec.commandLine().getOut();
        out.print(output.json() ? json(checked) : words(checked));
        out.flush();
        return checked.value().isPresent() ? 0 : 1;
    }

    private String words(Checked<Configuration> checked) {
        StringBuilder text = new StringBuilder();
        for (Problem problem : checked.problems()) {
            text.append(ProblemFormat.text(problem)).append('\n');
        }
        long errors = Configurations.count(checked.problems(), Problem.Severity.ERROR);
        long warnings = Configurations.count(checked.problems(), Problem.Severity.WARNING);
        String verdict = checked.value()
                .map(configuration ->
                        "fine, with " + counted(configuration.policy().rules().size(), "rule"))
                .orElse("not usable");
        text.append(file).append(": ").append(verdict);
        if (errors + warnings > 0) {
            text.append("; ").append(counted(errors, "error")).append(", ").append(counted(warnings, "warning"));
        }
        text.append('\n');
        checked.value()
                .map(configuration -> AdmissionText.advice(
                        configuration.admission(), configuration.proxy().sites()))
                .filter(advice -> !advice.isEmpty())
                .ifPresent(advice -> text.append("advice: ").append(advice).append('\n'));
        return text.toString();
    }

    private static String counted(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private String json(Checked<Configuration> checked) {
        return ReportJson.object(json -> {
            json.writeStringField("file", file.toString());
            json.writeBooleanField("usable", checked.value().isPresent());
            json.writeArrayFieldStart("problems");
            for (Problem problem : checked.problems()) {
                json.writeStartObject();
                json.writeStringField("severity", problem.severity().name().toLowerCase(Locale.ROOT));
                json.writeStringField("file", problem.file());
                json.writeNumberField("line", problem.line());
                json.writeStringField("where", problem.where());
                json.writeStringField("found", problem.found());
                json.writeStringField("expected", problem.expected());
                json.writeStringField("nearest", problem.nearest());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }
}
