package dev.portcullis.core.connection.http2;

import dev.portcullis.core.connection.HeldBody;
import dev.portcullis.core.http.Body;
import dev.portcullis.core.http2.ErrorCode;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** What the client sends on a stream after the head: how much more of it may come, and what is held of it. */
final class InboundBody {

    private static final int CREDITED_FROM = Http2Stream.WINDOW / 2;

    private final Http2Streams streams;
    private final int stream;
    private final HeldBody held;
    private int window = Http2Stream.WINDOW;
    private int uncredited;

    /**
     * A body that begins.
     *
     * @param length as the head says
     * @param waiting whether what comes is of a tunnel that is not open yet
     */
    InboundBody(Http2Streams streams, int stream, Body length, boolean waiting) {
        this.streams = streams;
        this.stream = stream;
        this.held = new HeldBody(length, waiting);
    }

    /** Takes DATA; says what is wrong with it, if anything is. */
    @Nullable
    ErrorCode receive(ByteBuf content, int counted, boolean ends) {
        window -= counted;
        uncredited += counted;
        streams.credit(counted);
        streams.hold(counted);
        if (window < 0) {
            return ErrorCode.FLOW_CONTROL_ERROR;
        }
        return held.receive(content, ends) ? null : ErrorCode.PROTOCOL_ERROR;
    }

    /** As {@link HeldBody#ends}. */
    boolean ends() {
        return held.ends();
    }

    /** As {@link HeldBody#take}. */
    @Nullable
    ByteBuf take() {
        return held.take();
    }

    /** The tunnel is open. */
    void open() {
        held.open();
    }

    /** Lets the client send as much again as was passed on, if more is wanted. */
    void credit(boolean wanted) {
        if (wanted && !held.isHolding() && uncredited >= CREDITED_FROM) {
            streams.writer().windowUpdate(stream, uncredited);
            window += uncredited;
            streams.release(uncredited);
            uncredited = 0;
            streams.flushSoon();
        }
    }

    /** Lets go of what was not passed on. */
    void release() {
        held.release();
        streams.release(uncredited);
        uncredited = 0;
    }
}
