package dev.portcullis.app.notify;

import dev.portcullis.app.report.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The name that the system has for this machine, asked without the DNS. */
final class MachineName {

    private static final Path FILE = Path.of("/proc/sys/kernel/hostname");

    private MachineName() {}

    static String get() {
        try {
            String name = Printable.of(Files.readString(FILE).strip());
            return name.isEmpty() ? "portcullis" : name;
        } catch (IOException e) {
            return "portcullis";
        }
    }
}
