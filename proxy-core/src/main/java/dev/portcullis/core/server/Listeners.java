package dev.portcullis.core.server;

import dev.portcullis.core.origin.Origin;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sockets that clients connect to. Not safe between threads. */
final class Listeners {

    private static final Logger log = LoggerFactory.getLogger(Listeners.class);

    private final ServerBootstrap bootstrap;
    private final Map<InetSocketAddress, Channel> open = new LinkedHashMap<>();

    /** No listeners yet; the bootstrap is of listeners that share their port ({@link PortSharing}). */
    Listeners(ServerBootstrap bootstrap) {
        this.bootstrap = bootstrap;
    }

    /**
     * Opens those that are not open. Throws IOException, with the address in its message, when one can't be, be it that
     * another program listens there; then none is.
     */
    void open(List<InetSocketAddress> addresses) throws IOException {
        List<InetSocketAddress> opened = new ArrayList<>();
        for (InetSocketAddress address : addresses) {
            if (!open.containsKey(address)) {
                try {
                    PortSharing.requireFree(address);
                    bind(address);
                    opened.add(address);
                } catch (IOException e) {
                    opened.forEach(this::close);
                    throw new IOException("can't listen on " + Origin.nameOf(address) + ": " + e.getMessage(), e);
                }
            }
        }
    }

    /**
     * Opens these beside another process of the same user that listens on them, and has new connections come here only. Throws
     * IOException as {@link #open}.
     */
    void takeOver(List<InetSocketAddress> addresses) throws IOException {
        for (InetSocketAddress address : addresses) {
            try {
                bind(address);
            } catch (IOException e) {
                close();
                throw new IOException("can't listen on " + Origin.nameOf(address) + ": " + e.getMessage(), e);
            }
        }
        for (Map.Entry<InetSocketAddress, Channel> listener : open.entrySet()) {
            if (!PortSharing.takeNewConnections(listener.getValue())) {
                log.warn("connections to {} may be lost while it is taken over", Origin.nameOf(listener.getKey()));
            }
        }
    }

    private void bind(InetSocketAddress address) throws IOException {
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(bound.cause().getMessage(), bound.cause());
        }
        open.put(address, bound.channel());
    }

    /** Closes all but these. Connections that were accepted stay. */
    void retain(List<InetSocketAddress> addresses) {
        new ArrayList<>(open.keySet())
                .stream().filter(address -> !addresses.contains(address)).forEach(this::close);
    }

    /** Where they listen, in the order they were opened, with the ports the system chose for port 0. */
    List<InetSocketAddress> addresses() {
        return open.values().stream()
                .map(listener -> (InetSocketAddress) listener.localAddress())
                .toList();
    }

    /** Closes all. */
    void close() {
        retain(List.of());
    }

    private void close(InetSocketAddress address) {
        Channel listener = open.remove(address);
        if (listener != null) {
            listener.close().awaitUninterruptibly();
        }
    }
}
