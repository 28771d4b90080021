package dev.portcullis.core.connection.http1;

import dev.portcullis.core.connection.ClientSocket;
import dev.portcullis.core.connection.Stall;
import dev.portcullis.core.forward.Chunks;
import dev.portcullis.core.forward.ResponseForwarding;
import dev.portcullis.core.forward.ResponseForwarding.Framing;
import dev.portcullis.core.forward.ResponseForwarding.Persistence;
import dev.portcullis.core.http.Body;
import dev.portcullis.core.http.BodyEnd;
import dev.portcullis.core.http.HttpVersion;
import dev.portcullis.core.http.RequestHead;
import dev.portcullis.core.http.ResponseHead;
import dev.portcullis.core.reply.Reply;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes responses as HTTP/1.1, one after another, each in the one framing that was chosen for it.
 *
 * <p>A head is held until there is more to write with it, or a flush: a small body is copied behind it, so that a whole response is one
 * buffer, one write and one system call. Copying a few kilobytes costs less than all that goes with a second buffer.
 */
final class Http1ResponseWriter {

    /** Bodies up to this many bytes go out in the buffer of their head. */
    private static final int JOINED_AT_MOST = 4096;

    /** What is left free behind a head whose body comes in chunks. */
    private static final int ROOM_FOR_CHUNKS = 1024;

    private final ChannelHandlerContext context;
    private final ClientSocket socket;
    private @Nullable ByteBuf held;
    private long written;
    private HttpVersion version = HttpVersion.HTTP_1_1;
    private boolean toHead;
    private Framing framing = Framing.NONE;
    private Set<String> nominated = Set.of();

    Http1ResponseWriter(ChannelHandlerContext context) {
        this.context = context;
        this.socket = new ClientSocket(context);
    }

    /** How the body of the response now being written is framed. */
    Framing framing() {
        return framing;
    }

    /** Bytes written since the connection began; {@link Stall#pending} of them have not been taken yet. */
    long written() {
        return written;
    }

    /** The channel's end that is written to. */
    ChannelHandlerContext context() {
        return context;
    }

    /** Notes which request the next response answers. */
    void answer(RequestHead request) {
        version = request.version();
        toHead = request.method().equals("HEAD");
    }

    /** Chooses the framing of the response. */
    void begin(ResponseHead head) {
        framing = Framing.of(head.body(), version);
        nominated = head.connection().nominated();
    }

    /** Writes an informational head, unless the client's version knows none. */
    void informational(ResponseHead head) {
        if (version == HttpVersion.HTTP_1_1) {
            writeHead(head, Framing.NONE, Persistence.DEFAULT);
        }
    }

    /** Writes the head for which {@link #begin} was called. */
    void head(ResponseHead head, boolean persistent) {
        Persistence said = version == HttpVersion.HTTP_1_0 ? Persistence.KEEP_ALIVE : Persistence.DEFAULT;
        writeHead(head, framing, persistent ? said : Persistence.CLOSE);
    }

    /** Writes the head after which everything is passed on as it is. */
    void switchProtocol(ResponseHead head) {
        writeHead(head, Framing.NONE, Persistence.UPGRADE);
        flush();
    }

    /** Sends what was written. */
    void flush() {
        passHeld();
        context.flush();
    }

    /** Lets go of what is held: there is nobody to send it to any more. */
    void release() {
        if (held != null) {
            held.release();
            held = null;
        }
    }

    void content(ByteBuf content) {
        if (framing == Framing.CHUNKED) {
            ByteBuf size = context.alloc().buffer(Chunks.SIZE_LINE);
            Chunks.writeSizeLine(content.readableBytes(), size);
            write(size);
            write(content);
            write(Chunks.lineEnd());
        } else {
            write(content);
        }
    }

    /** Writes the end and flushes; the listener hears when all of the response has been written. */
    void end(BodyEnd end, ChannelFutureListener written) {
        ByteBuf last = Unpooled.EMPTY_BUFFER;
        if (framing == Framing.CHUNKED) {
            last = end.trailers().size() == 0 ? Chunks.last() : lastChunk(end);
        }
        framing = Framing.NONE;
        toHead = false;
        write(last);
        ByteBuf out = held == null ? Unpooled.EMPTY_BUFFER : held;
        held = null;
        context.writeAndFlush(out).addListener(written);
    }

    /** Writes a whole response and flushes; the listener hears when it has been written. */
    void reply(Reply reply, String date, boolean persistent, ChannelFutureListener written) {
        String said = version == HttpVersion.HTTP_1_0 ? "keep-alive" : "";
        ByteBuf out = context.alloc().buffer(reply.sizeHint());
        reply.write(date, persistent ? said : "close", !toHead, out);
        toHead = false;
        passHeld();
        this.written += out.readableBytes();
        context.writeAndFlush(out).addListener(written);
    }

    /** Closes when what was written has gone out, so that a response that has no end of its own is seen to be broken. */
    void abort() {
        if (framing == Framing.CLOSE) {
            socket.resetOnClose();
        }
        passHeld();
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(gone -> socket.closeBroken());
    }

    /** Closes at once; the system lets go of what it holds for the client, who takes none of it. */
    void reset() {
        release();
        socket.reset();
    }

    /** Ends what is sent, and says whether what is received goes on. */
    boolean shutdownOutput() {
        return socket.shutdownOutput();
    }

    private ByteBuf lastChunk(BodyEnd end) {
        ByteBuf last = context.alloc().buffer(end.trailers().maxLength() + Chunks.SIZE_LINE);
        last.writeByte('0').writeShort('\r' << 8 | '\n');
        ResponseForwarding.writeTrailers(end.trailers(), nominated, last);
        return last.writeShort('\r' << 8 | '\n');
    }

    private void writeHead(ResponseHead head, Framing framed, Persistence persistence) {
        passHeld();
        ByteBuf out = context.alloc().buffer(ResponseForwarding.sizeHint(head) + room(head.body(), framed));
        ResponseForwarding.write(head, framed, persistence, out);
        written += out.readableBytes();
        held = out;
    }

    private static int room(Body body, Framing framed) {
        return switch (framed) {
            case LENGTH -> body.length() <= JOINED_AT_MOST ? (int) body.length() : 0;
            case CHUNKED -> ROOM_FOR_CHUNKS;
            case NONE, CLOSE -> 0;
        };
    }

    private void write(ByteBuf bytes) {
        int size = bytes.readableBytes();
        written += size;
        if (held != null && held.writableBytes() >= size) {
            held.writeBytes(bytes);
            bytes.release();
        } else {
            passHeld();
            context.write(bytes, context.voidPromise());
        }
    }

    private void passHeld() {
        if (held != null) {
            ByteBuf out = held;
            held = null;
            context.write(out, context.voidPromise());
        }
    }
}
