package dev.portcullis.app;

import dev.portcullis.app.command.PortcullisCommand;

/** The program's entry. */
public final class Main {

    private static final String LEAK_DETECTION = "io.netty.leakDetection.level";
    private static final String FLIGHT_RECORDER = "io.netty.jfr.enabled";

    private Main() {}

    /** Runs the command that the arguments name and exits with its code. */
    public static void main(String[] args) {
        if (System.getProperty(LEAK_DETECTION) == null) {
            System.setProperty(LEAK_DETECTION, "disabled"); // each buffer watched costs; the tests watch them all
        }
        if (System.getProperty(FLIGHT_RECORDER) == null) {
            System.setProperty(FLIGHT_RECORDER, "false"); // only to be ready for it, a start takes a fifth longer
        }
        System.exit(PortcullisCommand.run(args));
    }
}
