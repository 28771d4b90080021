package dev.portcullis.app.command;

import dev.portcullis.app.config.ConfigurationReader;
import dev.portcullis.app.notify.Notifier;
import dev.portcullis.app.notify.NotifySettings;
import dev.portcullis.app.notify.TestJson;
import dev.portcullis.app.notify.TestResult;
import dev.portcullis.app.report.Printable;
import dev.portcullis.app.report.ReportJson;
import dev.portcullis.rules.time.WallClock;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Notifications: the messages that the program sends to the administrator. */
@Command(
        name = "notify",
        description = "Tries the messages that Portcullis sends to its administrator.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = NotifyCommand.TestCommand.class,
        footer = {"", "For instance:", "  portcullis notify test"})
final class NotifyCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what: test");
    }

    /** Sends a test. */
    @Command(
            name = "test",
            description = {
                "Sends a test to one target of notify.targets, or to all, and says exactly what came back.",
                "Exit code 0: all took it; 1: one or more did not, or it could not be tried."
            },
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "For instance:",
                "  portcullis notify test",
                "  portcullis notify test phone",
                "  portcullis notify test --direct --config portcullis.conf"
            })
    static final class TestCommand implements Callable<Integer> {

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Mixin
        private Output output = new Output();

        @Mixin
        private RunningProgram program = new RunningProgram();

        @Parameters(paramLabel = "TARGET", arity = "0..1", description = "The target; all when left out.")
        private @Nullable String target;

        @Option(
                names = "--direct",
                description = "Send from this command, by the configuration file, and not through the running program.")
        private boolean direct;

        @Override
        public Integer call() throws CommandFailure {
            List<TestResult> results = direct ? sent() : asked();
            PrintWriter out = spec.commandLine().getOut();
            out.print(output.json() ? TestJson.of(results) : words(results));
            out.flush();
            return results.stream().allMatch(TestResult::accepted) ? 0 : 1;
        }

        private List<TestResult> asked() throws CommandFailure {
            String wanted = ReportJson.object(json -> {
                if (target != null) {
                    json.writeStringField("target", target);
                }
            });
            try {
                return TestJson.read(program.client().postSlowly("/api/v1/notify/test", wanted));
            } catch (IllegalArgumentException e) {
                throw new CommandFailure("the running program is of another version: " + e.getMessage());
            }
        }

        private List<TestResult> sent() throws CommandFailure {
            NotifySettings settings = Configurations.usable(
                            ConfigurationReader.read(program.file(), WallClock.system()),
                            spec.commandLine().getErr())
                    .reporting()
                    .notifications();
            List<TestResult> results = Notifier.testOnce(settings, target);
            if (results.isEmpty()) {
                throw new CommandFailure(program.file() + " has no "
                        + (target == null ? "targets" : "target " + Printable.of(target)) + " under notify.targets");
            }
            return results;
        }

        private static String words(List<TestResult> results) {
            StringBuilder text = new StringBuilder();
            for (TestResult result : results) {
                text.append(result.target())
                        .append(" (")
                        .append(result.kind())
                        .append("): ")
                        .append(result.accepted() ? "sent: " : "FAILED: ")
                        .append(Printable.of(result.answer()))
                        .append('\n');
            }
            return text.toString();
        }
    }
}
