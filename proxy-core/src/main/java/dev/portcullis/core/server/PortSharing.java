package dev.portcullis.core.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import io.netty.channel.unix.UnixChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One port for two processes, so that the next one can take over from the one that runs (SO_REUSEPORT, socket(7)).
 *
 * <p>The system spreads new connections over all sockets that listen on the port. When one of them is closed, what waits in
 * its queue is reset. So the process that takes over tells the system to give all new connections to its own socket; the
 * other one takes what is left in its queue, and closes with nothing in it.
 */
final class PortSharing {

    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_REUSEPORT_CBPF = 51;
    private static final int RETURN_CONSTANT = 0x06; // BPF_RET | BPF_K
    private static final int INSTRUCTION_BYTES = 8; // struct sock_filter
    private static final int PROGRAM_BYTES = 16; // struct sock_fprog
    private static final int POINTER_AT = 8;

    private static final RawUnixChannelOption ATTACH =
            new RawUnixChannelOption("SO_ATTACH_REUSEPORT_CBPF", SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, PROGRAM_BYTES);

    private PortSharing() {}

    /** The option of a listener that shares its port. */
    static ChannelOption<Boolean> option(NativeTransport transport) {
        return transport.serverChannel() == NioServerSocketChannel.class
                ? NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT)
                : UnixChannelOption.SO_REUSEPORT;
    }

    /** Throws IOException when another socket listens there already, even one that shares its port. */
    static void requireFree(InetSocketAddress address) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setReuseAddress(true);
            socket.bind(address);
        }
    }

    /**
     * Gives all new connections of the port to the socket that has joined last as the second, which is to be this one. Where
     * the system can't, they go on being spread over both.
     *
     * @return whether it could be done
     */
    static boolean takeNewConnections(Channel listener) {
        ByteBuf instruction = Unpooled.directBuffer(INSTRUCTION_BYTES);
        try {
            instruction.writeShortLE(RETURN_CONSTANT).writeByte(0).writeByte(0).writeIntLE(1);
            ByteBuffer program = ByteBuffer.allocateDirect(PROGRAM_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            program.putShort(0, (short) 1).putLong(POINTER_AT, instruction.memoryAddress());
            return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
                    && listener.config().setOption(ATTACH, program);
        } finally {
            instruction.release();
        }
    }
}
