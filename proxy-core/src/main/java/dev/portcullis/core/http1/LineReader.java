package dev.portcullis.core.http1;

import dev.portcullis.core.http.Fields;
import dev.portcullis.core.http.MalformedMessageException;
import dev.portcullis.core.http.Octets;
import dev.portcullis.core.settings.Limits;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Reads the lines of a head, or of trailers, as their bytes come: a first line, field lines, an empty line (RFC 9112 2.1).
 * Every line ends with CR LF. Refused: an empty first line, a name that is no token, white space before the colon, folded
 * lines, control characters, and what is over a limit.
 *
 * <p>The bytes are copied once, into an array that the fields then lie in, and each is looked at once, however small the
 * pieces are that they come in. So what is broken is refused as soon as it is there, not when the head ends, which it may
 * never do.
 */
final class LineReader {

    private static final byte[] NOTHING = {};

    /** Most bytes taken at once: more than most heads have, since what follows the head is copied in vain. */
    private static final int PIECE = 2048;

    private final HeadSyntax syntax;
    private final Limits limits;
    private final Phase firstPhase;

    private byte[] bytes = NOTHING;
    private int filled;
    private int at;
    private Phase phase;

    /** Where the line begins, and in the first line the part, that {@code at} is in. */
    private int start;

    private int part;
    private int partStart;
    private final int[] spaces = {-1, -1};

    private int nameEnd;
    private int valueStart;
    private int fieldsStart;
    private Fields.Builder fields = new Fields.Builder(NOTHING);

    private enum Phase {
        BEGINNING,
        LINE_FEED_BEFORE,
        FIRST_LINE,
        FIRST_LINE_FEED,
        NAME,
        BLANK,
        VALUE,
        LINE_FEED,
        LAST_LINE_FEED
    }

    private LineReader(HeadSyntax syntax, Limits limits, Phase firstPhase) {
        this.syntax = syntax;
        this.limits = limits;
        this.firstPhase = firstPhase;
        this.phase = firstPhase;
    }

    /** A reader of heads, one after the other. */
    static LineReader ofHeads(HeadSyntax syntax, Limits limits) {
        return new LineReader(syntax, limits, Phase.BEGINNING);
    }

    /** A reader of the fields after a chunked body, whose empty line comes even when there is no field. */
    static LineReader ofTrailers(HeadSyntax syntax, Limits limits) {
        return new LineReader(syntax, limits, Phase.NAME);
    }

    /** Whether a part of the lines has come; an empty line that is permitted before them is none. */
    boolean isStarted() {
        return filled > start || phase.compareTo(Phase.FIRST_LINE) > 0;
    }

    /** Takes bytes until the lines are complete, and says whether they are; if not, all of {@code in} has been taken. */
    boolean read(ByteBuf in) throws MalformedMessageException {
        while (in.isReadable()) {
            take(in);
            if (isComplete()) {
                in.readerIndex(in.readerIndex() - (filled - at));
                return true;
            }
        }
        return false;
    }

    /** The fields of complete lines. The reader then begins anew. */
    Fields finish() {
        Fields read = fields.build();
        bytes = NOTHING;
        filled = 0;
        at = 0;
        start = 0;
        fieldsStart = 0;
        phase = firstPhase;
        fields = new Fields.Builder(NOTHING, read.size() + 2); // the next one often has as many
        return read;
    }

    private void take(ByteBuf in) {
        int size = Math.min(in.readableBytes(), PIECE);
        if (bytes.length - filled < size) {
            bytes = filled == 0 ? new byte[size] : Arrays.copyOf(bytes, Math.max(filled + size, filled * 2));
            fields.moveTo(bytes);
        }
        in.readBytes(bytes, filled, size);
        filled += size;
    }

    private boolean isComplete() throws MalformedMessageException {
        while (at < filled) {
            switch (phase) {
                case BEGINNING -> begin();
                case LINE_FEED_BEFORE -> {
                    lineFeed();
                    beginFirstLine();
                }
                case FIRST_LINE -> firstLinePart();
                case FIRST_LINE_FEED -> {
                    lineFeed();
                    fieldsStart = at;
                    phase = Phase.NAME;
                }
                case NAME -> {
                    wholeFields();
                    name();
                }
                case BLANK -> blank();
                case VALUE -> value();
                case LINE_FEED -> endField();
                case LAST_LINE_FEED -> {
                    lineFeed();
                    refuseTooLong();
                    return true;
                }
            }
        }
        refuseTooLong();
        return false;
    }

    private void begin() {
        if (bytes[at] == '\r' && syntax.allowsEmptyLineBefore()) {
            at++;
            start = at;
            phase = Phase.LINE_FEED_BEFORE;
        } else {
            beginFirstLine();
        }
    }

    private void beginFirstLine() {
        start = at;
        part = 0;
        partStart = at;
        spaces[0] = -1;
        spaces[1] = -1;
        phase = Phase.FIRST_LINE;
    }

    private void firstLinePart() throws MalformedMessageException {
        at = Octets.skip(bytes, at, filled, syntax.octetsOfPart(part));
        syntax.checkPart(part, bytes, partStart, at);
        if (at == filled) {
            return;
        }
        if (bytes[at] == ' ' && part < spaces.length && at > partStart) {
            spaces[part++] = at++;
            partStart = at;
        } else if (bytes[at] == '\r' && at > start) {
            refuseTooLong();
            syntax.readFirstLine(bytes, start, spaces[0], spaces[1], at);
            at++;
            phase = Phase.FIRST_LINE_FEED;
        } else {
            throw broken("the first line is not three parts with one space between them");
        }
    }

    /**
     * Takes the fields whose lines are sound and complete, which nearly all are, in one go. At the first other line it stops, and leaves it to be
     * read part by part, from its beginning.
     */
    private void wholeFields() {
        byte[] in = bytes;
        int last = filled;
        int line = at;
        while (line == start && fields.size() < limits.headerFields()) {
            int colon = Octets.skip(in, Octets.skipPlain(in, line, last), last, Octets.TOKEN);
            if (colon == line || colon == last || in[colon] != ':') {
                return;
            }
            int value = colon + 1;
            while (value < last && Octets.isBlank(in[value])) {
                value++;
            }
            int end = Octets.skipValue(in, value, last);
            if (end + 1 >= last || in[end] != '\r' || in[end + 1] != '\n') {
                return;
            }
            fields.add(line, colon, value, withoutBlanks(value, end));
            line = end + 2;
            at = line;
            start = line;
        }
    }

    /** Where a value ends that lies between these two, without the white space after it. */
    private int withoutBlanks(int from, int to) {
        int end = to;
        while (end > from && Octets.isBlank(bytes[end - 1])) {
            end--;
        }
        return end;
    }

    private void name() throws MalformedMessageException {
        at = Octets.skip(bytes, Octets.skipPlain(bytes, at, filled), filled, Octets.TOKEN);
        if (at == filled) {
            return;
        }
        if (bytes[at] == ':' && at > start) {
            nameEnd = at++;
            phase = Phase.BLANK;
            blank();
        } else if (bytes[at] == '\r' && at == start) {
            at++;
            phase = Phase.LAST_LINE_FEED;
        } else {
            throw broken("a field's name is not a token followed by a colon");
        }
    }

    private void blank() throws MalformedMessageException {
        while (at < filled && Octets.isBlank(bytes[at])) {
            at++;
        }
        if (at < filled) {
            valueStart = at;
            phase = Phase.VALUE;
            value();
        }
    }

    private void value() throws MalformedMessageException {
        at = Octets.skipValue(bytes, at, filled);
        if (at == filled) {
            return;
        }
        if (bytes[at] != '\r') {
            throw broken("a field's value holds a control character");
        }
        if (fields.size() == limits.headerFields()) {
            throw syntax.malformed(431, "there are more than " + limits.headerFields() + " fields");
        }
        fields.add(start, nameEnd, valueStart, withoutBlanks(valueStart, at));
        at++;
        phase = Phase.LINE_FEED;
        if (at < filled) {
            endField();
        }
    }

    private void endField() throws MalformedMessageException {
        lineFeed();
        phase = Phase.NAME;
    }

    private void lineFeed() throws MalformedMessageException {
        if (bytes[at] != '\n') {
            throw syntax.malformed(400, "a line does not end with CR LF");
        }
        at++;
        start = at;
    }

    private void refuseTooLong() throws MalformedMessageException {
        if (phase.compareTo(Phase.FIRST_LINE) <= 0) {
            if (at - start > limits.requestLine()) {
                throw syntax.malformed(414, "the first line is longer than " + limits.requestLine() + " bytes");
            }
        } else if (at - fieldsStart > limits.headers()) {
            throw syntax.malformed(431, "the fields are longer than " + limits.headers() + " bytes");
        }
    }

    private MalformedMessageException broken(String message) {
        return syntax.malformed(400, bytes[at] == '\n' ? "a line does not end with CR LF" : message);
    }
}
