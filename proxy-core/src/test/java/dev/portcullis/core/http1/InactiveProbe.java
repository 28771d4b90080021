package dev.portcullis.core.http1;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Asks a decoder whether it is within a head while it passes on that the channel has closed, and after. */
final class InactiveProbe extends ChannelInboundHandlerAdapter {

    private final Http1Decoder decoder;
    private final boolean[] within;

    InactiveProbe(Http1Decoder decoder, boolean[] within) {
        this.decoder = decoder;
        this.within = within;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        within[0] = decoder.isWithinHead();
        ctx.channel().eventLoop().execute(() -> within[1] = decoder.isWithinHead());
        ctx.fireChannelInactive();
    }
}
