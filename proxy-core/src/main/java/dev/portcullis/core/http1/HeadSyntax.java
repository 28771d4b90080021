package dev.portcullis.core.http1;

import dev.portcullis.core.http.ContentLength;
import dev.portcullis.core.http.FieldName;
import dev.portcullis.core.http.Fields;
import dev.portcullis.core.http.MalformedMessageException;
import dev.portcullis.core.http.Octets;

/**
 * What requests and responses have in common as lines of bytes (RFC 9112 2 to 6), and where they differ. Reads one head after
 * the other: its first line as soon as that is there, its fields when they are complete.
 */
abstract class HeadSyntax {

    /** Whether an empty line may come before the first line. */
    abstract boolean allowsEmptyLineBefore();

    /** Which {@link Octets} a part of the first line is made of; there are three, with a space between them. */
    abstract int octetsOfPart(int part);

    /** Refuses a part of the first line, perhaps not complete, that can't become a good one. */
    abstract void checkPart(int part, byte[] bytes, int start, int end) throws MalformedMessageException;

    /**
     * Reads the first line, once it is complete, and keeps what it says for the head that it begins. It lies between
     * {@code start} and {@code end}, without CR LF; a space it does not have is at -1; each part but the last is made of
     * the octets it should be, and is not empty.
     */
    abstract void readFirstLine(byte[] bytes, int start, int firstSpace, int secondSpace, int end)
            throws MalformedMessageException;

    /** The exception for what is broken, with the status that fits the kind of message. */
    abstract MalformedMessageException malformed(int status, String message);

    /** The one length that Content-Length fields give. */
    static long contentLength(HeadSyntax syntax, Fields fields, boolean repeatAllowed)
            throws MalformedMessageException {
        try {
            return ContentLength.of(fields, repeatAllowed);
        } catch (MalformedMessageException e) {
            throw syntax.malformed(e.status(), String.valueOf(e.getMessage()));
        }
    }

    /** Whether the body is chunked, once and nothing else (RFC 9112 6.1). */
    static boolean isChunkedOnly(Fields fields) {
        int index = fields.indexOf(FieldName.TRANSFER_ENCODING, 0);
        return fields.indexOf(FieldName.TRANSFER_ENCODING, index + 1) < 0
                && fields.value(index).equalsIgnoreCase("chunked");
    }
}
