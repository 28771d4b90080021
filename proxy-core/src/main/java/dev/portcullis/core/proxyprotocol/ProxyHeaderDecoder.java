package dev.portcullis.core.proxyprotocol;

import dev.portcullis.core.http.MalformedMessageException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Takes the header off a connection whose peer has to send one. What it says is passed on as the event {@link Announced},
 * before anything else; then this handler removes itself. What is no header is passed on as the event
 * {@link MalformedMessageException}, and everything after it is discarded.
 *
 * <p>Stands before the decoder of the protocol that follows. It asks for no reads: whoever stands last does, after each
 * {@code channelReadComplete}, and keeps the deadline.
 */
public final class ProxyHeaderDecoder extends ChannelInboundHandlerAdapter {

    private final HeaderReader reader = new HeaderReader();
    private boolean refused;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (refused) {
            bytes.release();
            return;
        }
        Announced announced = null;
        try {
            announced = reader.read(bytes);
        } catch (MalformedMessageException malformed) {
            refused = true;
            ctx.fireUserEventTriggered(malformed);
        }
        if (announced != null) {
            ctx.fireUserEventTriggered(announced);
        }
        if (announced != null && bytes.isReadable()) {
            ctx.fireChannelRead(bytes);
        } else {
            bytes.release();
        }
        if (announced != null && !ctx.isRemoved()) {
            ctx.pipeline().remove(this);
        }
    }
}
