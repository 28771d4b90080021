package dev.portcullis.app.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** Which version of Portcullis this is, as the build wrote it into the jar. */
public final class ProgramVersion {

    private static final String VERSION = read();

    private ProgramVersion() {}

    /** The version, such as {@code 1.2.3}. */
    public static String get() {
        return VERSION;
    }

    private static String read() {
        try (InputStream in = ProgramVersion.class.getResourceAsStream("/portcullis.properties")) {
            Properties properties = new Properties();
            properties.load(Objects.requireNonNull(in, "the build puts portcullis.properties into the jar"));
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
