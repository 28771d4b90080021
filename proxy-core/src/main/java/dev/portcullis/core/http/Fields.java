package dev.portcullis.core.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a head or of trailers (RFC 9110 5), in the order they came. Immutable.
 *
 * <p>Names and values stay bytes in one array and become strings only when asked for: most fields are only passed on. A
 * bit per known name answers "is there one" without a look at the fields.
 */
public final class Fields {

    /** No fields. */
    public static final Fields EMPTY = new Builder(new byte[0]).build();

    private static final int MARKS = 4;

    private final byte[] bytes;
    private final int[] marks;
    private final FieldName[] names;
    private final int size;
    private final long present;
    private final boolean plain;

    private Fields(Builder builder) {
        this.bytes = builder.bytes;
        this.marks = builder.marks;
        this.names = builder.names;
        this.size = builder.size;
        this.present = builder.present;
        this.plain = builder.plain;
    }

    /** How many fields there are. */
    public int size() {
        return size;
    }

    /** The known name of a field, {@link FieldName#OTHER} for most. */
    public FieldName name(int index) {
        return names[index];
    }

    /** The name of a field as it was sent. */
    public String nameText(int index) {
        return text(marks[index * MARKS], marks[index * MARKS + 1]);
    }

    /** The value of a field, without the white space around it, bytes as ISO-8859-1. */
    public String value(int index) {
        return text(marks[index * MARKS + 2], marks[index * MARKS + 3]);
    }

    /** Whether there is a field of this name. */
    public boolean has(FieldName name) {
        return (present & 1L << name.ordinal()) != 0;
    }

    /** The first value of this name; null when there is none. */
    public @Nullable String first(FieldName name) {
        int index = indexOf(name, 0);
        return index < 0 ? null : value(index);
    }

    /** All values of this name, in order. */
    public List<String> all(FieldName name) {
        List<String> values = new ArrayList<>(1);
        for (int i = indexOf(name, 0); i >= 0; i = indexOf(name, i + 1)) {
            values.add(value(i));
        }
        return values;
    }

    /** The index of the next field of this name at or after {@code from}; -1 when there is none. */
    public int indexOf(FieldName name, int from) {
        if (has(name)) {
            for (int i = from; i < size; i++) {
                if (names[i] == name) {
                    return i;
                }
            }
        }
        return -1;
    }

    /**
     * Whether the name of a field means the same to every server behind: letters, digits and {@code -} only. CGI turns each
     * other character that a token may have into {@code _} (RFC 3875 4.1.18), so that {@code X_Forwarded_For} would pass for
     * {@code X-Forwarded-For}.
     */
    public boolean isPlainName(int index) {
        return plain || isPlain(bytes, marks[index * MARKS], marks[index * MARKS + 1]);
    }

    /** Whether {@link #isPlainName} is true of every field. */
    public boolean hasPlainNamesOnly() {
        return plain;
    }

    /** Writes a field as a line of HTTP/1.1: {@code name: value CR LF}. */
    public void writeLine(int index, ByteBuf out) {
        int at = index * MARKS;
        out.writeBytes(bytes, marks[at], marks[at + 1] - marks[at]);
        out.writeShort(':' << 8 | ' ');
        out.writeBytes(bytes, marks[at + 2], marks[at + 3] - marks[at + 2]);
        out.writeShort('\r' << 8 | '\n');
    }

    /**
     * Writes the fields from {@code from} to before {@code to} as lines of HTTP/1.1. Those that lie in the bytes as they are to be written, one
     * line behind the other, are copied together.
     */
    public void writeLines(int from, int to, ByteBuf out) {
        int index = from;
        while (index < to) {
            int start = marks[index * MARKS];
            int end = lineEnd(index);
            if (end < 0) {
                writeLine(index++, out);
                continue;
            }
            while (++index < to && marks[index * MARKS] == end) {
                int next = lineEnd(index);
                if (next < 0) {
                    break;
                }
                end = next;
            }
            out.writeBytes(bytes, start, end - start);
        }
    }

    /** Where the line of a field ends that lies in the bytes just as {@link #writeLine} writes it; -1 when it does not. */
    private int lineEnd(int index) {
        int nameEnd = marks[index * MARKS + 1];
        int valueEnd = marks[index * MARKS + 3];
        boolean asWritten = marks[index * MARKS + 2] == nameEnd + 2
                && bytes[nameEnd] == ':'
                && bytes[nameEnd + 1] == ' '
                && valueEnd + 1 < bytes.length
                && bytes[valueEnd] == '\r'
                && bytes[valueEnd + 1] == '\n';
        return asWritten ? valueEnd + 2 : -1;
    }

    /** Writes the name of a field in lower case. */
    public void writeLowerName(int index, ByteBuf out) {
        int end = marks[index * MARKS + 1];
        for (int i = marks[index * MARKS]; i < end; i++) {
            out.writeByte(lower(bytes[i]));
        }
    }

    /** Writes the value of a field. */
    public void writeValue(int index, ByteBuf out) {
        int start = marks[index * MARKS + 2];
        out.writeBytes(bytes, start, marks[index * MARKS + 3] - start);
    }

    /** How many bytes the name of a field has. */
    public int nameLength(int index) {
        return marks[index * MARKS + 1] - marks[index * MARKS];
    }

    /** How many bytes the value of a field has. */
    public int valueLength(int index) {
        return marks[index * MARKS + 3] - marks[index * MARKS + 2];
    }

    /** The same fields and one more, the last one: visible ASCII. */
    public Fields with(String name, String value) {
        byte[] all = Arrays.copyOf(bytes, bytes.length + name.length() + value.length());
        byte[] added = (name + value).getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(added, 0, all, bytes.length, added.length);
        Builder builder = new Builder(all);
        for (int at = 0; at < size * MARKS; at += MARKS) {
            builder.add(marks[at], marks[at + 1], marks[at + 2], marks[at + 3]);
        }
        int valueStart = bytes.length + name.length();
        builder.add(bytes.length, valueStart, valueStart, all.length);
        return builder.build();
    }

    /** Whether there is a field of this name, which is given in lower case. */
    public boolean has(String lowerName) {
        return indexOf(lowerName, 0) >= 0;
    }

    /** The values of all fields of this name, which is given in lower case, joined in their order; empty when there is none. */
    public String joined(String lowerName, String separator) {
        int index = indexOf(lowerName, 0);
        if (index < 0) {
            return "";
        }
        String joined = value(index);
        for (int i = indexOf(lowerName, index + 1); i >= 0; i = indexOf(lowerName, i + 1)) {
            joined = joined + separator + value(i);
        }
        return joined;
    }

    /** The same fields but those of this name, which is given in lower case. */
    public Fields without(String lowerName) {
        Builder builder = new Builder(bytes);
        for (int i = 0; i < size; i++) {
            if (!isNamed(i, lowerName)) {
                int at = i * MARKS;
                builder.add(marks[at], marks[at + 1], marks[at + 2], marks[at + 3]);
            }
        }
        return builder.build();
    }

    private int indexOf(String lowerName, int from) {
        for (int i = from; i < size; i++) {
            if (isNamed(i, lowerName)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether a field has this name, which is given in lower case. */
    public boolean isNamed(int index, String lowerName) {
        int start = marks[index * MARKS];
        if (marks[index * MARKS + 1] - start != lowerName.length()) {
            return false;
        }
        for (int i = 0; i < lowerName.length(); i++) {
            if (lower(bytes[start + i]) != lowerName.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** How many bytes all of it takes as lines of HTTP/1.1, at most. */
    public int maxLength() {
        return bytes.length + size * ": \r\n".length();
    }

    private static int lower(byte octet) {
        return octet >= 'A' && octet <= 'Z' ? octet + 'a' - 'A' : octet;
    }

    private static boolean isPlain(byte[] bytes, int start, int end) {
        return Octets.skipPlain(bytes, start, end) == end;
    }

    private String text(int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < size; i++) {
            text.append(nameText(i)).append(": ").append(value(i)).append('\n');
        }
        return text.toString();
    }

    /** Collects fields that lie in one array of bytes. */
    public static final class Builder {

        private byte[] bytes;
        private int[] marks;
        private FieldName[] names;
        private int size;
        private long present;
        private boolean plain = true;

        /** The array that the names and values lie in; it must not change afterwards. */
        public Builder(byte[] bytes) {
            this(bytes, 16);
        }

        /** The same, with room for about so many fields. */
        public Builder(byte[] bytes, int expected) {
            this.bytes = bytes;
            this.names = new FieldName[expected];
            this.marks = new int[expected * MARKS];
        }

        /** Says that everything has been copied, to the same places, into a larger array. */
        public void moveTo(byte[] larger) {
            bytes = larger;
        }

        /** Adds the field whose name and value lie between these offsets, ends excluded. */
        public void add(int nameStart, int nameEnd, int valueStart, int valueEnd) {
            if (size == names.length) {
                names = Arrays.copyOf(names, size * 2);
                marks = Arrays.copyOf(marks, size * 2 * MARKS);
            }
            int at = size * MARKS;
            marks[at] = nameStart;
            marks[at + 1] = nameEnd;
            marks[at + 2] = valueStart;
            marks[at + 3] = valueEnd;
            FieldName name = FieldName.of(bytes, nameStart, nameEnd);
            names[size++] = name;
            present |= 1L << name.ordinal();
            plain = plain && (name != FieldName.OTHER || isPlain(bytes, nameStart, nameEnd));
        }

        /** How many were added. */
        public int size() {
            return size;
        }

        /** The fields added; the builder is not to be used afterwards. */
        public Fields build() {
            return new Fields(this);
        }
    }
}
