package dev.portcullis.core.http2;

import dev.portcullis.core.http.BodyEnd;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What waits to be sent on one stream, and how much of it the client takes now (RFC 9113 5.2). */
public abstract class Outbound {

    final int id;
    long window;
    int pending;
    long taken;
    boolean ready;
    boolean closed;

    @Nullable
    BodyEnd end;

    Set<String> nominated = Set.of();
    private @Nullable ArrayDeque<ByteBuf> pieces;

    /** A stream on which nothing has been sent. */
    protected Outbound(int id) {
        this.id = id;
    }

    /** The stream's identifier. */
    public final int id() {
        return id;
    }

    /** Bytes that wait. */
    public final int pending() {
        return pending;
    }

    /** Bytes that wait for the client to open the stream's own window. */
    public final int heldUp() {
        return window <= 0 ? pending : 0;
    }

    /** Bytes that were handed to the channel. */
    public final long taken() {
        return taken;
    }

    /** Some of what waited has been handed to the channel. */
    protected abstract void moreTaken();

    /** All of it has, and the stream's end. */
    protected abstract void lastTaken();

    final void add(ByteBuf piece) {
        if (pieces == null) {
            pieces = new ArrayDeque<>(4);
        }
        pieces.add(piece);
        pending += piece.readableBytes();
    }

    /** Takes away up to this many bytes, within one piece. */
    final ByteBuf take(int most) {
        ArrayDeque<ByteBuf> queue = pieces;
        ByteBuf first = queue == null ? null : queue.peek();
        if (queue == null || first == null) {
            throw new IllegalStateException("nothing waits");
        }
        if (first.readableBytes() <= most) {
            queue.remove();
            pending -= first.readableBytes();
            return first;
        }
        pending -= most;
        return first.readRetainedSlice(most);
    }

    final void close() {
        closed = true;
        pending = 0;
        end = null;
        if (pieces != null) {
            pieces.forEach(ByteBuf::release);
            pieces = null;
        }
    }
}
