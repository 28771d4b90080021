package dev.portcullis.core.settings;

import java.time.Duration;

/**
 * How much of a client is accepted. Clients on the allow-list and proxies are exempt from the limits per client.
 *
 * @param connections open connections of all clients together; while there are as many, no more are accepted and wait in the
 *     system's queue. 0 for as many as the file descriptors that the system grants allow
 * @param connectionsPerClient open connections of one client; one more is closed at once. 0 for no limit
 * @param requestsPerConnection requests served on one connection before it is closed; 1 or more
 * @param rate bytes per second that a client must send of a body, and take of a response, on average over
 *     {@code rateWindow} while it is its turn; 0 for no limit
 * @param rateWindow how long it may be slower; at least a second. A response is given {@code timeouts.idle} if that is longer: the
 *     system tells of what a client takes in large pieces only
 */
public record ClientLimits(
        int connections, int connectionsPerClient, int requestsPerConnection, int rate, Duration rateWindow) {

    /** What the system allows, 256 connections a client, 1000 requests on each, 500 bytes a second over 20 seconds. */
    public static final ClientLimits DEFAULT = new ClientLimits(0, 256, 1000, 500, Duration.ofSeconds(20));
}
