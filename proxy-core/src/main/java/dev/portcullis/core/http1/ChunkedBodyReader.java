package dev.portcullis.core.http1;

import dev.portcullis.core.http.BodyEnd;
import dev.portcullis.core.http.Fields;
import dev.portcullis.core.http.MalformedMessageException;
import dev.portcullis.core.http.Octets;
import dev.portcullis.core.settings.Limits;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A chunked body (RFC 9112 7.1). Sizes are 1 to 16 hexadecimal digits, every line ends with CR LF, the two bytes after a
 * chunk are checked; extensions are dropped, and limited like trailers are, since nobody needs them and both have been used
 * to smuggle and to exhaust.
 */
final class ChunkedBodyReader implements BodyReader {

    /** Most bytes of all extensions of one body. */
    static final int MAX_EXTENSIONS = 4096;

    private static final int MAX_DIGITS = 16;

    private final HeadSyntax syntax;
    private final LineReader trailers;

    private State state = State.SIZE;
    private long left;
    private int digits;
    private int extensionBytes;
    private @Nullable BodyEnd end;

    private enum State {
        SIZE,
        BLANK,
        EXTENSION,
        QUOTED,
        ESCAPED,
        SIZE_LINE_FEED,
        DATA,
        DATA_CARRIAGE_RETURN,
        DATA_LINE_FEED,
        TRAILERS,
        DONE
    }

    ChunkedBodyReader(HeadSyntax syntax, Limits limits) {
        this.syntax = syntax;
        this.trailers = LineReader.ofTrailers(syntax, limits);
    }

    @Override
    public @Nullable BodyEnd end() {
        return end;
    }

    @Override
    public @Nullable ByteBuf next(ByteBuf in) throws MalformedMessageException {
        while (in.isReadable()) {
            switch (state) {
                case SIZE -> size(in.readByte());
                case BLANK -> blank(in.readByte());
                case EXTENSION -> extension(in.readByte());
                case QUOTED -> quoted(in.readByte());
                case ESCAPED -> escaped(in.readByte());
                case SIZE_LINE_FEED -> {
                    expect(in.readByte(), '\n');
                    state = left == 0 ? State.TRAILERS : State.DATA;
                    digits = 0;
                }
                case DATA -> {
                    return data(in);
                }
                case DATA_CARRIAGE_RETURN -> {
                    expect(in.readByte(), '\r');
                    state = State.DATA_LINE_FEED;
                }
                case DATA_LINE_FEED -> {
                    expect(in.readByte(), '\n');
                    state = State.SIZE;
                }
                case TRAILERS -> trailers(in);
                case DONE -> {
                    return null;
                }
            }
        }
        return null;
    }

    private void size(byte b) throws MalformedMessageException {
        int digit = b > 0 ? Character.digit(b, 16) : -1;
        if (digit >= 0) {
            if (++digits > MAX_DIGITS || left >>> 59 != 0) {
                throw syntax.malformed(400, "a chunk's size is too large");
            }
            left = left << 4 | digit;
        } else if (digits == 0) {
            throw syntax.malformed(400, "a chunk's size is not a hexadecimal number");
        } else if (Octets.isBlank(b)) {
            countExtension();
            state = State.BLANK;
        } else if (b == ';') {
            countExtension();
            state = State.EXTENSION;
        } else {
            expect(b, '\r');
            state = State.SIZE_LINE_FEED;
        }
    }

    /** White space after a size is only right before an extension (RFC 9112 7.1.1). */
    private void blank(byte b) throws MalformedMessageException {
        countExtension();
        if (b == ';') {
            state = State.EXTENSION;
        } else if (!Octets.isBlank(b)) {
            throw syntax.malformed(400, "a chunk's size is followed by white space");
        }
    }

    private void extension(byte b) throws MalformedMessageException {
        if (b == '\r') {
            state = State.SIZE_LINE_FEED;
        } else {
            extensionByte(b);
            state = b == '"' ? State.QUOTED : State.EXTENSION;
        }
    }

    /** Within quotes a line end ends nothing for some readers, and the chunk's size for others: so there may be none. */
    private void quoted(byte b) throws MalformedMessageException {
        extensionByte(b);
        if (b == '"') {
            state = State.EXTENSION;
        } else if (b == '\\') {
            state = State.ESCAPED;
        }
    }

    private void escaped(byte b) throws MalformedMessageException {
        extensionByte(b);
        state = State.QUOTED;
    }

    private void extensionByte(byte b) throws MalformedMessageException {
        if (!Octets.is(b, Octets.VALUE)) {
            throw syntax.malformed(400, "a chunk extension holds a control character");
        }
        countExtension();
    }

    private void countExtension() throws MalformedMessageException {
        if (++extensionBytes > MAX_EXTENSIONS) {
            throw syntax.malformed(413, "the chunk extensions are longer than " + MAX_EXTENSIONS + " bytes");
        }
    }

    private void expect(byte b, char wanted) throws MalformedMessageException {
        if (b != wanted) {
            throw syntax.malformed(400, "a chunk does not end with CR LF");
        }
    }

    private ByteBuf data(ByteBuf in) {
        int size = (int) Math.min(left, in.readableBytes());
        left -= size;
        if (left == 0) {
            state = State.DATA_CARRIAGE_RETURN;
        }
        return in.readRetainedSlice(size);
    }

    private void trailers(ByteBuf in) throws MalformedMessageException {
        if (trailers.read(in)) {
            Fields fields = trailers.finish();
            end = fields.size() == 0 ? BodyEnd.PLAIN : new BodyEnd(fields);
            state = State.DONE;
        }
    }
}
