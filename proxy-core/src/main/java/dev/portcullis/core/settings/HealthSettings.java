package dev.portcullis.core.settings;

import java.time.Duration;

/**
 * How it is found out that a server is down. A server that is down gets no requests as long as another is up.
 *
 * @param path what is asked of each server every {@code interval}: it is well if it answers with 200 to 399; empty to only go by
 *     the requests of visitors
 * @param host the host that is named in the question; empty for the server's own address
 * @param interval between two such questions, and until a server that was found down by visitors' requests is tried again
 * @param timeout for the answer
 * @param fall failures one after the other that take a server out: checks that fail, connections that can't be made or break
 *     before an answer
 * @param rise checks passed one after the other that take it in again
 */
public record HealthSettings(String path, String host, Duration interval, Duration timeout, int fall, int rise) {

    /** No questions; three failures take a server out for 5 seconds. */
    public static final HealthSettings DEFAULT =
            new HealthSettings("", "", Duration.ofSeconds(5), Duration.ofSeconds(3), 3, 2);
}
