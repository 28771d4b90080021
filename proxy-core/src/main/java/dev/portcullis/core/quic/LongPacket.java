package dev.portcullis.core.quic;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Where the parts of a packet with a long header (RFC 9000 17.2) stand in its datagram.
 *
 * @param start the index of its first byte
 * @param initial whether it is an Initial
 * @param token the index of its token
 * @param tokenLength bytes of its token; 0 for none
 * @param number the index of its packet number
 * @param end the index behind its last byte
 */
record LongPacket(int start, boolean initial, int token, int tokenLength, int number, int end) {

    /** The index of the connection id that it is sent to, counted from the first byte. */
    private static final int ID_AT = 6;

    private static final int LONG_HEADER = 0x80;
    private static final int TYPE = 0x30;
    private static final int INITIAL = 0x00;
    private static final int RETRY = 0x30;
    private static final int VERSION_1 = 1;

    /** The packet that begins at this index; null when there is none that is sent to an id as they are chosen here, in QUIC's version 1. */
    static @Nullable LongPacket at(ByteBuf datagram, int start) {
        PacketBytes in = new PacketBytes(datagram, start);
        int first = in.u8();
        int type = first & TYPE;
        if ((first & LONG_HEADER) == 0 || type == RETRY || in.u32() != VERSION_1 || in.u8() != RetryTokens.ID) {
            return null;
        }
        in.skip(RetryTokens.ID);
        in.skip(in.u8()); // the client's own id
        int tokenLength = type == INITIAL ? (int) Math.min(in.varint(), Integer.MAX_VALUE) : 0;
        int token = in.at();
        in.skip(tokenLength);
        long length = in.varint();
        int number = in.at();
        in.skip(length);
        return in.isBroken() ? null : new LongPacket(start, type == INITIAL, token, tokenLength, number, in.at());
    }

    /** The id of the connection that it is sent to. */
    byte[] destination(ByteBuf datagram) {
        byte[] id = new byte[RetryTokens.ID];
        datagram.getBytes(start + ID_AT, id);
        return id;
    }
}
