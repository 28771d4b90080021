package dev.portcullis.core.quic;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;

/**
 * Drops datagrams that begin with an Initial, or a packet of a version that is not known, and are smaller than such must be (RFC 9000 14.1, 6.1).
 * They are answered before anything is known of the sender, so with a forged address each would have more sent to somebody else than it
 * took to send it.
 *
 * <p>Stands before Netty's codec of QUIC.
 */
public final class UnpaddedDatagrams extends ChannelInboundHandlerAdapter {

    /** Bytes of the smallest datagram with an Initial. */
    static final int SMALLEST = 1200;

    private static final int LONG_HEADER = 0x80;
    private static final int TYPE = 0x30;
    private static final int VERSION_1 = 1;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof DatagramPacket packet && isTooSmall(packet.content())) {
            packet.release();
        } else {
            ctx.fireChannelRead(message);
        }
    }

    private static boolean isTooSmall(ByteBuf datagram) {
        int size = datagram.readableBytes();
        if (size >= SMALLEST || size == 0) {
            return false;
        }
        int start = datagram.readerIndex();
        int first = datagram.getUnsignedByte(start);
        if ((first & LONG_HEADER) == 0) {
            return false;
        }
        boolean initial = (first & TYPE) == 0;
        return initial || size < 1 + Integer.BYTES || datagram.getInt(start + 1) != VERSION_1;
    }
}
