package dev.portcullis.app.run;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has been opened and must be closed again, the last one first, whatever happens on the way. */
final class Opened {

    private static final Logger log = LoggerFactory.getLogger(Opened.class);

    private final Deque<AutoCloseable> stack = new ArrayDeque<>();

    <T extends AutoCloseable> T add(T part) {
        stack.push(part);
        return part;
    }

    /** Closes everything; a failure is logged and the rest is closed all the same. */
    void close() {
        while (!stack.isEmpty()) {
            try {
                stack.pop().close();
            } catch (Exception e) {
                log.warn("could not stop a part of the program", e);
            }
        }
    }
}
