package dev.portcullis.core.http2;

import dev.portcullis.core.forward.ResponseForwarding;
import dev.portcullis.core.forward.ResponseForwarding.Framing;
import dev.portcullis.core.http.Fields;
import dev.portcullis.core.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Set;

/**
 * Writes header lists (RFC 7541): names by their place in the static table where they have one, values as they are.
 *
 * <p>Nothing is put into the dynamic table, whose size the first block therefore sets to zero (4.2), once and for all. Keeping it would
 * save a hundred bytes a response and cost a search for every field, and 4 KiB a connection.
 */
final class HeaderEncoder {

    private static final int STATUS = 8;
    private static final int CONTENT_LENGTH = 28;
    private static final int EMPTY_TABLE = 0x20;
    private static final int INDEXED = 0x80;
    private static final int MOST_IN_4_BITS = 0xF;
    private static final int MOST_IN_7_BITS = 0x7F;
    private static final int PER_FIELD = 12;

    /** The names of fields of responses and where they stand in the static table (RFC 7541 A), by the length of the name. */
    private static final Named[][] BY_LENGTH = byLength(
            new Named("accept-ranges", 18),
            new Named("access-control-allow-origin", 20),
            new Named("age", 21),
            new Named("allow", 22),
            new Named("cache-control", 24),
            new Named("content-disposition", 25),
            new Named("content-encoding", 26),
            new Named("content-language", 27),
            new Named("content-location", 29),
            new Named("content-range", 30),
            new Named("content-type", 31),
            new Named("date", 33),
            new Named("etag", 34),
            new Named("expires", 36),
            new Named("last-modified", 44),
            new Named("link", 45),
            new Named("location", 46),
            new Named("refresh", 52),
            new Named("retry-after", 53),
            new Named("server", 54),
            new Named("set-cookie", 55),
            new Named("strict-transport-security", 56),
            new Named("vary", 59),
            new Named("via", 60),
            new Named("www-authenticate", 61));

    private boolean begun;

    private record Named(String name, int index) {}

    /** How many bytes the fields take at most, with a status and a length. */
    static int sizeHint(Fields fields) {
        return fields.maxLength() + fields.size() * PER_FIELD + 64;
    }

    /** Writes the head of a response whose body is framed so. */
    void head(ResponseHead head, Framing framing, ByteBuf out) {
        begin(out);
        writeStatus(head.status(), out);
        Fields fields = head.fields();
        for (int i = 0; i < fields.size(); i++) {
            if (ResponseForwarding.passes(head, i, framing)) {
                write(fields, i, out);
            }
        }
        long length = ResponseForwarding.length(head, framing);
        if (length >= 0) {
            writeNameIndex(CONTENT_LENGTH, out);
            String text = Long.toString(length);
            out.writeByte(text.length());
            ByteBufUtil.writeAscii(out, text);
        }
    }

    /** Writes those trailers that may be passed on. */
    void trailers(Fields trailers, Set<String> nominated, ByteBuf out) {
        begin(out);
        for (int i = 0; i < trailers.size(); i++) {
            if (ResponseForwarding.passesTrailer(trailers, i, nominated)) {
                write(trailers, i, out);
            }
        }
    }

    private void begin(ByteBuf out) {
        if (!begun) {
            begun = true;
            out.writeByte(EMPTY_TABLE);
        }
    }

    private static void writeStatus(int status, ByteBuf out) {
        int index =
                switch (status) {
                    case 200 -> 8;
                    case 204 -> 9;
                    case 206 -> 10;
                    case 304 -> 11;
                    case 400 -> 12;
                    case 404 -> 13;
                    case 500 -> 14;
                    default -> 0;
                };
        if (index > 0) {
            out.writeByte(INDEXED | index);
        } else {
            writeNameIndex(STATUS, out);
            out.writeByte(3)
                    .writeByte('0' + status / 100)
                    .writeByte('0' + status / 10 % 10)
                    .writeByte('0' + status % 10);
        }
    }

    private static void write(Fields fields, int index, ByteBuf out) {
        int known = indexOf(fields, index);
        if (known > 0) {
            writeNameIndex(known, out);
        } else {
            out.writeByte(0);
            writeLength(fields.nameLength(index), out);
            fields.writeLowerName(index, out);
        }
        writeLength(fields.valueLength(index), out);
        fields.writeValue(index, out);
    }

    private static int indexOf(Fields fields, int index) {
        int length = fields.nameLength(index);
        if (length < BY_LENGTH.length) {
            for (Named named : BY_LENGTH[length]) {
                if (fields.isNamed(index, named.name)) {
                    return named.index;
                }
            }
        }
        return 0;
    }

    /** A literal field without indexing whose name is this one of the static table (RFC 7541 6.2.2). */
    private static void writeNameIndex(int index, ByteBuf out) {
        if (index < MOST_IN_4_BITS) {
            out.writeByte(index);
        } else {
            out.writeByte(MOST_IN_4_BITS).writeByte(index - MOST_IN_4_BITS);
        }
    }

    /** The length of a string that is not Huffman-coded (RFC 7541 5.1, 5.2). */
    private static void writeLength(int length, ByteBuf out) {
        if (length < MOST_IN_7_BITS) {
            out.writeByte(length);
            return;
        }
        out.writeByte(MOST_IN_7_BITS);
        int rest = length - MOST_IN_7_BITS;
        while (rest > MOST_IN_7_BITS) {
            out.writeByte(rest & MOST_IN_7_BITS | INDEXED);
            rest >>>= 7;
        }
        out.writeByte(rest);
    }

    private static Named[][] byLength(Named... all) {
        int longest = 0;
        for (Named named : all) {
            longest = Math.max(longest, named.name.length());
        }
        Named[][] table = new Named[longest + 1][0];
        for (Named named : all) {
            int length = named.name.length();
            Named[] grown = java.util.Arrays.copyOf(table[length], table[length].length + 1);
            grown[grown.length - 1] = named;
            table[length] = grown;
        }
        return table;
    }
}
