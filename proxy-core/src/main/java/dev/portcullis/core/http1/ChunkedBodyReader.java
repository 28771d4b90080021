package dev.portcullis.core.http1;

import dev.portcullis.core.http.BodyEnd;
import dev.portcullis.core.http.Fields;
import dev.portcullis.core.http.MalformedMessageException;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A chunked body (RFC 9112 7.1). Sizes are 1 to 16 hexadecimal digits, every line ends with CR LF, the two bytes after a
 * chunk are checked; extensions are dropped, and limited like trailers are, since nobody needs them and both have been used
 * to smuggle and to exhaust.
 */
final class ChunkedBodyReader implements BodyReader {

    private final HeadSyntax syntax;
    private final Limits limits;

    private State state = State.SIZE;
    private long left;
    private int digits;
    private int extensionBytes;
    private int trailerStart;
    private int trailerFields;
    private int trailerScanned;
    private @Nullable BodyEnd end;

    /**
     * How much framing is accepted.
     *
     * @param extensions bytes of all chunk extensions of one body
     * @param trailers bytes of the trailers
     * @param trailerFields fields of the trailers
     */
    record Limits(int extensions, int trailers, int trailerFields) {}

    private enum State {
        SIZE,
        BLANK,
        EXTENSION,
        SIZE_LINE_FEED,
        DATA,
        DATA_CARRIAGE_RETURN,
        DATA_LINE_FEED,
        TRAILERS,
        DONE
    }

    ChunkedBodyReader(HeadSyntax syntax, Limits limits) {
        this.syntax = syntax;
        this.limits = limits;
    }

    @Override
    public @Nullable BodyEnd end() {
        return end;
    }

    @Override
    public @Nullable ByteBuf next(ByteBuf in) throws MalformedMessageException {
        while (in.isReadable() && state != State.DONE) {
            switch (state) {
                case SIZE -> size(in.readByte());
                case BLANK -> blank(in.readByte());
                case EXTENSION -> extension(in.readByte());
                case SIZE_LINE_FEED -> {
                    expect(in.readByte(), '\n');
                    state = left == 0 ? State.TRAILERS : State.DATA;
                    digits = 0;
                }
                case DATA -> {
                    int size = (int) Math.min(left, in.readableBytes());
                    left -= size;
                    if (left == 0) {
                        state = State.DATA_CARRIAGE_RETURN;
                    }
                    return in.readRetainedSlice(size);
                }
                case DATA_CARRIAGE_RETURN -> {
                    expect(in.readByte(), '\r');
                    state = State.DATA_LINE_FEED;
                }
                case DATA_LINE_FEED -> {
                    expect(in.readByte(), '\n');
                    state = State.SIZE;
                }
                case TRAILERS -> {
                    if (!trailers(in)) {
                        return null;
                    }
                }
                case DONE -> {}
            }
        }
        return null;
    }

    private void size(byte b) throws MalformedMessageException {
        int digit = Character.digit(b, 16);
        if (digit >= 0 && b > 0) {
            if (++digits > 16 || left >>> 59 != 0) {
                throw syntax.malformed(400, "a chunk's size is too large");
            }
            left = left << 4 | digit;
        } else if (digits == 0) {
            throw syntax.malformed(400, "a chunk's size is not a hexadecimal number");
        } else if (HeadSyntax.isBlank(b)) {
            countExtension();
            state = State.BLANK;
        } else {
            endSize(b);
        }
    }

    /** White space after a size is only right before an extension (RFC 9112 7.1.1). */
    private void blank(byte b) throws MalformedMessageException {
        countExtension();
        if (b == ';') {
            state = State.EXTENSION;
        } else if (!HeadSyntax.isBlank(b)) {
            throw syntax.malformed(400, "a chunk's size is followed by white space");
        }
    }

    private void endSize(byte b) throws MalformedMessageException {
        if (b == ';') {
            countExtension();
            state = State.EXTENSION;
        } else {
            expect(b, '\r');
            state = State.SIZE_LINE_FEED;
        }
    }

    private void extension(byte b) throws MalformedMessageException {
        if (b == '\r') {
            state = State.SIZE_LINE_FEED;
        } else if (Octets.is(b, Octets.VALUE)) {
            countExtension();
        } else {
            throw syntax.malformed(400, "a chunk extension holds a control character");
        }
    }

    private void countExtension() throws MalformedMessageException {
        if (++extensionBytes > limits.extensions()) {
            throw syntax.malformed(413, "the chunk extensions are longer than " + limits.extensions() + " bytes");
        }
    }

    private void expect(byte b, char wanted) throws MalformedMessageException {
        if (b != wanted) {
            throw syntax.malformed(400, "a chunk does not end with CR LF");
        }
    }

    /** Reads the trailers once they are there to their empty line; false when they are not. */
    private boolean trailers(ByteBuf in) throws MalformedMessageException {
        int base = in.readerIndex();
        while (true) {
            int lineFeed = in.indexOf(base + trailerScanned, in.writerIndex(), (byte) '\n');
            int seen = (lineFeed < 0 ? in.writerIndex() : lineFeed + 1) - base;
            if (seen > limits.trailers()) {
                throw syntax.malformed(431, "the trailers are longer than " + limits.trailers() + " bytes");
            }
            if (lineFeed < 0) {
                trailerScanned = seen;
                return false;
            }
            int length = lineFeed - base - trailerStart - 1;
            if (length < 0 || in.getByte(lineFeed - 1) != '\r') {
                throw syntax.malformed(400, "a line does not end with CR LF");
            }
            if (length == 0) {
                byte[] lines = new byte[seen];
                in.readBytes(lines);
                Fields fields = HeadSyntax.readFields(syntax, lines, 0);
                end = fields.size() == 0 ? BodyEnd.PLAIN : new BodyEnd(fields);
                state = State.DONE;
                return true;
            }
            if (++trailerFields > limits.trailerFields()) {
                throw syntax.malformed(431, "there are more than " + limits.trailerFields() + " trailers");
            }
            trailerStart = seen;
            trailerScanned = seen;
        }
    }
}
