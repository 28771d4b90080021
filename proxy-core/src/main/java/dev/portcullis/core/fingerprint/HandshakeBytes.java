package dev.portcullis.core.fingerprint;

import io.netty.buffer.ByteBuf;

/**
 * Reads a message in place, over the headers of the records that it lies in. Nothing that is asked for is believed: who reads beyond a
 * limit gets zeros, and {@link #isBroken} from then on.
 */
final class HandshakeBytes {

    private final ByteBuf bytes;
    private int at;
    private int leftInRecord;
    private int position;
    private int limit;
    private boolean broken;

    /** The bytes of a {@link ClientHello}. */
    HandshakeBytes(ByteBuf received, int start, int length, boolean inRecords) {
        this.bytes = received;
        this.at = start;
        this.leftInRecord = inRecords ? 0 : length;
        this.limit = length;
    }

    /** Whether something was asked for that isn't there. */
    boolean isBroken() {
        return broken;
    }

    void fail() {
        broken = true;
    }

    /** How many bytes may be read up to the limit; 0 when it is broken. */
    int remaining() {
        return broken ? 0 : limit - position;
    }

    int u8() {
        if (remaining() < 1) {
            broken = true;
            return 0;
        }
        while (leftInRecord == 0) {
            leftInRecord = bytes.getUnsignedShort(at + 3);
            at += ClientHello.RECORD_HEADER;
        }
        leftInRecord--;
        position++;
        return bytes.getUnsignedByte(at++);
    }

    int u16() {
        return u8() << 8 | u8();
    }

    int u24() {
        return u16() << 8 | u8();
    }

    void skip(int count) {
        for (int i = 0; i < count && !broken; i++) {
            u8();
        }
    }

    /**
     * Sets the limit so many bytes from here.
     *
     * @return the limit before, to be given to {@link #leave}
     */
    int enter(int length) {
        int before = limit;
        if (length > remaining()) {
            broken = true;
        } else {
            limit = position + length;
        }
        return before;
    }

    /** Goes on behind what was entered. */
    void leave(int before) {
        skip(remaining());
        limit = before;
    }
}
