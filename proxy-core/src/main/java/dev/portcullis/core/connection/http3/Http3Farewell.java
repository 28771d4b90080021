package dev.portcullis.core.connection.http3;

import io.netty.handler.codec.http3.DefaultHttp3GoAwayFrame;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import java.time.Duration;

/**
 * How an HTTP/3 connection is brought to its end without losing a request (RFC 9114 5.2): first GOAWAY that refuses nothing yet, so that
 * the client opens no further streams here, and when it has had time to see it, GOAWAY with the first stream that is not served.
 */
final class Http3Farewell {

    private static final long LONGEST = Duration.ofSeconds(1).toNanos();
    private static final long ALL = (1L << 62) - 4;
    private static final int BETWEEN_REQUESTS = 4;

    private final QuicChannel connection;
    private State state = State.NONE;
    private long since;
    private long next;

    private enum State {
        NONE,
        BEGUN,
        SAID
    }

    Http3Farewell(QuicChannel connection) {
        this.connection = connection;
    }

    /** Asks the client to open no more streams, unless it was asked before. */
    void begin(long now) {
        if (state == State.NONE) {
            state = State.BEGUN;
            since = now;
            goAway(ALL);
        }
    }

    /** Whether the client has had time enough. */
    boolean isOverdue(long now) {
        return state == State.BEGUN && now - since >= LONGEST;
    }

    /** Serves no stream after those that were opened. */
    void end() {
        if (state != State.SAID) {
            state = State.SAID;
            goAway(next);
        }
    }

    /** Whether the connection is to be closed when its last stream is over. */
    boolean isSaid() {
        return state == State.SAID;
    }

    /** Notes that the client opens this stream, and says whether it is not served any more. */
    boolean refuses(long stream) {
        if (state == State.SAID) {
            return stream >= next;
        }
        next = Math.max(next, stream + BETWEEN_REQUESTS);
        return false;
    }

    private void goAway(long id) {
        QuicStreamChannel control = Http3.getLocalControlStream(connection);
        if (control != null && control.isActive()) {
            control.writeAndFlush(new DefaultHttp3GoAwayFrame(id));
        }
    }
}
