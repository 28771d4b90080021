package dev.portcullis.app.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the program stands.
 *
 * @param version of Portcullis
 * @param started when it began to serve
 * @param uptime for how long it has
 * @param configuration what it goes by
 * @param path the data path
 * @param policy what is counted and who is banned
 * @param accessLogDropped lines that the access log lost
 * @param certificates those that are served, in the order of the configuration
 */
public record StatusReport(
        String version,
        Instant started,
        Duration uptime,
        Loaded configuration,
        Path path,
        Policy policy,
        long accessLogDropped,
        List<CertificateReport> certificates) {

    /** Of a program that serves no certificates. */
    public StatusReport(
            String version,
            Instant started,
            Duration uptime,
            Loaded configuration,
            Path path,
            Policy policy,
            long accessLogDropped) {
        this(version, started, uptime, configuration, path, policy, accessLogDropped, List.of());
    }

    /**
     * A certificate that is served.
     *
     * @param file the file it was read from
     * @param hosts the hosts it is served for
     * @param expires until when it is valid
     */
    public record CertificateReport(String file, List<String> hosts, Instant expires) {}

    /**
     * The configuration in force.
     *
     * @param source the file it was read from
     * @param since when it came into force
     * @param lastReload when it was last read, whatever came of it; the start counts
     * @param lastReloadSuccessful whether it came into force then
     */
    public record Loaded(String source, Instant since, Instant lastReload, boolean lastReloadSuccessful) {}

    /**
     * The data path.
     *
     * @param listen where clients connect
     * @param sites the sites behind, in the order of the configuration
     * @param admissions how admission to each origin stands, in the order of the sites
     * @param transport the system's interface that carries the connections
     * @param clientConnections connections of clients that are open
     * @param activeRequests requests under way
     * @param activeOriginConnections connections to the origin that are in use
     * @param idleOriginConnections connections to the origin that are kept
     */
    public record Path(
            List<String> listen,
            List<SiteReport> sites,
            List<AdmissionState> admissions,
            String transport,
            long clientConnections,
            long activeRequests,
            long activeOriginConnections,
            long idleOriginConnections) {}

    /**
     * A site behind.
     *
     * @param name its name; empty for the one that is not named
     * @param hosts the hosts it serves; empty when it serves every other one
     * @param servers where its requests go
     */
    public record SiteReport(String name, List<String> hosts, List<ServerReport> servers) {}

    /**
     * A server of a site.
     *
     * @param address where it listens, as the configuration says it
     * @param up whether it is taken for well
     * @param activeRequests requests that it serves, of all sites
     */
    public record ServerReport(String address, boolean up, long activeRequests) {}

    /**
     * How admission to an origin stands.
     *
     * @param site the first site that has this origin; empty for the one that is not named
     * @param pages what goes there but for static files
     * @param files static files
     * @param shed requests that were turned away since the origin got this admission
     */
    public record AdmissionState(String site, LaneState pages, LaneState files, long shed) {}

    /**
     * One of the two ways to an origin.
     *
     * @param limit how many requests may be there at once; null for no limit
     * @param inFlight how many are
     * @param waiting how many wait
     */
    public record LaneState(@Nullable Integer limit, int inFlight, int waiting) {}

    /**
     * What is counted and who is banned.
     *
     * @param mode {@code enforce}, or {@code observe} when the whole program only watches
     * @param trackedClients clients that something is counted for
     * @param enforcedBans bans that refuse
     * @param observedBans bans that are only watched
     * @param warnings what the administrator should know of at once, in words
     * @param rules the rules, in the order of the configuration
     */
    public record Policy(
            String mode,
            long trackedClients,
            int enforcedBans,
            int observedBans,
            List<String> warnings,
            List<RuleReport> rules) {}

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
