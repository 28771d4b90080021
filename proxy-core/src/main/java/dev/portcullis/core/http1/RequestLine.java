package dev.portcullis.core.http1;

import dev.portcullis.core.http.HttpVersion;
import dev.portcullis.core.http.MalformedMessageException;
import java.nio.charset.StandardCharsets;

/** The first line of a request (RFC 9112 3): three parts with one space between them. */
record RequestLine(String method, String target, HttpVersion version) {

    private static final String[] METHODS = {"GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"};

    /** Reads the line that begins the array and ends, without CR LF, at {@code end}. */
    static RequestLine parse(byte[] line, int end) throws MalformedMessageException {
        int methodEnd = Octets.skip(line, 0, end, Octets.TOKEN);
        if (methodEnd == 0 || methodEnd == end || line[methodEnd] != ' ') {
            throw new MalformedMessageException(400, "the method is not a token followed by a space");
        }
        int targetStart = methodEnd + 1;
        int targetEnd = Octets.skip(line, targetStart, end, Octets.VISIBLE);
        if (targetEnd == targetStart || targetEnd == end || line[targetEnd] != ' ') {
            throw new MalformedMessageException(400, "the target is not visible ASCII followed by a space");
        }
        HttpVersion version = version(line, targetEnd + 1, end);
        String method = method(line, methodEnd);
        if (method.equals("CONNECT") || method.equals("TRACE")) {
            throw new MalformedMessageException(405, method + " is not served");
        }
        return new RequestLine(method, text(line, targetStart, targetEnd), version);
    }

    private static HttpVersion version(byte[] line, int start, int end) throws MalformedMessageException {
        boolean isVersion = end - start == 8
                && text(line, start, start + 5).equals("HTTP/")
                && isDigit(line[start + 5])
                && line[start + 6] == '.'
                && isDigit(line[start + 7]);
        if (!isVersion) {
            throw new MalformedMessageException(400, "the request line does not end with an HTTP version");
        }
        if (line[start + 5] != '1' || line[start + 7] > '1') {
            throw new MalformedMessageException(505, "the version is neither HTTP/1.1 nor HTTP/1.0");
        }
        return line[start + 7] == '1' ? HttpVersion.HTTP_1_1 : HttpVersion.HTTP_1_0;
    }

    private static String method(byte[] line, int end) {
        for (String method : METHODS) {
            if (method.length() == end && spells(line, method)) {
                return method;
            }
        }
        return text(line, 0, end);
    }

    private static boolean spells(byte[] line, String method) {
        for (int i = 0; i < method.length(); i++) {
            if (line[i] != method.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static String text(byte[] line, int start, int end) {
        return new String(line, start, end - start, StandardCharsets.ISO_8859_1);
    }
}
