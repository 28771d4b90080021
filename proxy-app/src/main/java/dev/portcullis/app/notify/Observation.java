package dev.portcullis.app.notify;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the program stands at a moment, as far as it is worth telling.
 *
 * @param servers of the sites
 * @param sites how busy they are
 * @param stoppedRules rules that are stopped because they were about to ban too many
 * @param suspectedProxies peers that forward for many and are not trusted
 * @param reload how the configuration was last read
 * @param logs what is lost
 * @param certificates how it stands with those for clients
 */
public record Observation(
        List<Server> servers,
        List<Site> sites,
        List<String> stoppedRules,
        List<String> suspectedProxies,
        Reload reload,
        Losses logs,
        Certificates certificates) {

    /**
     * A server of a site.
     *
     * @param site the site's name; empty for the one that is not named
     * @param address where it listens
     * @param up whether it is taken for well
     */
    public record Server(String site, String address, boolean up) {}

    /**
     * How busy a site is.
     *
     * @param name its name; empty for the one that is not named
     * @param waiting requests that wait for it
     * @param shed requests that were turned away since the start
     */
    public record Site(String name, int waiting, long shed) {}

    /**
     * How the configuration was last read.
     *
     * @param source where from
     * @param at when
     * @param successful whether it came into force
     */
    public record Reload(String source, Instant at, boolean successful) {}

    /**
     * What is lost.
     *
     * @param stateProblem why bans are not kept, though they are to be; null when they are
     * @param accessLog lines of the access log lost since the start
     * @param banLog lines of the ban log lost since the start
     */
    public record Losses(@Nullable String stateProblem, long accessLog, long banLog) {}

    /**
     * Certificates.
     *
     * @param served those in use
     * @param failing those that are to come from an authority, and did not; a host once at most
     */
    public record Certificates(List<Certificate> served, List<Failing> failing) {}

    /**
     * A certificate that did not come from its authority.
     *
     * @param host what it is for
     * @param authority the authority's host
     * @param why words that follow a colon, a stranger's
     */
    public record Failing(String host, String authority, String why) {}

    /**
     * A certificate that clients are shown.
     *
     * @param name what it is for
     * @param end when it ends
     */
    public record Certificate(String name, Instant end) {}
}
