package dev.portcullis.core.origin;

import io.netty.channel.Channel;
import io.netty.channel.epoll.AbstractEpollStreamChannel;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A look into a socket for what its event loop has not read yet. An event loop reads one buffer at a time: when a response fills it
 * to the last byte, what the server sent after it is still in the socket, and would be taken for the response to the next
 * request. The same look finds a connection that the server has closed unseen. It costs one system call, below a microsecond.
 *
 * <p>Done on epoll only, which {@code transport = auto} is on Linux; elsewhere there is no way to look.
 */
final class SocketLook {

    /** What is found is of no interest: who finds anything closes. */
    private static final ByteBuffer FOUND = ByteBuffer.allocateDirect(1);

    private SocketLook() {}

    /** Whether a socket is known to hold bytes that were not read, or to be at its end. */
    static boolean findsAnything(Channel channel) {
        if (!(channel instanceof AbstractEpollStreamChannel epoll)) {
            return false;
        }
        try {
            return epoll.fd().read(FOUND, 0, 1) != 0;
        } catch (IOException broken) {
            return true;
        }
    }
}
