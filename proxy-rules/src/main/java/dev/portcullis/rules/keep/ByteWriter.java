package dev.portcullis.rules.keep;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes in the making, in an array that grows. For one thread. */
public final class ByteWriter {

    private byte[] bytes = new byte[1 << 10];
    private int size;

    /** How many there are. */
    public int size() {
        return size;
    }

    /** The array that begins with them; it is used again after {@link #clear}. */
    public byte[] array() {
        return bytes;
    }

    /** Begins anew. */
    public void clear() {
        size = 0;
    }

    /** Takes back what was written from there on. */
    public void backTo(int earlier) {
        size = earlier;
    }

    /** One byte. */
    public void u8(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
    }

    /** Eight bytes. */
    public void fixed(long value) {
        ensure(Long.BYTES);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    /** Four bytes. */
    public void fixedInt(int value) {
        ensure(Integer.BYTES);
        size += Integer.BYTES;
        fixedAt(size - Integer.BYTES, value);
    }

    /** Four bytes, at a place that was written before. */
    public void fixedAt(int place, int value) {
        for (int i = 0; i < Integer.BYTES; i++) {
            bytes[place + i] = (byte) (value >>> (24 - 8 * i));
        }
    }

    /** A number in as many bytes as it needs, one for each seven bits: 1 for up to 127, 10 for a negative one. */
    public void number(long value) {
        ensure(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /** A text, in UTF-8. */
    public void text(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        number(encoded.length);
        ensure(encoded.length);
        System.arraycopy(encoded, 0, bytes, size, encoded.length);
        size += encoded.length;
    }

    private void ensure(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
        }
    }
}
