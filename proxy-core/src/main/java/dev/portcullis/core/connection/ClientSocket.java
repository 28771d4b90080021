package dev.portcullis.core.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;

/** How a client's connection is closed, so that the client sees what it is to see. */
public final class ClientSocket {

    private final ChannelHandlerContext context;

    /** The socket of the channel that this handler belongs to. */
    public ClientSocket(ChannelHandlerContext context) {
        this.context = context;
    }

    /** Closes at once without TLS's word that all has been sent (RFC 8446 6.1): by that the client knows the truncation. */
    public void closeBroken() {
        ChannelHandlerContext tls = context.pipeline().context(SslHandler.class);
        (tls == null ? context : tls).close();
    }

    /** Closes at once; the system lets go of what it holds for the client, who takes none of it. */
    public void reset() {
        resetOnClose();
        closeBroken();
    }

    /** Has the system tell the client, when the socket is closed, that it was cut. */
    public void resetOnClose() {
        context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
    }

    /** Ends what is sent, in TLS with the word that it is the end, and says whether what is received goes on. */
    public boolean shutdownOutput() {
        if (!(context.channel() instanceof DuplexChannel duplex && duplex.isActive())) {
            return false;
        }
        SslHandler tls = context.pipeline().get(SslHandler.class);
        if (tls == null) {
            return shutdownOutput(duplex);
        }
        tls.closeOutbound().addListener(told -> shutdownOutput(duplex));
        return true;
    }

    /**
     * All that was written has been sent, so that nothing has to fail for it: the channel's own way makes an exception for what might,
     * with its stack, which is an eighth of what it costs to refuse a connection.
     */
    private static boolean shutdownOutput(DuplexChannel duplex) {
        if (!(duplex instanceof UnixChannel unix && unix.fd() instanceof Socket socket)) {
            duplex.shutdownOutput();
            return true;
        }
        try {
            socket.shutdown(false, true);
            return true;
        } catch (IOException | NotYetConnectedException gone) {
            return false;
        }
    }
}
