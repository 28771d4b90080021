package dev.portcullis.core.exchange;

import dev.portcullis.core.forward.Hop;
import dev.portcullis.core.http.FieldName;
import dev.portcullis.core.http.RequestHead;
import dev.portcullis.core.proxyprotocol.Endpoints;
import dev.portcullis.rules.api.Clients;
import dev.portcullis.rules.api.Clients.Forwarding;
import dev.portcullis.rules.api.IpPrefix;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The other end of a client's connection, and for whom it speaks: the socket's, or the one that a PROXY protocol header
 * announced, which takes its place for every purpose. What can be known of it is looked up once.
 */
public final class Peer {

    private final Clients clients;
    private final Endpoints ends;
    private final IpPrefix address;
    private final Sender direct;
    private boolean heard;

    /**
     * Who sent a request.
     *
     * @param client who it is charged to
     * @param hop what the origin is told
     */
    record Sender(IpPrefix client, Hop hop) {}

    Peer(Clients clients, Endpoints ends, String scheme) {
        InetAddress source = ends.source().getAddress();
        this.clients = clients;
        this.ends = ends;
        this.address = IpPrefix.of(source);
        Hop hop = new Hop(address.toString(), clients.trusts(source), "", scheme);
        this.direct = new Sender(clients.direct(source), hop);
    }

    /** The peer in whose place another one, who speaks for it, has connected. */
    public Peer announced(InetSocketAddress source) {
        return new Peer(
                clients, new Endpoints(source, ends.destination()), direct.hop().scheme());
    }

    /** Both ends of the connection. */
    public Endpoints ends() {
        return ends;
    }

    /** The same peer as these clients see it, which a new configuration brings. */
    Peer seenBy(Clients now) {
        return now == clients ? this : new Peer(now, ends, direct.hop().scheme());
    }

    /** The address itself. */
    IpPrefix address() {
        return address;
    }

    /** Whether it speaks for others, so that its requests come from many clients. */
    public boolean isProxy() {
        return direct.hop().trusted();
    }

    /** Who the peer itself is as a client. */
    public IpPrefix client() {
        return direct.client();
    }

    /** Who sent this request. */
    Sender sender(RequestHead request) {
        if (!isProxy()) {
            String claim = request.fields().first(FieldName.X_FORWARDED_FOR);
            if (claim != null || !heard) { // once for each connection is enough to know that it makes no claim
                heard = true;
                clients.claimed(direct.client(), claim);
            }
            return direct;
        }
        Forwarding forwarding =
                clients.behind(ends.source().getAddress(), request.fields().all(FieldName.X_FORWARDED_FOR));
        Hop hop = direct.hop();
        return new Sender(forwarding.client(), new Hop(hop.peer(), true, forwarding.chain(), hop.scheme()));
    }
}
