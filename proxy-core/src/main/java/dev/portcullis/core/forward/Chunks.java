package dev.portcullis.core.forward;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** The framing of chunks (RFC 9112 7.1) as it is written: sizes in hexadecimal, no extensions. */
public final class Chunks {

    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
    private static final ByteBuf LINE_END = Unpooled.unreleasableBuffer(
            Unpooled.directBuffer(2).writeBytes(new byte[] {'\r', '\n'}).asReadOnly());
    private static final ByteBuf LAST = Unpooled.unreleasableBuffer(Unpooled.directBuffer(5)
            .writeBytes(new byte[] {'0', '\r', '\n', '\r', '\n'})
            .asReadOnly());

    /** How many bytes a size line takes at most. */
    public static final int SIZE_LINE = 10;

    private Chunks() {}

    /** Writes the line before a chunk of {@code size} bytes, 1 or more. */
    public static void writeSizeLine(int size, ByteBuf out) {
        int shift = (31 - Integer.numberOfLeadingZeros(size)) & ~3;
        for (; shift >= 0; shift -= 4) {
            out.writeByte(HEX[size >>> shift & 0xF]);
        }
        out.writeShort('\r' << 8 | '\n');
    }

    /** What comes after a chunk's bytes. */
    public static ByteBuf lineEnd() {
        return LINE_END.duplicate();
    }

    /** The last chunk of a body without trailers, and the body's end. */
    public static ByteBuf last() {
        return LAST.duplicate();
    }
}
