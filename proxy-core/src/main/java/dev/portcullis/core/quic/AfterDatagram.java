package dev.portcullis.core.quic;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * What is to be done once the datagram that is being read has been read, and before anything is sent because of it.
 *
 * <p>Used on the event loop of its socket only, while a datagram is being read.
 */
public final class AfterDatagram implements Executor {

    private final Queue<Runnable> waiting = new ArrayDeque<>();

    @Override
    public void execute(Runnable task) {
        waiting.add(task);
    }

    /** Whether there is something to be done. */
    public boolean isAwaited() {
        return !waiting.isEmpty();
    }

    /** A handler that does it, for one socket. Stands before Netty's codec of QUIC. */
    public ChannelHandler handler() {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                ctx.fireChannelRead(message);
                for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
                    task.run();
                }
            }
        };
    }
}
