package dev.portcullis.core.http1;

import dev.portcullis.core.http.HttpVersion;
import dev.portcullis.core.http.MalformedMessageException;
import dev.portcullis.core.http.Octets;
import dev.portcullis.core.http.RequestRules;
import java.nio.charset.StandardCharsets;

/** The first line of a request (RFC 9112 3): three parts with one space between them. */
record RequestLine(String method, String target, HttpVersion version) {

    private static final String VERSION = "HTTP/";

    /** Reads a line whose method is a token, and whose target is visible ASCII. */
    static RequestLine parse(byte[] bytes, int start, int firstSpace, int secondSpace, int end)
            throws MalformedMessageException {
        HttpVersion version = version(bytes, secondSpace + 1, end);
        String method = RequestRules.method(bytes, start, firstSpace);
        return new RequestLine(method, text(bytes, firstSpace + 1, secondSpace), version);
    }

    /** Refuses the beginning of a third part that can't become a version. */
    static void checkVersionStart(byte[] bytes, int start, int end) throws MalformedMessageException {
        if (end - start > VERSION.length() + 3 || !Octets.agree(bytes, start, end, VERSION)) {
            throw new MalformedMessageException(400, "the request line does not end with an HTTP version");
        }
    }

    private static HttpVersion version(byte[] bytes, int start, int end) throws MalformedMessageException {
        boolean isVersion = end - start == VERSION.length() + 3
                && Octets.agree(bytes, start, end, VERSION)
                && Octets.isDigit(bytes[end - 3])
                && bytes[end - 2] == '.'
                && Octets.isDigit(bytes[end - 1])
                && bytes[end - 3] != '0';
        if (!isVersion) {
            throw new MalformedMessageException(400, "the request line does not end with an HTTP version");
        }
        if (bytes[end - 3] != '1' || bytes[end - 1] > '1') {
            throw new MalformedMessageException(505, "the version is neither HTTP/1.1 nor HTTP/1.0");
        }
        return bytes[end - 1] == '1' ? HttpVersion.HTTP_1_1 : HttpVersion.HTTP_1_0;
    }

    private static String text(byte[] bytes, int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }
}
