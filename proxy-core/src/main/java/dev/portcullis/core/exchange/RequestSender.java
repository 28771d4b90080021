package dev.portcullis.core.exchange;

import dev.portcullis.core.forward.Chunks;
import dev.portcullis.core.forward.Hop;
import dev.portcullis.core.forward.RequestForwarding;
import dev.portcullis.core.http.BodyEnd;
import dev.portcullis.core.http.RequestHead;
import dev.portcullis.core.origin.OriginConnection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request to the origin: rewritten head, body in the one framing chosen for it, end. Content that comes before there is
 * a connection is held; it is no more than what was read together with the head.
 */
final class RequestSender {

    private final RequestHead request;
    private final Hop hop;
    private final RequestForwarding forwarding;
    private final ArrayDeque<ByteBuf> held = new ArrayDeque<>(1);
    private @Nullable BodyEnd end;
    private boolean sent;

    RequestSender(RequestHead request, Hop hop, RequestForwarding forwarding) {
        this.request = request;
        this.hop = hop;
        this.forwarding = forwarding;
        this.end = request.body().isEmpty() ? BodyEnd.PLAIN : null;
    }

    /** Whether the request has been read to its end. */
    boolean isRead() {
        return end != null;
    }

    /** Whether the request has been written to its end. */
    boolean isSent() {
        return sent;
    }

    /** Writes the head and what has been read of the body. */
    void begin(OriginConnection to) {
        ByteBuf head = ByteBufAllocator.DEFAULT.buffer(RequestForwarding.sizeHint(request));
        forwarding.write(request, hop, head);
        to.write(head);
        for (ByteBuf content = held.poll(); content != null; content = held.poll()) {
            write(to, content);
        }
        if (end != null) {
            writeEnd(to, end);
        }
    }

    /** Writes and releases a piece of the body, or holds it while there is no connection. */
    void content(@Nullable OriginConnection to, ByteBuf content) {
        if (to == null) {
            held.add(content);
        } else {
            write(to, content);
        }
    }

    /** Notes the end of the body, and writes it if there is a connection. */
    void end(@Nullable OriginConnection to, BodyEnd bodyEnd) {
        if (end == null) {
            end = bodyEnd;
            if (to != null) {
                writeEnd(to, bodyEnd);
            }
        }
    }

    /** Releases what is held. */
    void release() {
        held.forEach(ByteBuf::release);
        held.clear();
    }

    private void write(OriginConnection to, ByteBuf content) {
        if (request.body().isKnown()) {
            to.write(content);
            return;
        }
        ByteBuf size = ByteBufAllocator.DEFAULT.buffer(Chunks.SIZE_LINE);
        Chunks.writeSizeLine(content.readableBytes(), size);
        to.write(size);
        to.write(content);
        to.write(Chunks.lineEnd());
    }

    private void writeEnd(OriginConnection to, BodyEnd bodyEnd) {
        if (!request.body().isKnown()) {
            to.write(bodyEnd.trailers().size() == 0 ? Chunks.last() : lastChunk(bodyEnd));
        }
        to.requestWritten();
        sent = true;
    }

    private static ByteBuf lastChunk(BodyEnd end) {
        ByteBuf last = ByteBufAllocator.DEFAULT.buffer(end.trailers().maxLength() + Chunks.SIZE_LINE);
        last.writeByte('0').writeShort('\r' << 8 | '\n');
        RequestForwarding.writeTrailers(end.trailers(), last);
        return last.writeShort('\r' << 8 | '\n');
    }
}
