package dev.portcullis.app;

import dev.portcullis.app.command.PortcullisCommand;

/** The program's entry. */
public final class Main {

    private static final String LEAK_DETECTION = "io.netty.leakDetection.level";

    private Main() {}

    /** Runs the command that the arguments name and exits with its code. */
    public static void main(String[] args) {
        if (System.getProperty(LEAK_DETECTION) == null) {
            System.setProperty(LEAK_DETECTION, "disabled"); // each buffer watched costs; the tests watch them all
        }
        System.exit(PortcullisCommand.run(args));
    }
}
