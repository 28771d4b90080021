package dev.portcullis.core.http2;

import dev.portcullis.core.http.BodyEnd;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Set;

/**
 * Sends what waits on the streams of a connection, one frame of each in turn, as far as the windows of stream and connection
 * (RFC 9113 5.2, 6.9) and the channel let it.
 */
public final class Outflow {

    private static final int FIRST_WINDOW = 65_535;
    private static final int FRAME = FrameReader.MAX_FRAME;

    private final FrameWriter writer;
    private final Forbearance forbearance;
    private final ArrayDeque<Outbound> ready = new ArrayDeque<>();
    private long window = FIRST_WINDOW;
    private long initial = FIRST_WINDOW;
    private int pending;

    /** Of a connection that begins. */
    public Outflow(FrameWriter writer, Forbearance forbearance) {
        this.writer = writer;
        this.forbearance = forbearance;
    }

    /** Bytes that wait on all streams. */
    public int pending() {
        return pending;
    }

    /** Bytes that wait for the client to open the connection's window. */
    public int heldUp() {
        return !ready.isEmpty() && window <= 0 ? pending : 0;
    }

    /** A stream is opened. */
    public void open(Outbound stream) {
        stream.window = initial;
    }

    /** A stream is closed: what waits on it is let go. */
    public void close(Outbound stream) {
        pending -= stream.pending;
        stream.close();
    }

    /** Lets a piece of a body wait, which is released when it has been sent. */
    public void add(Outbound stream, ByteBuf piece) {
        if (stream.closed || !piece.isReadable()) {
            piece.release();
            return;
        }
        pending += piece.readableBytes();
        stream.add(piece);
        makeReady(stream);
    }

    /** Lets the end of a body wait behind it; {@code nominated} as {@link FrameWriter#trailers}. */
    public void end(Outbound stream, BodyEnd end, Set<String> nominated) {
        stream.end = end;
        stream.nominated = nominated;
        makeReady(stream);
    }

    /** The client opens the connection's window. */
    public void openWindow(int increment) throws ConnectionException {
        window += increment;
        if (window > Integer.MAX_VALUE) {
            throw new ConnectionException(ErrorCode.FLOW_CONTROL_ERROR, "the connection's window is too large");
        }
    }

    /** The client opens a stream's window; says whether it can. */
    public boolean openWindow(Outbound stream, int increment) {
        stream.window += increment;
        makeReady(stream);
        return stream.window <= Integer.MAX_VALUE;
    }

    /** The client gives new streams another window, and these as much more or less (RFC 9113 6.9.2). */
    public void initialWindow(long size, Collection<? extends Outbound> open) throws ConnectionException {
        long change = size - initial;
        initial = size;
        for (Outbound stream : open) {
            stream.window += change;
            if (stream.window > Integer.MAX_VALUE) {
                throw new ConnectionException(ErrorCode.FLOW_CONTROL_ERROR, "a stream's window is too large");
            }
            makeReady(stream);
        }
    }

    /** Whether something waits for nothing but the channel. */
    public boolean isReady() {
        return !ready.isEmpty() && (window > 0 || ready.peek().pending == 0);
    }

    /** Writes what may be sent now. */
    public void pump() {
        while (writer.isWritable()) {
            Outbound stream = ready.peek();
            if (stream == null || stream.pending > 0 && window <= 0 && !stream.closed) {
                return;
            }
            ready.remove();
            stream.ready = false;
            if (!stream.closed) {
                send(stream);
            }
        }
    }

    private void send(Outbound stream) {
        int size = (int) Math.min(Math.min(FRAME, stream.pending), Math.min(stream.window, window));
        if (stream.pending > 0 && size <= 0) {
            return; // until its window opens
        }
        BodyEnd end = stream.end;
        boolean last = size == stream.pending && end != null;
        boolean plain = end == null || end.trailers().size() == 0;
        if (size > 0 || last && plain) {
            writer.data(stream.id, size, last && plain);
            for (int left = size; left > 0; ) {
                ByteBuf piece = stream.take(left);
                left -= piece.readableBytes();
                writer.content(piece);
            }
            forbearance.frameSent(size);
        }
        stream.window -= size;
        window -= size;
        stream.taken += size;
        pending -= size;
        if (last && end != null) {
            if (!plain) {
                writer.trailers(stream.id, end.trailers(), stream.nominated);
            }
            stream.end = null;
            stream.lastTaken();
        } else {
            makeReady(stream);
            stream.moreTaken();
        }
    }

    private void makeReady(Outbound stream) {
        boolean sendable = stream.pending > 0 ? stream.window > 0 : stream.end != null;
        if (sendable && !stream.ready && !stream.closed) {
            stream.ready = true;
            ready.add(stream);
        }
    }
}
