package dev.portcullis.core.http1;

import dev.portcullis.core.http.Body;
import dev.portcullis.core.http.BodyEnd;
import dev.portcullis.core.http.Fields;
import dev.portcullis.core.http.MalformedMessageException;
import dev.portcullis.core.settings.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import org.jspecify.annotations.Nullable;

/**
 * Turns bytes into messages: a head, content as {@link ByteBuf}s, a {@link BodyEnd}. Then it stops until it is told that the
 * next message may come; what arrives meanwhile is kept, and nothing more is to be read. A broken message is passed on as
 * the {@link MalformedMessageException} that says why, and everything after it is discarded.
 *
 * <p>Each message that is passed on may lead to a call of {@code next} or {@code discard}, to the end of the channel or to
 * the removal of this handler before {@code fireChannelRead} returns. So the state is settled before a message is passed on,
 * and looked at again after.
 *
 * <p>Stands first in the pipeline; after it stands the handler that makes sense of the messages.
 */
abstract sealed class Http1Decoder extends ChannelDuplexHandler permits Http1RequestDecoder, Http1ResponseDecoder {

    private final HeadSyntax syntax;
    private final Limits limits;
    private final LineReader headReader;

    private State state;
    private @Nullable BodyReader body;
    private @Nullable ByteBuf kept;
    private @Nullable ChannelHandlerContext context;
    private boolean decoding;
    private boolean nextAllowed;
    private boolean broken;
    private boolean filled;

    private enum State {
        HEAD,
        BODY,
        PAUSED,
        /** The protocol was switched: bytes are passed on as they come. */
        TUNNEL,
        DISCARDING
    }

    Http1Decoder(HeadSyntax syntax, Limits limits, boolean startsPaused) {
        this.syntax = syntax;
        this.limits = limits;
        this.headReader = LineReader.ofHeads(syntax, limits);
        this.state = startsPaused ? State.PAUSED : State.HEAD;
    }

    /** Passes on the head that begins with the line read last; says what body follows, null when another head follows. */
    abstract @Nullable Body startMessage(ChannelHandlerContext ctx, Fields fields) throws MalformedMessageException;

    /**
     * Lets the next message come. What was kept of it is passed on before this returns, or, when called while a message is
     * being passed on, after that message.
     */
    public final void next() {
        if (state == State.PAUSED) {
            state = State.HEAD;
            if (!decoding && kept != null && context != null) {
                decode(context);
            }
        } else if (decoding) {
            nextAllowed = true;
        }
    }

    /**
     * Passes on everything still to come as it is, in {@link ByteBuf}s: the protocol was switched (RFC 9110 7.8). What was kept is
     * passed on before this returns, or, when called while a message is being passed on, after that message.
     */
    public final void passThrough() {
        state = State.TUNNEL;
        body = null;
        if (!decoding && kept != null && context != null) {
            decode(context);
        }
    }

    /** Passes on nothing of what is still to come. */
    public final void discard() {
        state = State.DISCARDING;
        body = null;
        drop();
    }

    /** Whether a head has begun to arrive that is not complete. */
    public final boolean isWithinHead() {
        return state == State.HEAD && headReader.isStarted();
    }

    /** Whether bytes have arrived that belong to no message that was let come. */
    public final boolean hasKept() {
        return state == State.PAUSED && kept != null && kept.isReadable();
    }

    /** Whether what was read last filled its buffer to the last byte: then there may be more in the socket, unread. */
    public final boolean hasFilledBuffer() {
        return filled;
    }

    /** Passes on why what was kept is not let come, and discards it. */
    final void refuseKept(MalformedMessageException reason) {
        discard();
        if (context != null) {
            context.fireChannelRead(reason);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        discard();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        filled = !bytes.isWritable();
        if (state == State.DISCARDING) {
            bytes.release();
            return;
        }
        kept = kept == null ? bytes : joined(ctx, kept, bytes);
        if (!decoding) {
            decode(ctx);
        }
    }

    /**
     * A body that lasts until the origin closes is complete when the origin closed, and only then: not after a reset (which
     * comes as an exception first), and not when this side closed.
     */
    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        boolean completes = state == State.BODY && body != null && body.endsWithConnection() && !broken;
        drop();
        if (completes) {
            endMessage(ctx, BodyEnd.PLAIN);
        }
        ctx.fireChannelInactive();
        discard();
    }

    @Override
    @SuppressWarnings("deprecation")
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        broken = true;
        ctx.fireExceptionCaught(cause);
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) throws Exception {
        broken = true;
        super.close(ctx, promise);
    }

    private void decode(ChannelHandlerContext ctx) {
        decoding = true;
        try {
            boolean progress = true;
            while (progress && kept != null && kept.isReadable()) {
                progress = switch (state) {
                    case HEAD -> decodeHead(ctx, kept);
                    case BODY -> decodeBody(ctx, kept);
                    case TUNNEL -> {
                        ctx.fireChannelRead(kept.readRetainedSlice(kept.readableBytes()));
                        yield true;
                    }
                    case PAUSED, DISCARDING -> false;
                };
            }
        } catch (MalformedMessageException malformed) {
            discard();
            ctx.fireChannelRead(malformed);
        } finally {
            decoding = false;
        }
        if (kept != null && !kept.isReadable()) {
            drop();
        }
    }

    private boolean decodeHead(ChannelHandlerContext ctx, ByteBuf in) throws MalformedMessageException {
        if (!headReader.read(in)) {
            return false;
        }
        Body length = startMessage(ctx, headReader.finish());
        if (length == null || state != State.HEAD) {
            return true;
        }
        if (length.isEmpty()) {
            endMessage(ctx, BodyEnd.PLAIN);
        } else {
            body = BodyReader.of(length, syntax, limits);
            state = State.BODY;
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
        BodyEnd end = reader.end();
        if (end != null && state == State.BODY) {
            endMessage(ctx, end);
            return true;
        }
        return content != null;
    }

    private void endMessage(ChannelHandlerContext ctx, BodyEnd end) {
        state = nextAllowed ? State.HEAD : State.PAUSED;
        nextAllowed = false;
        body = null;
        ctx.fireChannelRead(end);
    }

    private void drop() {
        if (kept != null) {
            kept.release();
            kept = null;
        }
    }

    private static ByteBuf joined(ChannelHandlerContext ctx, ByteBuf first, ByteBuf second) {
        ByteBuf all = first;
        if (first.refCnt() > 1 || first.isReadOnly() || first.maxFastWritableBytes() < second.readableBytes()) {
            all = ctx.alloc().buffer(Math.max(1024, (first.readableBytes() + second.readableBytes()) * 2));
            all.writeBytes(first);
            first.release();
        }
        all.writeBytes(second);
        second.release();
        return all;
    }
}
