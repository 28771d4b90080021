package dev.portcullis.core.quic;

import io.netty.buffer.ByteBuf;

/** Reads what a client sent, in place. No length in it is believed: who reads beyond the end gets zeros, and {@link #isBroken} from then on. */
final class PacketBytes {

    private final ByteBuf bytes;
    private int at;
    private boolean broken;

    /** What is readable of the buffer from this index on; its own indices stay. */
    PacketBytes(ByteBuf bytes, int from) {
        this.bytes = bytes;
        this.at = from;
    }

    /** Whether something was asked for that isn't there. */
    boolean isBroken() {
        return broken;
    }

    /** The index of the next byte. */
    int at() {
        return at;
    }

    /** How many bytes are left; 0 when it is broken. */
    int left() {
        return broken ? 0 : bytes.writerIndex() - at;
    }

    int u8() {
        if (left() < 1) {
            broken = true;
            return 0;
        }
        return bytes.getUnsignedByte(at++);
    }

    int u32() {
        return u8() << 24 | u8() << 16 | u8() << 8 | u8();
    }

    /** An integer of a length that it tells itself (RFC 9000 16). */
    long varint() {
        int first = u8();
        long value = first & 0x3F;
        for (int more = (1 << (first >> 6)) - 1; more > 0; more--) {
            value = value << 8 | u8();
        }
        return value;
    }

    /** Goes on behind so many bytes, and returns how many they are; 0 when there are fewer. */
    int skip(long count) {
        if (count > left()) {
            broken = true;
            return 0;
        }
        at += (int) count;
        return (int) count;
    }
}
