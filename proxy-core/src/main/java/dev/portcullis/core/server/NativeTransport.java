package dev.portcullis.core.server;

import dev.portcullis.core.settings.LoopSettings.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
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
        Class<? extends SocketChannel> channel,
        Class<? extends Channel> unixChannel) {

    /** Read by Netty when its io_uring classes are first used. */
    private static final String MULTISHOT_POLLS = "io.netty.iouring.pollAddMultishotEnabled";

    /** A bootstrap that connects to this address, with the kind of channel that goes with it. */
    Bootstrap bootstrap(SocketAddress address) {
        if (!(address instanceof UnixDomainSocketAddress unix)) {
            return new Bootstrap().channel(channel).remoteAddress(address).option(ChannelOption.TCP_NODELAY, true);
        }
        boolean jdk = unixChannel == NioDomainSocketChannel.class;
        return new Bootstrap()
                .channel(unixChannel)
                .remoteAddress(
                        jdk ? unix : new DomainSocketAddress(unix.getPath().toFile()));
    }

    /** The kind of channel for datagrams. Only asked for where they are received: its classes take time to load. */
    Class<? extends DatagramChannel> datagramChannel() {
        if (serverChannel == EpollServerSocketChannel.class) {
            return EpollDatagramChannel.class;
        }
        return serverChannel == NioServerSocketChannel.class ? NioDatagramChannel.class : IoUringDatagramChannel.class;
    }

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
                        IoUringSocketChannel.class,
                        IoUringDomainSocketChannel.class);
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
                "epoll",
                EpollIoHandler.newFactory(),
                EpollServerSocketChannel.class,
                EpollSocketChannel.class,
                EpollDomainSocketChannel.class);
    }

    private static NativeTransport nio() {
        return new NativeTransport(
                "nio",
                NioIoHandler.newFactory(),
                NioServerSocketChannel.class,
                NioSocketChannel.class,
                NioDomainSocketChannel.class);
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
