package dev.portcullis.core.forward;

import io.netty.buffer.ByteBuf;

/** Numbers as digits, straight into a buffer. */
final class Decimal {

    private Decimal() {}

    /** Writes a number that is not negative. */
    static void write(long number, ByteBuf out) {
        if (number >= 10) {
            write(number / 10, out);
        }
        out.writeByte((int) ('0' + number % 10));
    }
}
