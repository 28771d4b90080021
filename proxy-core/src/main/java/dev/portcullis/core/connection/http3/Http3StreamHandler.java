package dev.portcullis.core.connection.http3;

import dev.portcullis.core.http3.ErrorCode;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.codec.http3.Http3DataFrame;
import io.netty.handler.codec.http3.Http3HeadersFrame;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Tells a request stream of HTTP/3 what the codec reads on it, and what the codec finds wrong with it, for which that has reset the
 * response or closes the connection.
 *
 * <p>Stands last in the pipeline of the stream, after Netty's codec. What it reads is asked for by the stream.
 */
public final class Http3StreamHandler extends ChannelInboundHandlerAdapter {

    private final Http3ClientConnection connection;
    private @Nullable Http3Stream stream;

    /** The handler of a stream of this connection. */
    public Http3StreamHandler(Http3ClientConnection connection) {
        this.connection = connection;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.channel().config().setAutoRead(false);
        stream = new Http3Stream(connection, ctx);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        stream().begin();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof Http3HeadersFrame frame) {
                stream().fields(frame.headers());
            } else if (message instanceof Http3DataFrame frame) {
                stream().receive(frame.content());
            } else {
                connection.idleFrame();
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        stream().readComplete();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownReadComplete.INSTANCE) {
            stream().ended();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        switch (Http3Fault.of(cause)) {
            case CANCELLED -> stream().resetByClient();
            case MALFORMED -> stream().breakOff(ErrorCode.MESSAGE_ERROR);
            case OF_THE_CONNECTION -> {
                connection.broken();
                stream().connectionGone();
            }
            case OF_THE_PROGRAM -> {
                connection.arrival().worker().connectionFailed(cause);
                connection.abandoned(true);
                stream().cutOff();
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stream().closed();
    }

    private Http3Stream stream() {
        if (stream == null) {
            throw new IllegalStateException("the handler is not in a pipeline yet");
        }
        return stream;
    }
}
