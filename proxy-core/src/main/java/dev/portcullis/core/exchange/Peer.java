package dev.portcullis.core.exchange;

import dev.portcullis.core.forward.Hop;
import dev.portcullis.core.http.FieldName;
import dev.portcullis.core.http.RequestHead;
import dev.portcullis.rules.api.Clients;
import dev.portcullis.rules.api.Clients.Forwarding;
import dev.portcullis.rules.api.IpPrefix;
import java.net.InetAddress;

/** The other end of a client's connection, and for whom it speaks. What can be known of it is looked up once. */
final class Peer {

    private final Clients clients;
    private final InetAddress socketAddress;
    private final IpPrefix address;
    private final Sender direct;

    /**
     * Who sent a request.
     *
     * @param client who it is charged to
     * @param hop what the origin is told
     */
    record Sender(IpPrefix client, Hop hop) {}

    Peer(Clients clients, InetAddress socketAddress, String scheme) {
        this.clients = clients;
        this.socketAddress = socketAddress;
        this.address = IpPrefix.of(socketAddress);
        Hop hop = new Hop(address.toString(), clients.trusts(socketAddress), "", scheme);
        this.direct = new Sender(clients.direct(socketAddress), hop);
    }

    /** The same peer as these clients see it, which a new configuration brings. */
    Peer seenBy(Clients now) {
        return now == clients ? this : new Peer(now, socketAddress, direct.hop().scheme());
    }

    /** The address itself. */
    IpPrefix address() {
        return address;
    }

    /** Whether it speaks for others, so that its requests come from many clients. */
    boolean isProxy() {
        return direct.hop().trusted();
    }

    /** Who the peer itself is as a client. */
    IpPrefix client() {
        return direct.client();
    }

    /** Who sent this request. */
    Sender sender(RequestHead request) {
        if (!isProxy()) {
            return direct;
        }
        Forwarding forwarding = clients.behind(socketAddress, request.fields().all(FieldName.X_FORWARDED_FOR));
        Hop hop = direct.hop();
        return new Sender(forwarding.client(), new Hop(hop.peer(), true, forwarding.chain(), hop.scheme()));
    }
}
