package dev.portcullis.core.http1;

import dev.portcullis.core.http.MalformedMessageException;
import dev.portcullis.core.settings.Limits;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Finds the end of a head as its bytes come, within the limits, and takes it out whole.
 *
 * <p>A head that is broken is refused as soon as the broken line is there, not when the head ends, which it may never do.
 * Each byte is looked at once for line ends; a head that comes in pieces has its lines checked once more when it is whole.
 */
final class HeadReader {

    private final Limits limits;
    private final HeadSyntax syntax;

    private int scanned;
    private int lineStart;
    private int firstLineEnd;
    private int fields;
    private int checked;
    private boolean emptyLineSkipped;

    HeadReader(Limits limits, HeadSyntax syntax) {
        this.limits = limits;
        this.syntax = syntax;
    }

    /** Whether a part of a head has come. */
    boolean isStarted() {
        return scanned > 0 || emptyLineSkipped;
    }

    /**
     * The bytes of a head, its last empty line included, taken out of {@code in}; null when it is not complete, and then
     * nothing but a permitted empty line before it (RFC 9112 2.2) is taken.
     */
    byte @Nullable [] read(ByteBuf in) throws MalformedMessageException {
        if (scanned == 0 && !skipEmptyLine(in)) {
            return null;
        }
        int base = in.readerIndex();
        while (true) {
            int lineFeed = in.indexOf(base + scanned, in.writerIndex(), (byte) '\n');
            if (lineFeed < 0) {
                scanned = in.readableBytes();
                refuseTooLong(scanned);
                checkLines(in, base);
                return null;
            }
            scanned = lineFeed + 1 - base;
            if (endLine(in, base, lineFeed)) {
                byte[] head = new byte[scanned];
                in.readBytes(head);
                reset();
                return head;
            }
        }
    }

    /** Notes a line's end and says whether it was the head's. */
    private boolean endLine(ByteBuf in, int base, int lineFeed) throws MalformedMessageException {
        int length = lineFeed - base - lineStart - 1;
        if (length < 0 || in.getByte(lineFeed - 1) != '\r') {
            throw syntax.malformed(400, "a line does not end with CR LF");
        }
        if (firstLineEnd == 0) {
            if (length == 0) {
                throw syntax.malformed(400, "an empty line stands where a message should begin");
            }
            refuseTooLong(scanned);
            firstLineEnd = scanned;
        } else if (length == 0) {
            refuseTooLong(scanned);
            return true;
        } else if (++fields > limits.headerFields()) {
            throw syntax.malformed(431, "there are more than " + limits.headerFields() + " fields");
        }
        lineStart = scanned;
        return false;
    }

    private void refuseTooLong(int length) throws MalformedMessageException {
        if (firstLineEnd == 0) {
            if (length - 2 > limits.requestLine()) {
                throw syntax.malformed(414, "the first line is longer than " + limits.requestLine() + " bytes");
            }
        } else if (length - firstLineEnd > limits.headers()) {
            throw syntax.malformed(431, "the fields are longer than " + limits.headers() + " bytes");
        }
    }

    /** Checks what has come of a head that is not complete. */
    private void checkLines(ByteBuf in, int base) throws MalformedMessageException {
        if (checked < lineStart) {
            byte[] lines = new byte[lineStart - checked];
            in.getBytes(base + checked, lines);
            if (checked == 0) {
                syntax.checkFirstLine(lines, firstLineEnd - 2);
                HeadSyntax.checkFields(syntax, lines, firstLineEnd);
            } else {
                HeadSyntax.checkFields(syntax, lines, 0);
            }
            checked = lineStart;
        }
        byte[] rest = new byte[scanned - lineStart];
        in.getBytes(base + lineStart, rest);
        if (firstLineEnd == 0) {
            syntax.checkFirstLineStart(rest);
        }
        int bad = Octets.skip(rest, 0, rest.length, Octets.VALUE);
        if (bad < rest.length && !(rest[bad] == '\r' && bad == rest.length - 1)) {
            throw syntax.malformed(400, "a line holds a control character");
        }
    }

    /** Takes one empty line before a request. False when it can't be told yet whether there is one. */
    private boolean skipEmptyLine(ByteBuf in) throws MalformedMessageException {
        if (!syntax.allowsEmptyLineBefore()
                || emptyLineSkipped
                || !in.isReadable()
                || in.getByte(in.readerIndex()) != '\r') {
            return in.isReadable();
        }
        if (in.readableBytes() == 1) {
            return false;
        }
        if (in.getByte(in.readerIndex() + 1) != '\n') {
            throw syntax.malformed(400, "a line does not end with CR LF");
        }
        in.skipBytes(2);
        emptyLineSkipped = true;
        return in.isReadable();
    }

    private void reset() {
        scanned = 0;
        lineStart = 0;
        firstLineEnd = 0;
        fields = 0;
        checked = 0;
        emptyLineSkipped = false;
    }
}
