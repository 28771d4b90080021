package dev.portcullis.core.http3;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.netty.handler.codec.quic.QuicStreamFrame;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Joins what is written to a stream until it is flushed or ended, and the end with it. Netty hands each write to the library of QUIC, which makes a
 * datagram of it at once: the head, the body and the end of a small response would be three, each encrypted and sent alone.
 *
 * <p>Stands first in the pipeline of a stream, before Netty's codec. Pieces are copied, as the library copies what it is given, up to a size
 * from which a datagram more does not matter.
 */
public final class JoinedWrites extends ChannelOutboundHandlerAdapter {

    /** Bytes that are joined at most. */
    static final int MOST = 16 << 10;

    private static final int SMALLEST = 1 << 10;

    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf joined;
    private List<ChannelPromise> promises = new ArrayList<>();

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (!(message instanceof ByteBuf piece) || piece.readableBytes() > MOST) {
            send(ctx);
            ctx.write(message, promise);
            return;
        }
        if (joined != null && joined.readableBytes() + piece.readableBytes() > MOST) {
            send(ctx);
        }
        ByteBuf to = joined;
        if (to == null) {
            to = ctx.alloc().directBuffer(Math.max(piece.readableBytes() * 2, SMALLEST));
            joined = to;
        }
        to.writeBytes(piece);
        piece.release();
        promises.add(promise);
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        send(ctx);
        ctx.flush();
    }

    /** Sends what was written, and the end of the stream behind it. */
    public void end(ChannelPromise ended) {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            throw new IllegalStateException("the handler is not in a pipeline yet");
        }
        ByteBuf last = joined;
        promises.add(ended);
        joined = null;
        hand(ctx, last == null ? QuicStreamFrame.EMPTY_FIN : new DefaultQuicStreamFrame(last, true));
        ctx.flush();
    }

    private void send(ChannelHandlerContext ctx) {
        ByteBuf all = joined;
        if (all != null) {
            joined = null;
            hand(ctx, all);
        }
    }

    private void hand(ChannelHandlerContext ctx, Object all) {
        List<ChannelPromise> waiting = promises;
        promises = new ArrayList<>();
        ctx.write(all).addListener(done -> {
            for (ChannelPromise each : waiting) {
                if (done.isSuccess()) {
                    each.trySuccess();
                } else {
                    each.tryFailure(done.cause());
                }
            }
        });
    }

    /** What was not handed on is not sent. */
    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        drop();
        ctx.close(promise);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        drop();
    }

    private void drop() {
        ReferenceCountUtil.release(joined);
        joined = null;
        List<ChannelPromise> waiting = promises;
        promises = new ArrayList<>();
        waiting.forEach(each -> each.tryFailure(new ClosedChannelException()));
    }
}
