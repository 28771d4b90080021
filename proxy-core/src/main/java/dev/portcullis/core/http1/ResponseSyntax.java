package dev.portcullis.core.http1;

import dev.portcullis.core.http.Body;
import dev.portcullis.core.http.ConnectionOptions;
import dev.portcullis.core.http.FieldName;
import dev.portcullis.core.http.Fields;
import dev.portcullis.core.http.HttpVersion;
import dev.portcullis.core.http.MalformedMessageException;
import dev.portcullis.core.http.Octets;
import dev.portcullis.core.http.ResponseHead;
import java.nio.charset.StandardCharsets;

/** Reads the head of a response; whatever is broken comes to 502 (RFC 9112 4, 5, 6). */
final class ResponseSyntax extends HeadSyntax {

    private HttpVersion version = HttpVersion.HTTP_1_1;
    private int status;
    private String reason = "";

    @Override
    boolean allowsEmptyLineBefore() {
        return false;
    }

    @Override
    MalformedMessageException malformed(int status, String message) {
        return new MalformedMessageException(502, message);
    }

    @Override
    int octetsOfPart(int part) {
        return part == 2 ? Octets.VALUE : Octets.VISIBLE;
    }

    @Override
    void checkPart(int part, byte[] bytes, int start, int end) throws MalformedMessageException {
        if (part == 0 && (end - start > 8 || !Octets.agree(bytes, start, end, "HTTP/1."))) {
            throw malformed(502, "the response does not begin with HTTP/1");
        }
        if (part == 1 && end - start > 3) {
            throw malformed(502, "the status is not a number of three digits");
        }
    }

    /** Reads a line such as {@code HTTP/1.1 200 OK}; the reason may be missing, with or without its space. */
    @Override
    void readFirstLine(byte[] bytes, int start, int firstSpace, int secondSpace, int end)
            throws MalformedMessageException {
        if (firstSpace - start != 8 || bytes[firstSpace - 1] != '0' && bytes[firstSpace - 1] != '1') {
            throw malformed(502, "the version is neither HTTP/1.1 nor HTTP/1.0");
        }
        version = bytes[firstSpace - 1] == '1' ? HttpVersion.HTTP_1_1 : HttpVersion.HTTP_1_0;
        int statusEnd = secondSpace < 0 ? end : secondSpace;
        status = status(bytes, firstSpace + 1, statusEnd);
        reason = reason(bytes, Math.min(statusEnd + 1, end), end);
    }

    /** The response whose first line was read last, with these fields, to a request that was HEAD or not. */
    ResponseHead parse(Fields fields, boolean toHead) throws MalformedMessageException {
        Body body = body(fields, toHead);
        return new ResponseHead(status, reason, version, fields, ConnectionOptions.of(fields), body);
    }

    private int status(byte[] bytes, int start, int end) throws MalformedMessageException {
        if (end - start != 3
                || !Octets.isDigit(bytes[start])
                || !Octets.isDigit(bytes[start + 1])
                || !Octets.isDigit(bytes[start + 2])) {
            throw malformed(502, "the status is not a number of three digits");
        }
        int number = (bytes[start] - '0') * 100 + (bytes[start + 1] - '0') * 10 + bytes[start + 2] - '0';
        if (number < 100 || number > 599) {
            throw malformed(502, "the status is not within 100 to 599");
        }
        return number;
    }

    private static String reason(byte[] bytes, int start, int end) {
        return end - start == 2 && Octets.agree(bytes, start, end, "OK")
                ? "OK"
                : new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }

    private Body body(Fields fields, boolean toHead) throws MalformedMessageException {
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
