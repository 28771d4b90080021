package dev.portcullis.core.exchange;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/** How a client's connection is closed, so that the client sees what it is to see. */
final class ClientSocket {

    private final ChannelHandlerContext context;

    ClientSocket(ChannelHandlerContext context) {
        this.context = context;
    }

    /** Closes at once without TLS's word that all has been sent (RFC 8446 6.1): by that the client knows the truncation. */
    void closeBroken() {
        ChannelHandlerContext tls = context.pipeline().context(SslHandler.class);
        (tls == null ? context : tls).close();
    }

    /** Closes at once; the system lets go of what it holds for the client, who takes none of it. */
    void reset() {
        resetOnClose();
        closeBroken();
    }

    /** Has the system tell the client, when the socket is closed, that it was cut. */
    void resetOnClose() {
        context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
    }

    /** Ends what is sent, in TLS with the word that it is the end, and says whether what is received goes on. */
    boolean shutdownOutput() {
        if (context.channel() instanceof DuplexChannel duplex && duplex.isActive()) {
            SslHandler tls = context.pipeline().get(SslHandler.class);
            if (tls == null) {
                duplex.shutdownOutput();
            } else {
                tls.closeOutbound().addListener(told -> duplex.shutdownOutput());
            }
            return true;
        }
        return false;
    }
}
