package dev.portcullis.core.server;

import dev.portcullis.core.origin.Origin;
import dev.portcullis.core.pipeline.ClientPipeline;
import dev.portcullis.core.settings.Listener;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sockets that clients connect to. Not safe between threads. */
final class Listeners {

    private static final Logger log = LoggerFactory.getLogger(Listeners.class);

    private final ServerBootstrap bootstrap;
    private final Function<Listener.Kind, ClientPipeline> pipelines;
    private final Map<InetSocketAddress, Open> open = new LinkedHashMap<>();

    /** A socket, and what orders the handlers of its connections. */
    private record Open(Channel socket, ClientPipeline pipeline) {

        Listener listener() {
            return new Listener((InetSocketAddress) socket.localAddress(), pipeline.kind());
        }
    }

    /**
     * No listeners yet.
     *
     * @param bootstrap of listeners that share their port ({@link PortSharing}), without a handler for their connections
     * @param pipelines makes that handler
     */
    Listeners(ServerBootstrap bootstrap, Function<Listener.Kind, ClientPipeline> pipelines) {
        this.bootstrap = bootstrap;
        this.pipelines = pipelines;
    }

    /**
     * Opens those whose addresses are not open. Throws IOException, with the address in its message, when one can't be, be it that
     * another program listens there; then none is.
     */
    void open(List<Listener> listeners) throws IOException {
        List<InetSocketAddress> opened = new ArrayList<>();
        for (Listener listener : listeners) {
            InetSocketAddress address = listener.address();
            if (!open.containsKey(address)) {
                try {
                    PortSharing.requireFree(address);
                    bind(listener);
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
    void takeOver(List<Listener> listeners) throws IOException {
        for (Listener listener : listeners) {
            try {
                bind(listener);
            } catch (IOException e) {
                close();
                throw new IOException(
                        "can't listen on " + Origin.nameOf(listener.address()) + ": " + e.getMessage(), e);
            }
        }
        for (Map.Entry<InetSocketAddress, Open> listener : open.entrySet()) {
            if (!PortSharing.takeNewConnections(listener.getValue().socket())) {
                log.warn("connections to {} may be lost while it is taken over", Origin.nameOf(listener.getKey()));
            }
        }
    }

    private void bind(Listener listener) throws IOException {
        ClientPipeline pipeline = pipelines.apply(listener.kind());
        ChannelFuture bound = bootstrap
                .clone()
                .childHandler(pipeline)
                .bind(listener.address())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(bound.cause().getMessage(), bound.cause());
        }
        open.put(listener.address(), new Open(bound.channel(), pipeline));
    }

    /**
     * Speaks on new connections what these say, all of which are open, and closes all other listeners. Connections that were
     * accepted stay as they are.
     */
    void retain(List<Listener> listeners) {
        List<InetSocketAddress> addresses =
                listeners.stream().map(Listener::address).toList();
        new ArrayList<>(open.keySet())
                .stream().filter(address -> !addresses.contains(address)).forEach(this::close);
        for (Listener listener : listeners) {
            Open kept = open.get(listener.address());
            if (kept != null) {
                kept.pipeline().speak(listener.kind());
            }
        }
    }

    /** The listeners in the order they were opened, with the ports the system chose for port 0. */
    List<Listener> all() {
        return open.values().stream().map(Open::listener).toList();
    }

    /** Closes all. */
    void close() {
        retain(List.of());
    }

    private void close(InetSocketAddress address) {
        Open listener = open.remove(address);
        if (listener != null) {
            listener.socket().close().awaitUninterruptibly();
        }
    }
}
