package dev.portcullis.core.fingerprint;

import io.netty.buffer.ByteBuf;

/**
 * Reads a message in place. No length in it is believed: who reads beyond a limit gets zeros, and {@link #isBroken} from then on.
 */
final class HandshakeBytes {

    private final ByteBuf bytes;
    private int at;
    private int limit;
    private boolean broken;

    /** What can be read of the buffer, whose indices stay. */
    HandshakeBytes(ByteBuf bytes) {
        this.bytes = bytes;
        this.at = bytes.readerIndex();
        this.limit = bytes.writerIndex();
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
        return broken ? 0 : limit - at;
    }

    int u8() {
        if (remaining() < 1) {
            broken = true;
            return 0;
        }
        return bytes.getUnsignedByte(at++);
    }

    int u16() {
        return u8() << 8 | u8();
    }

    void skip(int count) {
        if (count > remaining()) {
            broken = true;
        } else if (count > 0) {
            at += count;
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
            limit = at + length;
        }
        return before;
    }

    /** Goes on behind what was entered. */
    void leave(int before) {
        skip(remaining());
        limit = before;
    }
}
