package dev.portcullis.core.exchange;

import dev.portcullis.core.accept.ClientConnections;
import dev.portcullis.rules.api.IpPrefix;
import org.jspecify.annotations.Nullable;

/** The slot of a connection among those that its client may have open. Clients on the allow-list and proxies need none. */
final class Slot {

    private final ClientConnections connections;
    private @Nullable IpPrefix client;

    Slot(ClientConnections connections) {
        this.connections = connections;
    }

    /** Takes a slot for a connection of this peer, and says whether there was one, or none is needed. */
    boolean take(Peer peer, Services services) {
        IpPrefix wanted = peer.client();
        if (peer.isProxy() || services.policy().allows(wanted)) {
            return true;
        }
        if (!connections.enter(wanted, services.settings().clients().connectionsPerClient())) {
            return false;
        }
        client = wanted;
        return true;
    }

    /** Gives back what was taken. */
    void leave() {
        if (client != null) {
            connections.leave(client);
            client = null;
        }
    }
}
