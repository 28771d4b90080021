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

/** The sockets that clients connect to. Not safe between threads. */
final class Listeners {

    private final ServerBootstrap bootstrap;
    private final Map<InetSocketAddress, Channel> open = new LinkedHashMap<>();

    /** No listeners yet. */
    Listeners(ServerBootstrap bootstrap) {
        this.bootstrap = bootstrap;
    }

    /** Opens those that are not open. Throws IOException, with the address in its message, when one can't be; then none is. */
    void open(List<InetSocketAddress> addresses) throws IOException {
        List<InetSocketAddress> opened = new ArrayList<>();
        for (InetSocketAddress address : addresses) {
            if (!open.containsKey(address)) {
                ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
                if (!bound.isSuccess()) {
                    opened.forEach(this::close);
                    String reason = bound.cause().getMessage();
                    throw new IOException("can't listen on " + Origin.nameOf(address) + ": " + reason, bound.cause());
                }
                open.put(address, bound.channel());
                opened.add(address);
            }
        }
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
