package dev.portcullis.core.server;

import dev.portcullis.core.accept.AcceptLimit;
import dev.portcullis.core.exchange.Worker;
import dev.portcullis.core.origin.Origin;
import dev.portcullis.core.quic.QuicCertificates;
import dev.portcullis.core.quic.QuicLibrary;
import dev.portcullis.core.tls.Certificates;
import dev.portcullis.core.tls.Handshakes;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The UDP sockets on which HTTP/3 is spoken, each on one event loop with all its connections. Unlike a listener for TCP a socket carries
 * its connections: it is closed when the last of them is.
 *
 * <p>Not safe between threads.
 */
final class Http3Listeners {

    private static final Logger log = LoggerFactory.getLogger(Http3Listeners.class);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

    /** What another process needs at the end of its drain time to close what is left. */
    private static final Duration SLACK = Duration.ofSeconds(2);

    private final NativeTransport transport;
    private final List<Map.Entry<EventLoop, Worker>> workers;
    private final QuicCertificates certificates;
    private final Handshakes handshakes;
    private final AcceptLimit accepts;
    private final Map<InetSocketAddress, Http3Listener> open = new LinkedHashMap<>();
    private final Map<InetSocketAddress, Http3Listener> leaving = new LinkedHashMap<>();

    /** Those that another process has not let go of yet, as far as is known here, be they wanted or not. Event loops write to it, too. */
    private final Map<InetSocketAddress, Http3Listener> awaited = new ConcurrentHashMap<>();

    private int next;

    /** None yet. */
    Http3Listeners(
            NativeTransport transport,
            Map<EventLoop, Worker> workers,
            Certificates certificates,
            Handshakes handshakes,
            AcceptLimit accepts) {
        this.transport = transport;
        this.workers = List.copyOf(workers.entrySet());
        this.certificates = new QuicCertificates(certificates);
        this.handshakes = handshakes;
        this.accepts = accepts;
    }

    /**
     * Opens those that are not open; one that another process had when this one began, as soon as it is free. Throws IOException, with the
     * address in its message, when one can't be opened; then none is.
     */
    void open(List<InetSocketAddress> addresses) throws IOException {
        requireLibrary();
        List<InetSocketAddress> opened = new ArrayList<>();
        for (InetSocketAddress address : addresses) {
            Http3Listener left = leaving.remove(address);
            if (left != null && left.comeBack()) {
                open.put(address, left);
                opened.add(address);
            } else if (awaited.containsKey(address) && !open.containsKey(address)) {
                openWhenFree(address);
                opened.add(address);
            } else if (!open.containsKey(address)) {
                Http3Listener listener = listener();
                ChannelFuture bound = bind(listener, address).awaitUninterruptibly();
                if (!bound.isSuccess()) {
                    opened.forEach(this::close);
                    throw new IOException(
                            "can't listen on UDP " + Origin.nameOf(address) + " for HTTP/3: "
                                    + bound.cause().getMessage(),
                            bound.cause());
                }
                listener.bound(bound.channel());
                open.put(address, listener);
                opened.add(address);
            }
        }
    }

    /** Opens these as soon as another process lets go of them. Two can't share a UDP port: each would get packets of the other's connections. */
    void openWhenFree(List<InetSocketAddress> addresses) throws IOException {
        requireLibrary();
        addresses.forEach(this::openWhenFree);
    }

    private void openWhenFree(InetSocketAddress address) {
        Http3Listener listener = listener();
        open.put(address, listener);
        awaited.put(address, listener);
        long longest = listener.drain().plus(SLACK).toMillis();
        listener.loop().execute(() -> tryToOpen(listener, address, 0, longest / TRY_AGAIN.toMillis()));
    }

    /** Tries once more; {@code last} is the try after which the other process should have let go of it long ago. */
    private void tryToOpen(Http3Listener listener, InetSocketAddress address, long tries, long last) {
        if (!listener.isWanted()) {
            return;
        }
        bind(listener, address).addListener((ChannelFuture bound) -> {
            if (bound.isSuccess()) {
                awaited.remove(address);
                listener.bound(bound.channel());
                log.info("HTTP/3 is spoken on UDP {}", Origin.nameOf(address));
                return;
            }
            if (tries == 0) {
                log.info("HTTP/3 on UDP {} waits until the other process has let go of it", Origin.nameOf(address));
            } else if (tries == last) {
                log.error(
                        "HTTP/3 is not spoken on UDP {}, which should be free by now; it is tried on: {}",
                        Origin.nameOf(address),
                        bound.cause().getMessage());
            }
            listener.loop()
                    .schedule(
                            () -> tryToOpen(listener, address, tries + 1, last),
                            TRY_AGAIN.toMillis(),
                            TimeUnit.MILLISECONDS);
        });
    }

    /** Those that another process has not let go of yet and that are wanted. May be asked from any thread. */
    List<InetSocketAddress> awaited() {
        return awaited.entrySet().stream()
                .filter(each -> each.getValue().isWanted())
                .map(Map.Entry::getKey)
                .toList();
    }

    private Http3Listener listener() {
        Map.Entry<EventLoop, Worker> where = workers.get(next++ % workers.size());
        return new Http3Listener(where.getKey(), where.getValue(), accepts, certificates);
    }

    private ChannelFuture bind(Http3Listener listener, InetSocketAddress address) {
        return new Bootstrap()
                .group(listener.loop())
                .channel(transport.datagramChannel())
                .handler(listener.handler(handshakes))
                .bind(address);
    }

    private static void requireLibrary() throws IOException {
        String fault = QuicLibrary.fault();
        if (fault != null) {
            throw new IOException(fault + "; use tls.http3 = off");
        }
    }

    /** Takes no more connections on others than these; connections that are open finish what they do. */
    void retain(List<InetSocketAddress> addresses) {
        for (InetSocketAddress address : new ArrayList<>(open.keySet())) {
            if (!addresses.contains(address)) {
                close(address);
            }
        }
        leaving.values().removeIf(Http3Listener::isClosed);
    }

    private void close(InetSocketAddress address) {
        Http3Listener listener = open.remove(address);
        if (listener != null) {
            listener.leave();
            leaving.put(address, listener);
        }
    }

    /** Closes all, with what is still open on them. */
    void closeNow() {
        retain(List.of());
        leaving.values().forEach(Http3Listener::closeNow);
        leaving.clear();
    }
}
