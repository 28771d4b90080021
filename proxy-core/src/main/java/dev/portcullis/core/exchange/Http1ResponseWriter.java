package dev.portcullis.core.exchange;

import dev.portcullis.core.forward.Chunks;
import dev.portcullis.core.forward.ResponseForwarding;
import dev.portcullis.core.forward.ResponseForwarding.Framing;
import dev.portcullis.core.forward.ResponseForwarding.Persistence;
import dev.portcullis.core.http.BodyEnd;
import dev.portcullis.core.http.HttpVersion;
import dev.portcullis.core.http.RequestHead;
import dev.portcullis.core.http.ResponseHead;
import dev.portcullis.core.reply.Reply;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import java.util.Set;

/** Writes responses as HTTP/1.1, one after another, each in the one framing that was chosen for it. */
final class Http1ResponseWriter {

    private final ChannelHandlerContext context;
    private long written;
    private HttpVersion version = HttpVersion.HTTP_1_1;
    private boolean toHead;
    private Framing framing = Framing.NONE;
    private Set<String> nominated = Set.of();

    Http1ResponseWriter(ChannelHandlerContext context) {
        this.context = context;
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
        context.flush();
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
        this.written += last.readableBytes();
        context.writeAndFlush(last).addListener(written);
    }

    /** Writes a whole response and flushes; the listener hears when it has been written. */
    void reply(Reply reply, String date, boolean persistent, ChannelFutureListener written) {
        String said = version == HttpVersion.HTTP_1_0 ? "keep-alive" : "";
        ByteBuf out = context.alloc().buffer(reply.sizeHint());
        reply.write(date, persistent ? said : "close", !toHead, out);
        toHead = false;
        this.written += out.readableBytes();
        context.writeAndFlush(out).addListener(written);
    }

    /** Closes when what was written has gone out, so that a response that has no end of its own is seen to be broken. */
    void abort() {
        if (framing == Framing.CLOSE) {
            resetOnClose();
        }
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Closes at once; the system lets go of what it holds for the client, who takes none of it. */
    void reset() {
        resetOnClose();
        context.close();
    }

    private void resetOnClose() {
        context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
    }

    /** Ends what is sent, and says whether what is received goes on. */
    boolean shutdownOutput() {
        if (context.channel() instanceof DuplexChannel duplex && duplex.isActive()) {
            duplex.shutdownOutput();
            return true;
        }
        return false;
    }

    private ByteBuf lastChunk(BodyEnd end) {
        ByteBuf last = context.alloc().buffer(end.trailers().maxLength() + Chunks.SIZE_LINE);
        last.writeByte('0').writeShort('\r' << 8 | '\n');
        ResponseForwarding.writeTrailers(end.trailers(), nominated, last);
        return last.writeShort('\r' << 8 | '\n');
    }

    private void writeHead(ResponseHead head, Framing framed, Persistence persistence) {
        ByteBuf out = context.alloc().buffer(ResponseForwarding.sizeHint(head));
        ResponseForwarding.write(head, framed, persistence, out);
        write(out);
    }

    private void write(ByteBuf bytes) {
        written += bytes.readableBytes();
        context.write(bytes, context.voidPromise());
    }
}
