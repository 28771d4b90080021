package dev.portcullis.app.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How the program stands.
 *
 * @param version of Portcullis
 * @param started when it began to serve
 * @param uptime for how long it has
 * @param mode {@code enforce}, or {@code observe} when the whole program only watches
 * @param path the data path
 * @param policy what is counted and who is banned
 * @param accessLogDropped lines that the access log lost
 */
public record StatusReport(
        String version,
        Instant started,
        Duration uptime,
        String mode,
        Path path,
        Policy policy,
        long accessLogDropped) {

    /**
     * The data path.
     *
     * @param listen where clients connect
     * @param origin the site behind
     * @param transport the system's interface that carries the connections
     * @param clientConnections connections of clients that are open
     * @param activeRequests requests under way
     * @param activeOriginConnections connections to the origin that are in use
     * @param idleOriginConnections connections to the origin that are kept
     */
    public record Path(
            List<String> listen,
            String origin,
            String transport,
            long clientConnections,
            long activeRequests,
            long activeOriginConnections,
            long idleOriginConnections) {}

    /**
     * What is counted and who is banned.
     *
     * @param trackedClients clients that something is counted for
     * @param enforcedBans bans that refuse
     * @param observedBans bans that are only watched
     * @param rules the rules, in the order of the configuration
     */
    public record Policy(long trackedClients, int enforcedBans, int observedBans, List<RuleReport> rules) {}

    /**
     * A rule in force.
     *
     * @param name its name
     * @param sentence what it does, in words
     * @param acted requests it refused; for a rule that bans, by its bans
     * @param observed requests on which it would have acted
     * @param spared requests for which it would have banned somebody who can't be
     */
    public record RuleReport(String name, String sentence, long acted, long observed, long spared) {}
}
