package dev.portcullis.core.origin;

import io.netty.channel.epoll.AbstractEpollStreamChannel;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A look into a socket for what its event loop has not read yet. An event loop reads one buffer at a time: when a response fills it
 * to the last byte, what the server sent after it is still in the socket, and would be taken for the response to the next
 * request. The same look finds a connection that the server has closed unseen. It costs one system call, about a microsecond.
 *
 * <p>There is a way to look on epoll only, which {@code transport = auto} is on Linux. Elsewhere a connection whose last read filled its buffer
 * is not used again.
 */
final class SocketLook {

    /** What is found is of no interest: who finds anything closes. */
    private static final ByteBuffer FOUND = ByteBuffer.allocateDirect(1);

    private SocketLook() {}

    /** Whether a socket is known to hold no byte that was not read, and not to be at its end. */
    static boolean findsNothing(AbstractEpollStreamChannel channel) {
        try {
            return channel.fd().read(FOUND, 0, 1) == 0;
        } catch (IOException broken) {
            return false;
        }
    }
}
