package dev.portcullis.core.http1;

import dev.portcullis.core.http.FieldName;
import dev.portcullis.core.http.Fields;
import dev.portcullis.core.http.MalformedMessageException;

/** What requests and responses have in common as lines of bytes (RFC 9112 2 to 5), and where they differ. */
abstract class HeadSyntax {

    /** Whether an empty line may come before the first line. */
    abstract boolean allowsEmptyLineBefore();

    /** Refuses a first line that is broken; {@code end} is where it ends, without CR LF. */
    abstract void checkFirstLine(byte[] line, int end) throws MalformedMessageException;

    /** Refuses the beginning of a first line that can't become a good one. */
    abstract void checkFirstLineStart(byte[] start) throws MalformedMessageException;

    /** The exception for what is broken, with the status that fits the kind of message. */
    abstract MalformedMessageException malformed(int status, String message);

    /** Refuses broken field lines; {@code from} is where the first begins, the last ends where the array does. */
    static void checkFields(HeadSyntax syntax, byte[] lines, int from) throws MalformedMessageException {
        readFields(syntax, lines, from);
    }

    /**
     * The fields whose lines begin at {@code from} and end with the array or with an empty line (RFC 9112 5). Every line
     * ends with CR LF. Refused: a name that is no token, white space before the colon, folded lines, control characters.
     */
    static Fields readFields(HeadSyntax syntax, byte[] lines, int from) throws MalformedMessageException {
        Fields.Builder fields = new Fields.Builder(lines);
        int at = from;
        while (at < lines.length && lines[at] != '\r') {
            int nameEnd = Octets.skip(lines, at, lines.length, Octets.TOKEN);
            if (nameEnd == at || lines[nameEnd] != ':') {
                throw syntax.malformed(400, "a field's name is not a token followed by a colon");
            }
            int start = nameEnd + 1;
            while (isBlank(lines[start])) {
                start++;
            }
            int lineEnd = Octets.skip(lines, start, lines.length, Octets.VALUE);
            if (lines[lineEnd] != '\r' || lines[lineEnd + 1] != '\n') {
                throw syntax.malformed(400, "a field's value holds a control character");
            }
            int end = lineEnd;
            while (end > start && isBlank(lines[end - 1])) {
                end--;
            }
            fields.add(at, nameEnd, start, end);
            at = lineEnd + 2;
        }
        return fields.build();
    }

    /** The one length that Content-Length fields give (RFC 9110 8.6): 1 to 18 digits. */
    static long contentLength(HeadSyntax syntax, Fields fields, boolean repeatAllowed)
            throws MalformedMessageException {
        int index = fields.indexOf(FieldName.CONTENT_LENGTH, 0);
        String value = fields.value(index);
        for (int i = fields.indexOf(FieldName.CONTENT_LENGTH, index + 1);
                i >= 0;
                i = fields.indexOf(FieldName.CONTENT_LENGTH, i + 1)) {
            if (!repeatAllowed || !fields.value(i).equals(value)) {
                throw syntax.malformed(400, "there is more than one Content-Length");
            }
        }
        if (value.isEmpty() || value.length() > 18) {
            throw syntax.malformed(400, "the Content-Length has not 1 to 18 digits");
        }
        long length = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < '0' || c > '9') {
                throw syntax.malformed(400, "the Content-Length is not a number");
            }
            length = length * 10 + c - '0';
        }
        return length;
    }

    /** Whether the body is chunked, once and nothing else (RFC 9112 6.1). */
    static boolean isChunkedOnly(Fields fields) {
        int index = fields.indexOf(FieldName.TRANSFER_ENCODING, 0);
        return fields.indexOf(FieldName.TRANSFER_ENCODING, index + 1) < 0
                && fields.value(index).equalsIgnoreCase("chunked");
    }

    static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }
}
