package dev.portcullis.app.config;

import dev.portcullis.rules.config.Checked;
import dev.portcullis.rules.config.Problem;
import dev.portcullis.rules.time.WallClock;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where the configuration is read from, again with each reload.
 *
 * @param name what people call it: the file, or {@code the command line}
 * @param reader reads it; called by one thread at a time
 */
public record ConfigurationSource(String name, Supplier<Checked<Configuration>> reader) {

    /** The command line, which can't be read again. */
    public static final ConfigurationSource COMMAND_LINE = new ConfigurationSource(
            "the command line",
            () -> new Checked<>(
                    Optional.empty(),
                    List.of(new Problem(
                            Problem.Severity.ERROR,
                            "command line",
                            0,
                            "",
                            "the program was started without a file: there is nothing to read again",
                            "a start with --config FILE",
                            null))));

    /** A file; by the clock it is seen whether its certificates have expired. */
    public static ConfigurationSource ofFile(Path file, WallClock clock) {
        Path whole = file.toAbsolutePath();
        return new ConfigurationSource(whole.toString(), () -> ConfigurationReader.read(whole, clock));
    }
}
