package dev.portcullis.core.server;

import java.net.InetSocketAddress;
import java.util.function.Supplier;

/**
 * Where the origin listens just now. A name is looked up away from the event loops, since a look-up may block for seconds;
 * between two look-ups, and when one fails, the last answer holds.
 */
final class OriginAddress implements Supplier<InetSocketAddress> {

    private final InetSocketAddress configured;
    private volatile InetSocketAddress current;

    OriginAddress(InetSocketAddress configured) {
        this.configured = configured;
        this.current = configured;
        refresh();
    }

    /** Whether there is a name to look up. */
    boolean isName() {
        return configured.isUnresolved();
    }

    /** Looks the name up. Blocks. */
    void refresh() {
        if (isName()) {
            InetSocketAddress found = new InetSocketAddress(configured.getHostString(), configured.getPort());
            if (!found.isUnresolved()) {
                current = found;
            }
        }
    }

    @Override
    public InetSocketAddress get() {
        return current;
    }
}
