package dev.portcullis.core.origin;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.Supplier;

/**
 * Where a server listens just now. A name is looked up away from the event loops, since a look-up may block for seconds;
 * between two look-ups, and when one fails, the last answer holds.
 */
final class ServerAddress implements Supplier<SocketAddress> {

    private final SocketAddress configured;
    private volatile SocketAddress current;

    ServerAddress(SocketAddress configured) {
        this.configured = configured;
        this.current = configured;
        refresh();
    }

    /** Looks the name up, if it is one. Blocks. */
    void refresh() {
        if (configured instanceof InetSocketAddress internet && internet.isUnresolved()) {
            InetSocketAddress found = new InetSocketAddress(internet.getHostString(), internet.getPort());
            if (!found.isUnresolved()) {
                current = found;
            }
        }
    }

    @Override
    public SocketAddress get() {
        return current;
    }
}
