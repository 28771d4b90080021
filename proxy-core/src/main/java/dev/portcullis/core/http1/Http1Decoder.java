package dev.portcullis.core.http1;

import dev.portcullis.core.http.Body;
import dev.portcullis.core.http.BodyEnd;
import dev.portcullis.core.http.MalformedMessageException;
import dev.portcullis.core.settings.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Turns bytes into messages: a head, content as {@link ByteBuf}s, a {@link BodyEnd}. Then it stops until it is told that the
 * next message may come; what arrives meanwhile is kept, and nothing more is to be read. A broken message is passed on as
 * the {@link MalformedMessageException} that says why, and everything after it is discarded.
 *
 * <p>Stands first in the pipeline; after it stands the handler that makes sense of the messages.
 */
abstract sealed class Http1Decoder extends ChannelInboundHandlerAdapter
        permits Http1RequestDecoder, Http1ResponseDecoder {

    private static final int MAX_EXTENSION_BYTES = 4096;

    private final HeadSyntax syntax;
    private final HeadReader headReader;
    private final ChunkedBodyReader.Limits chunkLimits;

    private State state = State.HEAD;
    private @Nullable BodyReader body;
    private @Nullable ByteBuf kept;
    private @Nullable ChannelHandlerContext context;
    private boolean decoding;
    private boolean nextAllowed;

    private enum State {
        HEAD,
        BODY,
        PAUSED,
        DISCARDING
    }

    Http1Decoder(HeadSyntax syntax, Limits limits) {
        this.syntax = syntax;
        this.headReader = new HeadReader(limits, syntax);
        this.chunkLimits = new ChunkedBodyReader.Limits(MAX_EXTENSION_BYTES, limits.headers(), limits.headerFields());
    }

    /** Reads a head whose bytes are all there and says what body follows; null when another head follows. */
    abstract @Nullable Body startMessage(ChannelHandlerContext ctx, byte[] head) throws MalformedMessageException;

    /**
     * Lets the next message come; what was kept of it is passed on before this returns, or, when called from within
     * {@link #channelRead}, after the present message.
     */
    public final void next() {
        if (decoding && state != State.PAUSED) {
            nextAllowed = true;
        } else if (state == State.PAUSED) {
            state = State.HEAD;
            if (!decoding && kept != null && context != null) {
                decode(context);
            }
        }
    }

    /** Passes on nothing of what is still to come. */
    public final void discard() {
        state = State.DISCARDING;
        if (!decoding) {
            drop();
        }
    }

    /** Whether a head has begun to arrive that is not complete. */
    public final boolean isWithinHead() {
        return state == State.HEAD && headReader.isStarted();
    }

    /** Whether bytes have arrived that belong to no message that was let come. */
    public final boolean hasKept() {
        return kept != null && kept.isReadable();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        drop();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (state == State.DISCARDING) {
            bytes.release();
            return;
        }
        kept = kept == null ? bytes : joined(ctx, kept, bytes);
        if (!decoding) {
            decode(ctx);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (state == State.BODY && body != null && body.endsWithConnection()) {
            state = State.DISCARDING;
            ctx.fireChannelRead(BodyEnd.PLAIN);
        }
        drop();
        ctx.fireChannelInactive();
    }

    private void decode(ChannelHandlerContext ctx) {
        decoding = true;
        try {
            boolean progress = true;
            while (progress && kept != null && kept.isReadable()) {
                progress = switch (state) {
                    case HEAD -> decodeHead(ctx, kept);
                    case BODY -> decodeBody(ctx, kept);
                    case PAUSED, DISCARDING -> false;
                };
            }
        } catch (MalformedMessageException malformed) {
            state = State.DISCARDING;
            ctx.fireChannelRead(malformed);
        } finally {
            decoding = false;
        }
        if (state == State.DISCARDING || kept != null && !kept.isReadable()) {
            drop();
        }
    }

    private boolean decodeHead(ChannelHandlerContext ctx, ByteBuf in) throws MalformedMessageException {
        byte[] head = headReader.read(in);
        if (head == null) {
            return false;
        }
        Body length = startMessage(ctx, head);
        if (length != null && state == State.HEAD) {
            body = BodyReader.of(length, syntax, chunkLimits);
            state = State.BODY;
            endBody(ctx, body);
        }
        return true;
    }

    private boolean decodeBody(ChannelHandlerContext ctx, ByteBuf in) throws MalformedMessageException {
        BodyReader reader = body;
        if (reader == null) {
            throw new IllegalStateException("a body is read, but there is none");
        }
        ByteBuf content = reader.next(in);
        if (content != null) {
            ctx.fireChannelRead(content);
        }
        return endBody(ctx, reader) || content != null;
    }

    private boolean endBody(ChannelHandlerContext ctx, BodyReader reader) {
        BodyEnd end = reader.end();
        if (end == null || state != State.BODY) {
            return false;
        }
        state = nextAllowed ? State.HEAD : State.PAUSED;
        nextAllowed = false;
        body = null;
        ctx.fireChannelRead(end);
        return true;
    }

    private void drop() {
        if (kept != null) {
            kept.release();
            kept = null;
        }
    }

    private static ByteBuf joined(ChannelHandlerContext ctx, ByteBuf first, ByteBuf second) {
        ByteBuf all = first;
        if (first.refCnt() > 1 || first.maxFastWritableBytes() < second.readableBytes()) {
            all = ctx.alloc().buffer(Math.max(1024, (first.readableBytes() + second.readableBytes()) * 2));
            all.writeBytes(first);
            first.release();
        }
        all.writeBytes(second);
        second.release();
        return all;
    }
}
