package dev.portcullis.app.command;

import dev.portcullis.app.config.Configuration;
import dev.portcullis.app.config.ConfigurationReader;
import dev.portcullis.app.config.ConfigurationSource;
import dev.portcullis.app.run.Portcullis;
import dev.portcullis.app.run.Predecessor;
import dev.portcullis.app.run.StartNotice;
import dev.portcullis.app.run.StartSummary;
import dev.portcullis.app.run.Time;
import dev.portcullis.rules.config.Checked;
import dev.portcullis.rules.time.WallClock;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The main job: stands in front of the site until it is told to stop. */
@Command(
        name = "run",
        description = {
            "Stands in front of a site until SIGTERM or Ctrl-C; then requests under way are finished.",
            "SIGHUP lets it read its configuration again, as portcullis reload does; SIGUSR1 to open its logs again.",
            "Without options the configuration is /etc/portcullis/portcullis.conf."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "For instance:",
            "  portcullis run --config portcullis.conf",
            "  portcullis run --origin http://127.0.0.1:8080 --listen 127.0.0.1:8000 --observe"
        })
final class RunCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration file.")
    private @Nullable Path config;

    @Option(
            names = "--origin",
            paramLabel = "URL",
            description = "Instead of a file: the site behind, with every default.")
    private @Nullable String origin;

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS:PORT",
            description = "With --origin: where clients connect. The default is 0.0.0.0:80.")
    private @Nullable String listen;

    @Option(names = "--observe", description = "With --origin: only watch, refuse nobody.")
    private boolean observe;

    @Override
    public Integer call() throws CommandFailure, InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        Configuration configuration = Configurations.usable(read(), err);
        Time time = Time.system();
        OnSignal.run("USR1", () -> {}); // logrotate may come while the program starts, and must not end it
        Portcullis program = start(configuration, source(), time);
        AtExit.run(program::close);
        OnSignal.run("HUP", () -> program.operator().reload());
        OnSignal.run("USR1", program::reopenLogs);
        err.print(StartSummary.of(program, time));
        err.flush();
        StartNotice.tellReady();
        program.awaitEnd(); // or until a signal: the hook stops the program, and the process ends with it
        return 0;
    }

    private static Portcullis start(Configuration configuration, ConfigurationSource source, Time time)
            throws CommandFailure {
        try {
            return Portcullis.start(configuration, source, Predecessor.ofEnvironment(), time);
        } catch (IOException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()));
        }
    }

    private ConfigurationSource source() {
        if (origin != null) {
            return ConfigurationSource.COMMAND_LINE;
        }
        return ConfigurationSource.ofFile(config == null ? Configurations.DEFAULT_FILE : config, WallClock.system());
    }

    private Checked<Configuration> read() throws CommandFailure {
        if (origin != null) {
            if (config != null) {
                throw wrong("either --config or --origin, not both");
            }
            return ConfigurationReader.ofOrigin(origin, listen, observe);
        }
        if (listen != null || observe) {
            throw wrong("--listen and --observe go with --origin; with a file they stand in it (listen, mode)");
        }
        if (config != null) {
            return ConfigurationReader.read(config, WallClock.system());
        }
        if (!Files.exists(Configurations.DEFAULT_FILE)) {
            throw new CommandFailure("there is no " + Configurations.DEFAULT_FILE
                    + "; say --config FILE, or --origin URL to run without a file");
        }
        return ConfigurationReader.read(Configurations.DEFAULT_FILE, WallClock.system());
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
