package dev.portcullis.app.command;

import dev.portcullis.app.run.ProgramLog;

/** What is done when the process is told to end, by SIGTERM or Ctrl-C. */
final class AtExit {

    private AtExit() {}

    /** Before the process ends, {@code last} is run, and what is left of the log is written. */
    static void run(Runnable last) {
        Thread thread = new Thread(
                () -> {
                    last.run();
                    ProgramLog.stop();
                },
                "stop");
        Runtime.getRuntime().addShutdownHook(thread);
    }
}
