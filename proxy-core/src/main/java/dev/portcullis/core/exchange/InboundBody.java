package dev.portcullis.core.exchange;

import dev.portcullis.core.http.Body;
import dev.portcullis.core.http2.ErrorCode;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** What the client sends on a stream after the head: whether it is as long as was said, and how much more of it may come. */
final class InboundBody {

    private static final int CREDITED_FROM = Http2Stream.WINDOW / 2;

    private final Http2Streams streams;
    private final int stream;
    private final Body length;
    private @Nullable ByteBuf last;
    private boolean waiting;
    private boolean over;
    private long received;
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
        this.length = waiting ? Body.UNKNOWN : length;
        this.waiting = waiting;
    }

    /** Takes DATA; says what is wrong with it, if anything is. */
    @Nullable
    ErrorCode receive(ByteBuf content, int counted, boolean ends) {
        int size = content.readableBytes();
        window -= counted;
        uncredited += counted;
        streams.credit(counted);
        streams.hold(counted);
        received += size;
        if (window < 0) {
            return ErrorCode.FLOW_CONTROL_ERROR;
        }
        if (length.isKnown() && (received > length.length() || ends && received < length.length())) {
            return ErrorCode.PROTOCOL_ERROR;
        }
        over = ends;
        if (size > 0) {
            keep(content.readRetainedSlice(size));
        }
        return null;
    }

    /** Notes the end; says whether the body is as long as was said. */
    boolean ends() {
        over = true;
        return !length.isKnown() || received == length.length();
    }

    /** What may be passed on now: nothing of a tunnel that is not open, and not the last of a body before its end. */
    @Nullable
    ByteBuf take() {
        ByteBuf piece = last;
        if (piece == null || waiting || !over && length.isKnown() && received == length.length()) {
            return null;
        }
        last = null;
        return piece;
    }

    /** The tunnel is open. */
    void open() {
        waiting = false;
    }

    /** Lets the client send as much again as was passed on, if more is wanted. */
    void credit(boolean wanted) {
        if (wanted && last == null && uncredited >= CREDITED_FROM) {
            streams.writer().windowUpdate(stream, uncredited);
            window += uncredited;
            streams.release(uncredited);
            uncredited = 0;
            streams.flushSoon();
        }
    }

    /** Lets go of what was not passed on. */
    void release() {
        if (last != null) {
            last.release();
            last = null;
        }
        streams.release(uncredited);
        uncredited = 0;
    }

    private void keep(ByteBuf piece) {
        last = last == null ? piece : Joined.of(last, piece);
    }
}
