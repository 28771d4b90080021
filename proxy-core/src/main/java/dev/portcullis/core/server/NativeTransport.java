package dev.portcullis.core.server;

import dev.portcullis.core.settings.ProxySettings.Transport;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The channels of one of the system's interfaces.
 *
 * @param name as it is shown to the administrator
 */
record NativeTransport(
        String name,
        IoHandlerFactory ioHandlers,
        Class<? extends ServerSocketChannel> serverChannel,
        Class<? extends SocketChannel> channel) {

    /** Read by Netty when its io_uring classes are first used. */
    private static final String MULTISHOT_POLLS = "io.netty.iouring.pollAddMultishotEnabled";

    /** The transport wanted, or for {@link Transport#AUTO} the best there is. Throws IOException when one wanted by name is not there. */
    static NativeTransport of(Transport wanted) throws IOException {
        return switch (wanted) {
            case AUTO -> Epoll.isAvailable() ? epoll() : nio();
            case EPOLL -> {
                require("epoll", Epoll.isAvailable(), Epoll.unavailabilityCause());
                yield epoll();
            }
            case IO_URING -> {
                singlePolls();
                require("io-uring", IoUring.isAvailable(), IoUring.unavailabilityCause());
                yield new NativeTransport(
                        "io_uring",
                        IoUringIoHandler.newFactory(),
                        IoUringServerSocketChannel.class,
                        IoUringSocketChannel.class);
            }
            case NIO -> nio();
        };
    }

    /**
     * With multishot polls, as Netty 4.2 has them by default, a reset that follows data closely is never noticed: a client would
     * wait for the rest of a response until the response timeout.
     */
    private static void singlePolls() {
        if (System.getProperty(MULTISHOT_POLLS) == null) {
            System.setProperty(MULTISHOT_POLLS, "false");
        }
    }

    private static NativeTransport epoll() {
        return new NativeTransport(
                "epoll", EpollIoHandler.newFactory(), EpollServerSocketChannel.class, EpollSocketChannel.class);
    }

    private static NativeTransport nio() {
        return new NativeTransport(
                "nio", NioIoHandler.newFactory(), NioServerSocketChannel.class, NioSocketChannel.class);
    }

    private static void require(String name, boolean available, @Nullable Throwable cause) throws IOException {
        if (!available) {
            Throwable root = cause;
            while (root != null && root.getCause() != null) {
                root = root.getCause();
            }
            throw new IOException("transport " + name + " is not available here"
                    + (root == null ? "" : ": " + root.getMessage()) + "; use transport = auto");
        }
    }
}
