package dev.portcullis.core.connection.http2;

import dev.portcullis.core.http2.ErrorCode;
import dev.portcullis.core.http2.FrameWriter;
import java.time.Duration;

/**
 * How an HTTP/2 connection is brought to its end without losing a request (RFC 9113 6.8): first GOAWAY that refuses nothing yet, so
 * that the client opens no further streams here, and when it has surely seen it, GOAWAY with the last stream that is served.
 */
final class Farewell {

    private static final long LONGEST = Duration.ofSeconds(1).toNanos();
    private static final long PING = 0x706f7274_63756c6cL;

    private final FrameWriter writer;
    private State state = State.NONE;
    private long since;
    private int last;

    private enum State {
        NONE,
        BEGUN,
        SAID
    }

    Farewell(FrameWriter writer) {
        this.writer = writer;
    }

    /** Asks the client to open no more streams, unless it was asked before. */
    void begin(long now) {
        if (state == State.NONE) {
            state = State.BEGUN;
            since = now;
            writer.goAway(Integer.MAX_VALUE, ErrorCode.NO_ERROR);
            writer.ping(PING, false);
        }
    }

    /** Whether this acknowledgement of a ping shows that the client was asked. */
    boolean isAnsweredBy(long payload) {
        return state == State.BEGUN && payload == PING;
    }

    /** Whether the client has left it unanswered for too long. */
    boolean isOverdue(long now) {
        return state == State.BEGUN && now - since >= LONGEST;
    }

    /** Serves no stream after this one. */
    void end(int lastStream) {
        if (state != State.SAID) {
            state = State.SAID;
            last = lastStream;
            writer.goAway(lastStream, ErrorCode.NO_ERROR);
        }
    }

    /** Whether the connection is to be closed when its last stream is over. */
    boolean isSaid() {
        return state == State.SAID;
    }

    /** Whether what comes on this stream is not for anybody any more. */
    boolean ignores(int stream) {
        return state == State.SAID && stream > last;
    }
}
