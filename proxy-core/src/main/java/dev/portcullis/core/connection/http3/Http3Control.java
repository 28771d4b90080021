package dev.portcullis.core.connection.http3;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http3.Http3Exception;
import io.netty.handler.codec.http3.Http3GoAwayFrame;
import io.netty.handler.codec.http3.Http3SettingsFrame;
import io.netty.util.ReferenceCountUtil;

/** What comes on a client's control stream (RFC 9114 6.2.1), once the codec has read it. */
public final class Http3Control extends ChannelInboundHandlerAdapter {

    private final Http3ClientConnection connection;

    /** The control stream of a connection. */
    public Http3Control(Http3ClientConnection connection) {
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof Http3GoAwayFrame) {
            connection.goAway();
        } else if (!(message instanceof Http3SettingsFrame)) {
            connection.idleFrame();
        }
        ReferenceCountUtil.release(message);
    }

    /** The codec closes the connection for what is wrong. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof Http3Exception) {
            connection.broken();
        }
    }
}
