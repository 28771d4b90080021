package dev.portcullis.rules.api;

/**
 * What is known of a request when it arrives. The same for a live request and for a line of an old log.
 *
 * <p>An implementation may compute a value on first use; the same call always gives the same value, and no call blocks.
 */
public interface Facts {

    /** Who the request is charged to. */
    IpPrefix client();

    /** The method as sent (RFC 9110 9.1), case kept. */
    String method();

    /** The name of the site that serves the request; empty when the configuration names no sites, or none matched. */
    String site();

    /** The host asked for: lower case, without a port; empty when the request named none. */
    String host();

    /**
     * The path that the origin will serve, however it was spelled: percent-decoded once, {@code //} merged, dot segments
     * removed (RFC 3986 5.2.4), without the query. Characters are the decoded bytes as ISO-8859-1. Begins with {@code /},
     * but for the {@code *} of OPTIONS.
     */
    String path();

    /** What follows the {@code ?} of the target, as sent; empty when there is none. */
    String query();

    /** The User-Agent field (RFC 9110 10.1.5), as sent; empty when there is none. */
    String userAgent();

    /**
     * The JA4 fingerprint of the TLS handshake in which the connection began, such as {@code t13d1516h2_8daaf6152771_e5627efa2ab1};
     * empty when there was none, or none of the client's own: the connection is plain, or a proxy's that speaks for others.
     */
    default String tlsFingerprint() {
        return "";
    }

    /**
     * The address that the request came from, as far as it is known: a client that is an IPv6 prefix holds it. The client itself when no
     * more is known.
     */
    default IpPrefix address() {
        return client();
    }

    /**
     * The values of the field of this name (RFC 9110 5.3), in their order, joined by {@code ", "}, or {@code "; "} for {@code cookie};
     * empty when there is none.
     *
     * @param name in lower case
     */
    default String header(String name) {
        return name.equals("user-agent") ? userAgent() : "";
    }
}
