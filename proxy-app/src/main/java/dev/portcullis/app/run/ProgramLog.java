package dev.portcullis.app.run;

import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/** The program's own log, which is written by a thread of its own. */
public final class ProgramLog {

    private ProgramLog() {}

    /** Writes what is left and stops: the last thing that the process does. */
    public static void stop() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.stop();
        }
    }
}
