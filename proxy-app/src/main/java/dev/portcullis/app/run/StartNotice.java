package dev.portcullis.app.run;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Word to the service manager that started the program, if it wants to know when it serves (sd_notify(3)). */
public final class StartNotice {

    private static final Logger log = LoggerFactory.getLogger(StartNotice.class);
    private static final int PATIENCE_SECONDS = 5;

    private StartNotice() {}

    /** Tells it that the program serves, and that this process is its main one from now on. */
    public static void tellReady() {
        if (System.getenv("NOTIFY_SOCKET") == null) {
            return;
        }
        try {
            long pid = ProcessHandle.current().pid();
            Process told = new ProcessBuilder("systemd-notify", "--ready", "--pid=" + pid)
                    .inheritIO()
                    .start();
            if (!told.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || told.exitValue() != 0) {
                log.error("the service manager could not be told that the program serves: systemd-notify failed");
            }
        } catch (IOException e) {
            log.error("the service manager could not be told that the program serves: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
