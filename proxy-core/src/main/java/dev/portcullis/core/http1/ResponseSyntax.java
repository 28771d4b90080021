package dev.portcullis.core.http1;

import dev.portcullis.core.http.Body;
import dev.portcullis.core.http.ConnectionOptions;
import dev.portcullis.core.http.FieldName;
import dev.portcullis.core.http.Fields;
import dev.portcullis.core.http.HttpVersion;
import dev.portcullis.core.http.MalformedMessageException;
import dev.portcullis.core.http.ResponseHead;
import java.nio.charset.StandardCharsets;

/** Reads the head of a response; whatever is broken comes to 502 (RFC 9112 4, 5, 6). */
final class ResponseSyntax extends HeadSyntax {

    @Override
    boolean allowsEmptyLineBefore() {
        return false;
    }

    @Override
    MalformedMessageException malformed(int status, String message) {
        return new MalformedMessageException(502, message);
    }

    @Override
    void checkFirstLine(byte[] line, int end) throws MalformedMessageException {
        status(line, end);
    }

    @Override
    void checkFirstLineStart(byte[] start) throws MalformedMessageException {
        String wanted = "HTTP/1.";
        for (int i = 0; i < Math.min(start.length, wanted.length()); i++) {
            if (start[i] != wanted.charAt(i)) {
                throw malformed(502, "the response does not begin with HTTP/1");
            }
        }
    }

    /** The response whose head these bytes are, to a request that was HEAD or not. */
    ResponseHead parse(byte[] head, boolean toHead) throws MalformedMessageException {
        int lineEnd = 0;
        while (head[lineEnd] != '\r') {
            lineEnd++;
        }
        int status = status(head, lineEnd);
        HttpVersion version = head[7] == '1' ? HttpVersion.HTTP_1_1 : HttpVersion.HTTP_1_0;
        String reason = lineEnd <= 13 ? "" : new String(head, 13, lineEnd - 13, StandardCharsets.ISO_8859_1);
        Fields fields = readFields(this, head, lineEnd + 2);
        Body body = body(status, version, fields, toHead);
        return new ResponseHead(status, reason, version, fields, ConnectionOptions.of(fields), body);
    }

    /** The status of a line such as {@code HTTP/1.1 200 OK}; the reason may be missing, with or without its space. */
    private int status(byte[] line, int end) throws MalformedMessageException {
        boolean isStatusLine = end >= 12
                && new String(line, 0, 7, StandardCharsets.ISO_8859_1).equals("HTTP/1.")
                && (line[7] == '0' || line[7] == '1')
                && line[8] == ' '
                && (end == 12 || line[12] == ' ')
                && Octets.skip(line, 12, end, Octets.VALUE) == end;
        if (!isStatusLine) {
            throw malformed(502, "the status line is broken");
        }
        int status = 0;
        for (int i = 9; i < 12; i++) {
            if (line[i] < '0' || line[i] > '9') {
                throw malformed(502, "the status is not a number");
            }
            status = status * 10 + line[i] - '0';
        }
        if (status < 100 || status > 599) {
            throw malformed(502, "the status is not within 100 to 599");
        }
        return status;
    }

    private Body body(int status, HttpVersion version, Fields fields, boolean toHead) throws MalformedMessageException {
        boolean hasLength = fields.has(FieldName.CONTENT_LENGTH);
        boolean hasEncoding = fields.has(FieldName.TRANSFER_ENCODING);
        if (hasLength && hasEncoding) {
            throw malformed(502, "there are both Content-Length and Transfer-Encoding");
        }
        if (hasEncoding && (version == HttpVersion.HTTP_1_0 || !isChunkedOnly(fields))) {
            throw malformed(502, "the Transfer-Encoding is not chunked, once, in HTTP/1.1");
        }
        long length = hasLength ? contentLength(this, fields, true) : 0;
        if (toHead || status < 200 || status == 204 || status == 304) {
            return Body.NONE;
        }
        if (hasEncoding) {
            return Body.UNKNOWN;
        }
        return hasLength ? Body.of(length) : Body.UNTIL_CLOSE;
    }
}
