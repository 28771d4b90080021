package dev.portcullis.core.quic;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The first message of a client's handshake, put together from CRYPTO frames (RFC 9000 19.6). Browsers cut it into many, in any order and over several
 * packets, so that nothing on the way comes to rely on how it looks.
 *
 * <p>Of bytes that come twice the first are kept, as the library does. Holds at most what the message may have.
 */
final class FirstMessage {

    private static final int HEADER = 4;
    private static final int USUAL = 2048;

    private static final int PADDING = 0x00;
    private static final int PING = 0x01;
    private static final int ACK = 0x02;
    private static final int ACK_WITH_COUNTS = 0x03;
    private static final int CRYPTO = 0x06;

    private final int limit;
    private final BitSet there = new BitSet();
    private byte[] bytes = new byte[0];

    /**
     * One of which nothing has come.
     *
     * @param most bytes that it may have without its header
     */
    FirstMessage(int most) {
        this.limit = HEADER + most;
    }

    /** Takes what is in a packet, up to a frame that doesn't belong there. */
    void take(byte[] payload) {
        PacketBytes in = new PacketBytes(Unpooled.wrappedBuffer(payload), 0);
        boolean known = true;
        while (known && in.left() > 0) {
            int type = in.u8();
            switch (type) {
                case PADDING, PING -> {}
                case ACK, ACK_WITH_COUNTS -> acknowledgement(in, type == ACK_WITH_COUNTS);
                case CRYPTO -> piece(in, payload);
                default -> known = false;
            }
        }
    }

    /** Skips it (RFC 9000 19.3). */
    private static void acknowledgement(PacketBytes in, boolean counts) {
        in.varint(); // the largest
        in.varint(); // how long ago
        long ranges = in.varint();
        in.varint(); // the first range
        for (long i = 0; i < ranges && in.left() > 0; i++) {
            in.varint();
            in.varint();
        }
        for (int i = 0; counts && i < 3; i++) {
            in.varint();
        }
    }

    private void piece(PacketBytes in, byte[] payload) {
        long offset = in.varint();
        long length = in.varint();
        int from = in.at();
        in.skip(length);
        if (in.isBroken() || offset >= limit) {
            return;
        }
        int start = (int) offset;
        int end = (int) Math.min(limit, offset + length);
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(limit, Math.max(USUAL, 2 * end)));
        }
        for (int i = there.nextClearBit(start); i < end; i = there.nextClearBit(i + 1)) {
            bytes[i] = payload[from + i - start];
            there.set(i);
        }
    }

    /** Whether all of it has come. */
    boolean isWhole() {
        int come = there.nextClearBit(0);
        return come >= HEADER && come >= HEADER + length();
    }

    /** Whether it is longer than it may be. */
    boolean isTooLong() {
        return there.nextClearBit(0) >= HEADER && HEADER + length() > limit;
    }

    private int length() {
        return (bytes[1] & 0xFF) << 16 | (bytes[2] & 0xFF) << 8 | bytes[3] & 0xFF;
    }

    /** The message without its header, once it is whole. */
    ByteBuf body() {
        return Unpooled.wrappedBuffer(bytes, HEADER, length());
    }
}
