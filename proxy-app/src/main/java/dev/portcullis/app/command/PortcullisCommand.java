package dev.portcullis.app.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.portcullis.app.report.ProgramVersion;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line. Its exit codes: 0 fine, 1 what was asked for failed, 2 the command line is wrong. What was expected to go
 * wrong is told in one line on standard error.
 */
@Command(
        name = "portcullis",
        description = "A reverse proxy that keeps a PHP site fast for its visitors while bots attack it.",
        mixinStandardHelpOptions = true,
        versionProvider = PortcullisCommand.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RunCommand.class,
            CheckCommand.class,
            BanCommand.class,
            TopCommand.class,
            StatusCommand.class,
            ReloadCommand.class,
            RestartCommand.class,
            HealthcheckCommand.class,
            VersionCommand.class,
            DemoCommand.class
        },
        footer = {
            "",
            "For instance:",
            "  portcullis demo --attack",
            "  portcullis run --origin http://127.0.0.1:8080 --listen 0.0.0.0:80",
            "  portcullis check /etc/portcullis/portcullis.conf",
            "  portcullis ban why 192.0.2.7"
        })
public final class PortcullisCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Runs the command that the arguments name; the exit code comes back. */
    public static int run(String... args) {
        return run(new PrintWriter(System.out, true, UTF_8), new PrintWriter(System.err, true, UTF_8), args);
    }

    static int run(PrintWriter out, PrintWriter err, String... args) {
        return new CommandLine(new PortcullisCommand())
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(PortcullisCommand::wrongArguments)
                .setExecutionExceptionHandler(PortcullisCommand::failed)
                .execute(args);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say which command");
    }

    private static int wrongArguments(ParameterException problem, String[] args) {
        CommandLine command = problem.getCommandLine();
        command.getErr()
                .println("portcullis: " + problem.getMessage() + nearest(problem) + "; see "
                        + command.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE;
    }

    private static String nearest(ParameterException problem) {
        List<String> near =
                problem instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
        return near.isEmpty() ? "" : "; did you mean \"" + near.get(0) + "\"?";
    }

    private static int failed(Exception failure, CommandLine command, CommandLine.ParseResult arguments) {
        if (failure instanceof CommandFailure) {
            command.getErr().println("portcullis: " + failure.getMessage());
        } else {
            command.getErr().println("portcullis: this is a fault of the program, please report it:");
            failure.printStackTrace(command.getErr());
        }
        return ExitCode.SOFTWARE;
    }

    /** The version for {@code --version}. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"portcullis " + ProgramVersion.get()};
        }
    }
}
