package dev.portcullis.core.http1;

import dev.portcullis.core.http.Body;
import dev.portcullis.core.http.ConnectionOptions;
import dev.portcullis.core.http.FieldName;
import dev.portcullis.core.http.Fields;
import dev.portcullis.core.http.HttpVersion;
import dev.portcullis.core.http.MalformedMessageException;
import dev.portcullis.core.http.Octets;
import dev.portcullis.core.http.RequestHead;
import dev.portcullis.core.http.RequestRules;
import dev.portcullis.core.http.RequestTarget;

/** Reads the head of a request; refuses what two servers could read differently (RFC 9112 3, 5, 6). */
final class RequestSyntax extends HeadSyntax {

    private RequestLine line = new RequestLine("", "", HttpVersion.HTTP_1_1);

    @Override
    boolean allowsEmptyLineBefore() {
        return true;
    }

    @Override
    MalformedMessageException malformed(int status, String message) {
        return new MalformedMessageException(status, message);
    }

    @Override
    int octetsOfPart(int part) {
        return part == 0 ? Octets.TOKEN : Octets.VISIBLE;
    }

    @Override
    void checkPart(int part, byte[] bytes, int start, int end) throws MalformedMessageException {
        if (part == 2) {
            RequestLine.checkVersionStart(bytes, start, end);
        }
    }

    @Override
    void readFirstLine(byte[] bytes, int start, int firstSpace, int secondSpace, int end)
            throws MalformedMessageException {
        if (secondSpace < 0) {
            throw malformed(400, "the request line has not three parts");
        }
        line = RequestLine.parse(bytes, start, firstSpace, secondSpace, end);
    }

    /** The request whose first line was read last, with these fields. */
    RequestHead parse(Fields fields) throws MalformedMessageException {
        RequestRules.refuseAliases(fields);
        Body body = body(line.version(), fields);
        boolean expectsContinue =
                RequestRules.expectsContinue(fields) && line.version() == HttpVersion.HTTP_1_1 && !body.isEmpty();
        RequestTarget target = RequestTarget.parse(line.method(), line.target(), host(line.version(), fields));
        return new RequestHead(
                line.method(), target, line.version(), fields, ConnectionOptions.of(fields), body, expectsContinue);
    }

    private String host(HttpVersion version, Fields fields) throws MalformedMessageException {
        int index = fields.indexOf(FieldName.HOST, 0);
        if (index < 0) {
            if (version == HttpVersion.HTTP_1_0) {
                return "";
            }
            throw malformed(400, "there is no Host field");
        }
        if (fields.indexOf(FieldName.HOST, index + 1) >= 0) {
            throw malformed(400, "there is more than one Host field");
        }
        String host = fields.value(index);
        if (host.isEmpty()) {
            throw malformed(400, "the Host field is empty");
        }
        return host;
    }

    private Body body(HttpVersion version, Fields fields) throws MalformedMessageException {
        boolean hasLength = fields.has(FieldName.CONTENT_LENGTH);
        if (!fields.has(FieldName.TRANSFER_ENCODING)) {
            return hasLength ? Body.of(contentLength(this, fields, false)) : Body.NONE;
        }
        if (hasLength) {
            throw malformed(400, "there are both Content-Length and Transfer-Encoding");
        }
        if (version == HttpVersion.HTTP_1_0) {
            throw malformed(400, "HTTP/1.0 has no Transfer-Encoding");
        }
        if (!isChunkedOnly(fields)) {
            throw malformed(501, "the Transfer-Encoding is not chunked, once");
        }
        return Body.UNKNOWN;
    }
}
