package dev.portcullis.core.observe;

/**
 * How a server of a site stands. One that serves several sites is listed for each.
 *
 * @param site the site's name; empty for the one that is not named
 * @param server where it listens, as people write it, after {@code https://} if TLS is spoken with it
 * @param up whether it is taken for well
 * @param active requests that it serves just now, of all sites
 */
public record OriginState(String site, String server, boolean up, int active) {}
