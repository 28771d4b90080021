package dev.portcullis.core.http;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** What each byte may be part of, by one look into a table (RFC 9110 5.6.2, 5.5; RFC 3986). */
public final class Octets {

    /** A letter, digit or one of {@code !#$%&'*+-.^_`|~}. */
    public static final int TOKEN = 1;

    /** What a field's value may hold: visible ASCII, space, tab, and bytes above 127. */
    public static final int VALUE = 2;

    /** Visible ASCII: what a target may hold. */
    public static final int VISIBLE = 4;

    /** A letter, a digit or {@code -}: what the names of nearly all fields are made of. */
    public static final int PLAIN = 8;

    private static final byte[] TABLE = table();
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101_0101_0101_0101L;
    private static final long TOP_BITS = EACH << 7;

    private Octets() {}

    /** Whether a byte is of this kind. */
    public static boolean is(byte b, int kind) {
        return (TABLE[b & 0xFF] & kind) != 0;
    }

    /** The index of the first byte in the range that is not of this kind; {@code end} when all are. */
    public static int skip(byte[] bytes, int start, int end, int kind) {
        int i = start;
        while (i < end && (TABLE[bytes[i] & 0xFF] & kind) != 0) {
            i++;
        }
        return i;
    }

    /**
     * The same as {@link #skip} of {@link #VALUE}, which most of a head is. Eight bytes are looked at together: one that is
     * below the space, or DEL, borrows from its top bit, which it does not have itself. A byte above it may then borrow for
     * it, so only the lowest is believed.
     */
    public static int skipValue(byte[] bytes, int start, int end) {
        int i = start;
        while (i + Long.BYTES <= end) {
            long word = (long) WORD.get(bytes, i);
            long notDel = word ^ EACH * 0x7F;
            long suspects = ((word - EACH * ' ') & ~word | (notDel - EACH) & ~notDel) & TOP_BITS;
            if (suspects == 0) {
                i += Long.BYTES;
                continue;
            }
            i += Long.numberOfTrailingZeros(suspects) / Byte.SIZE;
            if (bytes[i] != '\t') {
                return i;
            }
            i++;
        }
        return skip(bytes, i, end, VALUE);
    }

    /**
     * The same as {@link #skip} of {@link #PLAIN}. Eight bytes are looked at together; since a byte above 127 is none of this kind, the sums that
     * compare the others never carry from one to the next.
     */
    public static int skipPlain(byte[] bytes, int start, int end) {
        int i = start;
        while (i + Long.BYTES <= end) {
            long word = (long) WORD.get(bytes, i);
            long ascii = word & ~TOP_BITS;
            long folded = ascii | EACH * 0x20;
            long letter = (folded + EACH * (0x80 - 'a')) & ~(folded + EACH * (0x7F - 'z'));
            long digit = (ascii + EACH * (0x80 - '0')) & ~(ascii + EACH * (0x7F - '9'));
            long notDash = (ascii ^ EACH * '-') + EACH * 0x7F;
            long others = ~(letter | digit | ~notDash) & TOP_BITS | word & TOP_BITS;
            if (others != 0) {
                return i + Long.numberOfTrailingZeros(others) / Byte.SIZE;
            }
            i += Long.BYTES;
        }
        return skip(bytes, i, end, PLAIN);
    }

    /** Whether these bytes are the beginning of that ASCII text, or begin with it. */
    public static boolean agree(byte[] bytes, int start, int end, String text) {
        int length = Math.min(end - start, text.length());
        for (int i = 0; i < length; i++) {
            if (bytes[start + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether it is a space or a tab. */
    public static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    /** Whether it is one of 0 to 9. */
    public static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static byte[] table() {
        byte[] table = new byte[256];
        for (int b = 0; b < 256; b++) {
            int kinds = 0;
            if (b > ' ' && b < 0x7F) {
                kinds |= VISIBLE;
            }
            if (b >= ' ' && b != 0x7F || b == '\t') {
                kinds |= VALUE;
            }
            if (b < 128 && (Character.isLetterOrDigit(b) || "!#$%&'*+-.^_`|~".indexOf(b) >= 0)) {
                kinds |= TOKEN;
            }
            if (b < 128 && (Character.isLetterOrDigit(b) || b == '-')) {
                kinds |= PLAIN;
            }
            table[b] = (byte) kinds;
        }
        return table;
    }
}
