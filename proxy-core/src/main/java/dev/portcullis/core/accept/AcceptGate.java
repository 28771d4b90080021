package dev.portcullis.core.accept;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Holds a listener back: while {@link AcceptLimit} is full, and for a moment after the system could not hand over a connection,
 * most likely because no file descriptors are left. The connections wait in the system's queue.
 *
 * <p>An error that lasts, as that one does, would otherwise come again at once and keep the event loop busy.
 *
 * <p>Stands in the pipeline of a listener, before Netty's acceptor, which would pause too, but also log each time.
 */
public final class AcceptGate extends ChannelInboundHandlerAdapter {

    private static final Duration AFTER_ERROR = Duration.ofMillis(250);

    private final AcceptLimit limit;
    private @Nullable ChannelHandlerContext context;
    private volatile boolean full;
    private boolean failed;

    /** The gate of one listener. */
    public AcceptGate(AcceptLimit limit) {
        this.limit = limit;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        limit.add(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        limit.remove(this);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        pauseIfFull(ctx);
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        limit.opened((Channel) message);
        pauseIfFull(ctx);
        ctx.fireChannelRead(message);
    }

    @Override
    @SuppressWarnings("deprecation")
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!failed) {
            failed = true;
            limit.pausedFailed(cause);
            apply(ctx);
            ctx.executor().schedule(() -> tryAgain(ctx), AFTER_ERROR.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** There may be room again. Called from any thread. */
    void roomMade() {
        ChannelHandlerContext ctx = context;
        if (full && ctx != null) {
            ctx.executor().execute(() -> resumeIfRoom(ctx));
        }
    }

    /** A connection that closes meanwhile, on another event loop, sees either that this waits, or is seen to have closed. */
    private void pauseIfFull(ChannelHandlerContext ctx) {
        if (!full && limit.isFull()) {
            full = true;
            limit.pausedFull();
            apply(ctx);
            resumeIfRoom(ctx);
        }
    }

    private void resumeIfRoom(ChannelHandlerContext ctx) {
        if (full && !limit.isFull()) {
            full = false;
            apply(ctx);
        }
    }

    private void tryAgain(ChannelHandlerContext ctx) {
        failed = false;
        apply(ctx);
    }

    private void apply(ChannelHandlerContext ctx) {
        ctx.channel().config().setAutoRead(!full && !failed);
    }
}
