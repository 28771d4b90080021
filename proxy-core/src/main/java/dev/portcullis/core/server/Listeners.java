package dev.portcullis.core.server;

import dev.portcullis.core.origin.Origin;
import dev.portcullis.core.pipeline.ClientPipeline;
import dev.portcullis.core.settings.ListenSettings;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sockets that clients connect to. Not safe between threads. */
final class Listeners {

    private static final Logger log = LoggerFactory.getLogger(Listeners.class);

    private final ServerBootstrap bootstrap;
    private final Function<Listener.Kind, ClientPipeline> pipelines;
    private final Supplier<Http3Listeners> http3Listeners;
    private final Map<InetSocketAddress, Open> open = new LinkedHashMap<>();
    private volatile @Nullable Http3Listeners http3;

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
     * @param http3Listeners makes those for HTTP/3, the first time that it is wanted
     */
    Listeners(
            ServerBootstrap bootstrap,
            Function<Listener.Kind, ClientPipeline> pipelines,
            Supplier<Http3Listeners> http3Listeners) {
        this.http3Listeners = http3Listeners;
        this.bootstrap = bootstrap;
        this.pipelines = pipelines;
    }

    /**
     * Opens those whose addresses are not open. Throws IOException, with the address in its message, when one can't be, be it that
     * another program listens there; then none is.
     */
    void open(ListenSettings settings) throws IOException {
        List<InetSocketAddress> opened = new ArrayList<>();
        for (Listener listener : settings.listeners()) {
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
        try {
            if (settings.http3()) {
                http3().open(http3Addresses(settings.listeners()));
            }
        } catch (IOException e) {
            opened.forEach(this::close);
            throw e;
        }
    }

    private Http3Listeners http3() {
        Http3Listeners made = http3;
        if (made == null) {
            made = http3Listeners.get();
            http3 = made;
        }
        return made;
    }

    /** Where HTTP/3 is spoken beside these, with the ports that the system chose for port 0. */
    private List<InetSocketAddress> http3Addresses(List<Listener> listeners) {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (Listener listener : listeners) {
            Open tcp = open.get(listener.address());
            if (listener.kind() == Listener.Kind.HTTPS && tcp != null) {
                addresses.add(tcp.listener().address());
            }
        }
        return addresses;
    }

    /**
     * Opens these beside another process of the same user that listens on them, and has new connections come here only. Throws
     * IOException as {@link #open}.
     */
    void takeOver(ListenSettings settings) throws IOException {
        for (Listener listener : settings.listeners()) {
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
        if (settings.http3()) {
            http3().openWhenFree(http3Addresses(settings.listeners()));
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
    void retain(ListenSettings settings) {
        retain(settings.listeners());
        Http3Listeners made = http3;
        if (made != null) {
            made.retain(settings.http3() ? http3Addresses(settings.listeners()) : List.of());
        }
    }

    private void retain(List<Listener> listeners) {
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

    /** The UDP addresses that are to be opened as soon as another process lets go of them. May be asked from any thread. */
    List<InetSocketAddress> awaited() {
        Http3Listeners made = http3;
        return made == null ? List.of() : made.awaited();
    }

    /** Takes no more connections. */
    void close() {
        retain(List.of());
        Http3Listeners made = http3;
        if (made != null) {
            made.retain(List.of());
        }
    }

    /** Closes all, and the connections of HTTP/3 with them. */
    void closeNow() {
        close();
        Http3Listeners made = http3;
        if (made != null) {
            made.closeNow();
        }
    }

    private void close(InetSocketAddress address) {
        Open listener = open.remove(address);
        if (listener != null) {
            listener.socket().close().awaitUninterruptibly();
        }
    }
}
