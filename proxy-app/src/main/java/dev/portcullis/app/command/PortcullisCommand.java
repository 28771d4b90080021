package dev.portcullis.app.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.portcullis.app.report.ProgramVersion;
import java.io.PrintWriter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        footer = {
            "",
            "For instance:",
            "  portcullis demo --attack",
            "  portcullis run --origin http://127.0.0.1:8080 --listen 0.0.0.0:80",
            "  portcullis check /etc/portcullis/portcullis.conf",
            "  portcullis ban why 192.0.2.7"
        })
public final class PortcullisCommand implements Runnable {

    /** In the order in which the help shows them. */
    static final Map<String, Class<?>> COMMANDS = commands();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Runs the command that the arguments name; the exit code comes back. */
    public static int run(String... args) {
        return run(new PrintWriter(System.out, true, UTF_8), new PrintWriter(System.err, true, UTF_8), args);
    }

    static int run(PrintWriter out, PrintWriter err, String... args) {
        return commandLine(args)
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(PortcullisCommand::wrongArguments)
                .setExecutionExceptionHandler(PortcullisCommand::failed)
                .execute(args);
    }

    /** With the command that is asked for alone, where it is one: picocli takes longer to read all of them than the start may. */
    private static CommandLine commandLine(String... args) {
        CommandLine line = new CommandLine(new PortcullisCommand());
        Class<?> wanted = args.length == 0 ? null : COMMANDS.get(args[0]);
        if (wanted != null) {
            return line.addSubcommand(wanted);
        }
        COMMANDS.values().forEach(line::addSubcommand);
        return line;
    }

    private static Map<String, Class<?>> commands() {
        Map<String, Class<?>> commands = new LinkedHashMap<>();
        commands.put("run", RunCommand.class);
        commands.put("check", CheckCommand.class);
        commands.put("ban", BanCommand.class);
        commands.put("top", TopCommand.class);
        commands.put("page", PageCommand.class);
        commands.put("status", StatusCommand.class);
        commands.put("reload", ReloadCommand.class);
        commands.put("restart", RestartCommand.class);
        commands.put("notify", NotifyCommand.class);
        commands.put("healthcheck", HealthcheckCommand.class);
        commands.put("version", VersionCommand.class);
        commands.put("demo", DemoCommand.class);
        return Collections.unmodifiableMap(commands);
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
