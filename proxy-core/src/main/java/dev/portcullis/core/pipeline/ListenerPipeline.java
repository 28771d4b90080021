package dev.portcullis.core.pipeline;

import dev.portcullis.core.accept.AcceptGate;
import dev.portcullis.core.accept.AcceptLimit;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelInitializer;

/**
 * A listener, first to last:
 *
 * <ol>
 *   <li>{@code gate}: accepting pauses while enough connections are open;
 *   <li>Netty's acceptor, which it adds itself: a connection is given to an event loop.
 * </ol>
 */
@Sharable
public final class ListenerPipeline extends ChannelInitializer<Channel> {

    private final AcceptLimit limit;

    /** Pipelines for listeners that keep to this limit together. */
    public ListenerPipeline(AcceptLimit limit) {
        this.limit = limit;
    }

    @Override
    protected void initChannel(Channel listener) {
        listener.pipeline().addLast("gate", new AcceptGate(limit));
    }
}
