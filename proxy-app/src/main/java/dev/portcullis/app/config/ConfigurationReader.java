package dev.portcullis.app.config;

import dev.portcullis.rules.config.Checked;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads the configuration: a file, its text, or what the command line says in its place. Every problem is found at once. */
@SuppressWarnings("DoNotCallSuggester")
public final class ConfigurationReader {

    private ConfigurationReader() {}

    /** The configuration in a file. A file that can't be read is a problem too. */
    public static Checked<Configuration> read(Path file) {
        throw new UnsupportedOperationException();
    }

    /** The configuration that {@code hocon} says; {@code name} stands for the file in problems. */
    public static Checked<Configuration> parse(String name, String hocon) {
        throw new UnsupportedOperationException();
    }

    /**
     * The defaults, for one site.
     *
     * @param origin the site, as in the key {@code origin}
     * @param listen where clients connect, as in the key {@code listen}; null for its default
     * @param observe whether the whole program only watches
     */
    public static Checked<Configuration> ofOrigin(String origin, @Nullable String listen, boolean observe) {
        throw new UnsupportedOperationException();
    }
}
