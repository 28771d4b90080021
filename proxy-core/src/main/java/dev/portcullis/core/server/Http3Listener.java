package dev.portcullis.core.server;

import dev.portcullis.core.accept.AcceptLimit;
import dev.portcullis.core.exchange.Worker;
import dev.portcullis.core.pipeline.Http3Pipeline;
import dev.portcullis.core.quic.AfterDatagram;
import dev.portcullis.core.quic.QuicCertificates;
import dev.portcullis.core.tls.Handshakes;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.quic.QuicSslContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A UDP socket for HTTP/3, and the connections on it. */
final class Http3Listener implements Http3Pipeline.Acceptor {

    private final EventLoop loop;
    private final Worker worker;
    private final AcceptLimit accepts;
    private final AfterDatagram afterDatagram = new AfterDatagram();
    private final QuicSslContext tls;
    private final Map<Channel, Worker.Member> connections = new HashMap<>();
    private volatile boolean wanted = true;
    private volatile @Nullable Channel socket;

    /** A socket that is to be on this event loop, which is this worker's. */
    Http3Listener(EventLoop loop, Worker worker, AcceptLimit accepts, QuicCertificates certificates) {
        this.loop = loop;
        this.worker = worker;
        this.accepts = accepts;
        this.tls = certificates.context(afterDatagram::isAwaited);
    }

    EventLoop loop() {
        return loop;
    }

    /** The handler of its socket. */
    ChannelHandler handler(Handshakes handshakes) {
        return Http3Pipeline.ofSocket(worker, loop, tls, afterDatagram, handshakes, this);
    }

    /** How long another process may keep its port. */
    Duration drain() {
        return worker.services().settings().timeouts().drain();
    }

    /** Whether it is to be open. */
    boolean isWanted() {
        return wanted;
    }

    /** This is its socket. */
    void bound(Channel to) {
        socket = to;
        if (!wanted) {
            to.close();
        }
    }

    @Override
    public boolean accepts() {
        return wanted && !accepts.isFull();
    }

    @Override
    public void accepted(Channel connection, Worker.Member served) {
        accepts.opened(connection);
        connections.put(connection, served);
        connection.closeFuture().addListener(closed -> {
            connections.remove(connection);
            closeIfDone();
        });
    }

    /** Takes no more connections, asks the clients of those that are open to leave, and closes when the last of them has. */
    void leave() {
        wanted = false;
        loop.execute(() -> {
            Map.copyOf(connections).values().forEach(Worker.Member::drain);
            closeIfDone();
        });
    }

    /** Takes connections again, while those that leave still keep it open; says whether it does. */
    boolean comeBack() {
        return loop.submit(() -> {
                    wanted = !isClosed();
                    return wanted;
                })
                .syncUninterruptibly()
                .getNow();
    }

    private void closeIfDone() {
        Channel to = socket;
        if (!wanted && connections.isEmpty() && to != null) {
            to.close();
        }
    }

    /** Whether nothing is left of it. */
    boolean isClosed() {
        Channel to = socket;
        return to == null || !to.isOpen();
    }

    /** Closes, with what is still open on it. */
    void closeNow() {
        Channel to = socket;
        if (to != null) {
            to.close().awaitUninterruptibly();
        }
    }
}
