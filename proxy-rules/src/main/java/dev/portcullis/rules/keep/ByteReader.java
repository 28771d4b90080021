package dev.portcullis.rules.keep;

import java.nio.charset.StandardCharsets;

/** Reads what a {@link ByteWriter} has written. What isn't there throws IndexOutOfBoundsException. For one thread. */
public final class ByteReader {

    private final byte[] bytes;
    private final int end;
    private int at;

    /** Reads from {@code at} to before {@code end}. */
    public ByteReader(byte[] bytes, int at, int end) {
        this.bytes = bytes;
        this.at = at;
        this.end = end;
    }

    /** Where it is. */
    public int at() {
        return at;
    }

    /** Whether there is more. */
    public boolean hasMore() {
        return at < end;
    }

    /** How many bytes are left. */
    public int left() {
        return end - at;
    }

    /** One byte, 0 to 255. */
    public int u8() {
        if (at >= end) {
            throw new IndexOutOfBoundsException(at);
        }
        return bytes[at++] & 0xFF;
    }

    /** Eight bytes. */
    public long fixed() {
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = value << 8 | u8();
        }
        return value;
    }

    /** Four bytes. */
    public int fixedInt() {
        int value = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            value = value << 8 | u8();
        }
        return value;
    }

    /** A number in as many bytes as it needs. */
    public long number() {
        long value = 0;
        int shift = 0;
        int next = u8();
        while ((next & 0x80) != 0) {
            value |= (long) (next & 0x7F) << shift;
            shift += 7;
            next = u8();
        }
        return value | (long) next << shift;
    }

    /** A number of things, or of bytes, that are still to come: no more than there are bytes. */
    public int count() {
        long value = number();
        if (value < 0 || value > end - at) {
            throw new IndexOutOfBoundsException(at);
        }
        return (int) value;
    }

    /** A text. */
    public String text() {
        int length = count();
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }

    /** Goes on so many bytes further. */
    public void skip(int length) {
        if (length < 0 || length > end - at) {
            throw new IndexOutOfBoundsException(at);
        }
        at += length;
    }
}
