package dev.portcullis.core.http2;

import dev.portcullis.core.forward.ResponseForwarding.Framing;
import dev.portcullis.core.http.Fields;
import dev.portcullis.core.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes the frames of a connection one behind the other into one buffer, until {@link #flush}: all that became ready together goes
 * out in one write. Larger pieces of bodies are passed on as they are, between two such buffers.
 */
public final class FrameWriter {

    static final int DATA = 0x0;
    static final int HEADERS = 0x1;
    static final int PRIORITY = 0x2;
    static final int RST_STREAM = 0x3;
    static final int SETTINGS = 0x4;
    static final int PUSH_PROMISE = 0x5;
    static final int PING = 0x6;
    static final int GOAWAY = 0x7;
    static final int WINDOW_UPDATE = 0x8;
    static final int CONTINUATION = 0x9;

    private static final int FRAME_HEADER = 9;
    private static final int END_STREAM = 0x1;
    private static final int END_HEADERS = 0x4;
    private static final int ACK = 0x1;
    private static final int SETTING = 6;

    /** Pieces of bodies up to this many bytes are copied into the common buffer. */
    private static final int JOINED_AT_MOST = 4096;

    private static final int BUFFER = 8192;

    private final ChannelHandlerContext context;
    private final HeaderEncoder headers = new HeaderEncoder();
    private @Nullable ByteBuf out;
    private boolean passed;
    private long written;

    /** Writes to this end of a channel. */
    public FrameWriter(ChannelHandlerContext context) {
        this.context = context;
    }

    /** Bytes written since the connection began. */
    public long written() {
        return written;
    }

    /** Whether the channel takes more without much of it being held. */
    public boolean isWritable() {
        return context.channel().isWritable();
    }

    /** SETTINGS: pairs of an identifier and its value. */
    public void settings(int... pairs) {
        ByteBuf to = begin(pairs.length / 2 * SETTING, SETTINGS, 0, 0);
        for (int i = 0; i < pairs.length; i += 2) {
            to.writeShort(pairs[i]).writeInt(pairs[i + 1]);
        }
    }

    /** The acknowledgement of the client's SETTINGS. */
    public void settingsAcknowledgement() {
        begin(0, SETTINGS, ACK, 0);
    }

    /** PING, or the acknowledgement of one. */
    public void ping(long payload, boolean acknowledges) {
        begin(Long.BYTES, PING, acknowledges ? ACK : 0, 0).writeLong(payload);
    }

    /** WINDOW_UPDATE. */
    public void windowUpdate(int stream, int increment) {
        begin(Integer.BYTES, WINDOW_UPDATE, 0, stream).writeInt(increment);
    }

    /** RST_STREAM. */
    public void reset(int stream, ErrorCode code) {
        begin(Integer.BYTES, RST_STREAM, 0, stream).writeInt(code.ordinal());
    }

    /** GOAWAY. */
    public void goAway(int lastStream, ErrorCode code) {
        begin(2 * Integer.BYTES, GOAWAY, 0, 0).writeInt(lastStream).writeInt(code.ordinal());
    }

    /** The head of a response. */
    public void head(int stream, ResponseHead head, Framing framing, boolean endsStream) {
        ByteBuf block = block(HeaderEncoder.sizeHint(head.fields()));
        headers.head(head, framing, block);
        headers(stream, block, endsStream);
    }

    /** The trailers of a response whose Connection field nominates these names in lower case; they end the stream. */
    public void trailers(int stream, Fields trailers, Set<String> nominated) {
        ByteBuf block = block(HeaderEncoder.sizeHint(trailers));
        headers.trailers(trailers, nominated, block);
        headers(stream, block, true);
    }

    private ByteBuf block(int size) {
        return context.alloc().buffer(size);
    }

    private void headers(int stream, ByteBuf block, boolean endsStream) {
        int type = HEADERS;
        int flags = endsStream ? END_STREAM : 0;
        do {
            int size = Math.min(block.readableBytes(), FrameReader.MAX_FRAME);
            boolean last = size == block.readableBytes();
            begin(size, type, flags | (last ? END_HEADERS : 0), stream).writeBytes(block, size);
            type = CONTINUATION;
            flags = 0;
        } while (block.isReadable());
        block.release();
    }

    /** Begins DATA of this many bytes; {@link #content} writes them. */
    void data(int stream, int size, boolean endsStream) {
        ByteBuf to = buffer(FRAME_HEADER);
        header(to, size, DATA, endsStream ? END_STREAM : 0, stream);
    }

    /** Writes and releases a piece of what {@link #data} began. */
    void content(ByteBuf piece) {
        int size = piece.readableBytes();
        written += size;
        if (size <= JOINED_AT_MOST) {
            buffer(size).writeBytes(piece);
            piece.release();
        } else {
            passOn();
            context.write(piece, context.voidPromise());
            passed = true;
        }
    }

    /** Sends what was written; the listener, if there is one, hears when that is done. */
    public void flush(@Nullable ChannelFutureListener sent) {
        ByteBuf last = out;
        out = null;
        if (sent != null) {
            passed = false;
            context.writeAndFlush(last == null ? Unpooled.EMPTY_BUFFER : last).addListener(sent);
        } else if (last != null || passed) {
            passed = false;
            if (last != null) {
                context.write(last, context.voidPromise());
            }
            context.flush();
        }
    }

    /** Lets go of what was not sent. */
    public void release() {
        if (out != null) {
            out.release();
            out = null;
        }
    }

    private ByteBuf begin(int size, int type, int flags, int stream) {
        ByteBuf to = buffer(FRAME_HEADER + size);
        header(to, size, type, flags, stream);
        written += size;
        return to;
    }

    private void header(ByteBuf to, int size, int type, int flags, int stream) {
        to.writeMedium(size).writeByte(type).writeByte(flags).writeInt(stream);
        written += FRAME_HEADER;
    }

    private ByteBuf buffer(int room) {
        if (out != null && out.writableBytes() < room) {
            passOn();
        }
        if (out == null) {
            out = context.alloc().buffer(Math.max(room, BUFFER));
        }
        return out;
    }

    private void passOn() {
        if (out != null) {
            context.write(out, context.voidPromise());
            out = null;
            passed = true;
        }
    }
}
