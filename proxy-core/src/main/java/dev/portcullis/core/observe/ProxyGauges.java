package dev.portcullis.core.observe;

import java.util.List;

/** What the data path holds just now. Any thread may read it; the numbers are those of a moment ago. */
public interface ProxyGauges {

    /** Connections of clients that are open. */
    long clientConnections();

    /** Connections of clients accepted since the start. */
    long acceptedConnections();

    /** Connections of clients that were ended for this reason, since the start. */
    long refusedConnections(ConnectionRefusal reason);

    /**
     * How often accepting paused since the start, because as many connections were open as there may be, or no file
     * descriptors were left.
     */
    long acceptPauses();

    /** Requests under way. */
    long activeExchanges();

    /** Connections to the origin that serve a request, or are being made. */
    long activeOriginConnections();

    /** Connections to the origin that are kept for the next request. */
    long idleOriginConnections();

    /** Connections to the origin that were made since the start. */
    long openedOriginConnections();

    /** The servers of all sites, in the order of the configuration. */
    List<OriginState> origins();

    /** Requests that were sent a second time because a kept connection turned out to be closed. */
    long retriedRequests();
}
