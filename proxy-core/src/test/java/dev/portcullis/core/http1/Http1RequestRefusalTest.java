package dev.portcullis.core.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is refused as soon as the byte is there that breaks it: nothing has been passed on before, everything is discarded
 * after, and the byte before it was still harmless.
 */
class Http1RequestRefusalTest {

    private static final String GET = "GET / HTTP/1.1\r\n";
    private static final String HEAD = GET + "Host: a\r\n";

    static Stream<Arguments> heads() {
        return Stream.of(
                // before the request line
                refused(400, "\0", "NUL"),
                refused(400, " ", "a space"),
                refused(400, "\n", "a bare LF"),
                refused(400, "\rG", "a bare CR"),
                refused(400, "\r\n\r", "a second empty line"),
                refused(400, "\u00ef", "a byte order mark"),
                refused(400, "\u0016", "the hello of TLS"),
                refused(400, "\r\n\r", "the preamble of PROXY version 2"),
                // the request line
                refused(400, "SSH-2.0-OpenSSH_9.2\r", "the banner of SSH: no target"),
                refused(400, "PROXY TCP4 6", "the preamble of PROXY version 1: no version"),
                refused(400, "GET  ", "two spaces"),
                refused(400, "GET\t", "a tab for a space"),
                refused(400, "G(", "a method that is no token"),
                refused(400, "G\u0001", "a control character in the method"),
                refused(400, "GET\r", "no target"),
                refused(400, "GET /\r", "no version"),
                refused(400, "GET / \r", "an empty version"),
                refused(400, "GET /a\u0001", "a control character in the target"),
                refused(400, "GET /\u00e9", "a byte above ASCII in the target"),
                refused(400, "GET / h", "a lower-case version"),
                refused(400, "GET / HTTP/1.1 ", "a space after the version"),
                refused(400, "GET / HTTP/1.10", "a version of four digits"),
                refused(400, "GET / HTTP/1\r", "a version without a minor number"),
                refused(400, "GET / HTTP/x.1\r", "a version that is no number"),
                refused(400, "GET / HTTP/0.9\r", "HTTP/0.9"),
                refused(505, "GET / HTTP/1.2\r", "a later minor version"),
                refused(505, "PRI * HTTP/2.0\r", "the preface of HTTP/2"),
                refused(405, "CONNECT a:22 HTTP/1.1\r", "CONNECT"),
                refused(405, "TRACE / HTTP/1.1\r", "TRACE"),
                refused(400, "GET / HTTP/1.1\n", "a request line that ends with LF"),
                refused(400, "GET / HTTP/1.1\rH", "a request line that ends with CR"),
                // field lines
                refused(400, GET + " ", "a space before the first name"),
                refused(400, HEAD + "\t", "a folded line"),
                refused(400, HEAD + ":", "an empty name"),
                refused(400, HEAD + "X-A\r", "no colon"),
                refused(400, HEAD + "X-A ", "a space before the colon"),
                refused(400, HEAD + "X\u00e9", "a byte above ASCII in a name"),
                refused(400, HEAD + "X[", "a name that is no token"),
                refused(400, HEAD + "X-A: b\n", "a field that ends with LF"),
                refused(400, HEAD + "X-A: b\rc", "a field that ends with CR"),
                refused(400, HEAD + "X-A: b\0", "NUL in a value"),
                refused(400, HEAD + "X-A: b\u007f", "DEL in a value"),
                refused(400, HEAD + "X-A: \u000b", "a vertical tab in a value"),
                refused(400, HEAD + "\rX", "a line of CR"),
                refused(400, HEAD + "\r\r", "an empty line of CR CR LF"));
    }

    static Stream<Arguments> completeHeads() {
        return Stream.of(
                // the target
                refused(400, "GET a HTTP/1.1\r\nHost: a\r\n\r\n", "a target without a slash"),
                refused(400, "GET * HTTP/1.1\r\nHost: a\r\n\r\n", "* for GET"),
                refused(400, "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", "a fragment"),
                refused(400, "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", "another scheme"),
                refused(400, "GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n", "an absolute target without a host"),
                refused(400, "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n", "user information"),
                refused(400, "GET http://a/ HTTP/1.1\r\nHost: b c\r\n\r\n", "a broken Host beside a good target"),
                // Host
                refused(400, GET + "\r\n", "no Host"),
                refused(400, GET + "Host:\r\n\r\n", "an empty Host"),
                refused(400, GET + "Host: a\r\nhost: a\r\n\r\n", "two Hosts"),
                refused(400, GET + "Host: a,b\r\n\r\n", "a list of hosts"),
                refused(400, GET + "Host: a/b\r\n\r\n", "a path in the Host"),
                // Content-Length
                refused(400, HEAD + "Content-Length: \r\n\r\n", "an empty length"),
                refused(400, HEAD + "Content-Length: +5\r\n\r\n", "a sign"),
                refused(400, HEAD + "Content-Length: -5\r\n\r\n", "a negative length"),
                refused(400, HEAD + "Content-Length: 0x5\r\n\r\n", "hexadecimal"),
                refused(400, HEAD + "Content-Length: 5, 5\r\n\r\n", "a list"),
                refused(400, HEAD + "Content-Length: 5 5\r\n\r\n", "a space in the length"),
                refused(400, HEAD + "Content-Length: 1000000000000000000\r\n\r\n", "19 digits"),
                refused(400, HEAD + "Content-Length: 5\r\nContent-Length: 5\r\n\r\n", "the length twice"),
                refused(400, HEAD + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n", "two lengths"),
                // Transfer-Encoding
                refused(400, HEAD + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n", "both framings"),
                refused(400, "GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", "chunks in 1.0"),
                refused(501, HEAD + "Transfer-Encoding: gzip, chunked\r\n\r\n", "another encoding"),
                refused(501, HEAD + "Transfer-Encoding: chunked, chunked\r\n\r\n", "chunked twice in a line"),
                refused(
                        501,
                        HEAD + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
                        "chunked in two lines"),
                refused(501, HEAD + "Transfer-Encoding: \r\n\r\n", "no encoding"),
                refused(501, HEAD + "Transfer-Encoding: \"chunked\"\r\n\r\n", "quoted"),
                refused(501, HEAD + "Transfer-Encoding: identity\r\n\r\n", "identity"),
                // Expect
                refused(417, HEAD + "Expect: 200-maybe\r\n\r\n", "another expectation"),
                refused(417, HEAD + "Expect: y 100-continue\r\n\r\n", "an obfuscated expectation"),
                refused(417, HEAD + "Expect: 100-continue\r\nExpect: x\r\n\r\n", "a second expectation"),
                // names that CGI folds onto others
                refused(400, HEAD + "Content_Length: 5\r\n\r\n", "Content_Length"),
                refused(400, HEAD + "content.LENGTH: 5\r\n\r\n", "content.length"),
                refused(400, HEAD + "X_Forwarded-For: 6.6.6.6\r\n\r\n", "X_Forwarded-For"),
                refused(400, HEAD + "X-Ok: 1\r\nTransfer+Encoding: chunked\r\n\r\n", "Transfer+Encoding"));
    }

    static Stream<Arguments> bodies() {
        return Stream.of(
                refused(400, "g", "no number"),
                refused(400, "-", "a sign"),
                refused(400, " ", "white space before the size"),
                refused(400, "\r", "no size"),
                refused(400, ";", "an extension without a size"),
                refused(400, "0x", "hexadecimal, prefixed"),
                refused(400, "5 \r", "white space after the size"),
                refused(400, "5\n", "a size line that ends with LF"),
                refused(400, "5\rh", "a size line that ends with CR"),
                refused(400, "5\0", "NUL after the size"),
                refused(400, "\u00d9", "a digit of another script"),
                refused(400, "8000000000000000", "a size of more than 63 bits"),
                refused(400, "00000000000000005", "17 digits"),
                refused(400, "5;a\n", "an extension that ends with LF"),
                refused(400, "5;a\rb", "an extension with a bare CR"),
                refused(400, "5;a\0", "an extension with NUL"),
                refused(400, "5;a=\"\r", "a quoted extension that does not end"),
                refused(400, "5;a=\"\\\r", "a line end that is escaped"),
                refused(400, "1\r\nx\n", "a chunk that ends with LF"),
                refused(400, "1\r\nx\rX", "a chunk that ends with CR"),
                refused(400, "1\r\nxX", "a chunk that is longer than it says"),
                refused(400, "0\r\n\n", "an end of LF"),
                refused(400, "0\r\nGET ", "a request for trailers"),
                refused(400, "0\r\nX-T: 1\r\n ", "a folded trailer"),
                refused(400, "0\r\nX-T: \0", "NUL in a trailer"));
    }

    private static Arguments refused(int status, String text, String what) {
        return Arguments.of(what, status, text);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("heads")
    void refusesAHeadAtTheByteThatBreaksIt(String what, int status, String text) {
        assertRefusedAtLastByte("", status, text);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("completeHeads")
    void refusesAHeadWhenItIsComplete(String what, int status, String text) {
        assertRefusedAtLastByte("", status, text);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void refusesAChunkedBodyAtTheByteThatBreaksIt(String what, int status, String text) {
        assertRefusedAtLastByte(HEAD + "Transfer-Encoding: chunked\r\n\r\n", status, text);
    }

    @Test
    void refusesWhatComesAfterASoundRequestInItsTurn() {
        try (Decoding decoding = Decoding.requests()) {
            decoding.receive(HEAD + "\r\nGARBAGE\r\n\r\n");
            assertThat(decoding.events).containsExactly("GET / of a HTTP_1_1 [Host=a] 0", "end", "malformed 400");
        }
    }

    private static void assertRefusedAtLastByte(String before, int status, String text) {
        byte[] bytes = Decoding.bytes(before + text);
        int broken = bytes.length - 1;
        List<String> soFar;
        try (Decoding decoding = Decoding.requests()) {
            decoding.receivePieces(Arrays.copyOf(bytes, broken), 1);
            soFar = List.copyOf(decoding.events);
            assertThat(soFar).as("before the byte").noneMatch(event -> event.startsWith("malformed"));
            decoding.receive(bytes, broken, bytes.length).receive("GET /next HTTP/1.1\r\n\r\n");
            assertRefused(decoding, soFar, status, "byte by byte");
        }
        try (Decoding decoding = Decoding.requests()) {
            decoding.receive(before + text + "X\r\n\r\nGET /next HTTP/1.1\r\n\r\n");
            assertRefused(decoding, soFar, status, "whole, with more behind");
        }
        try (Decoding decoding = Decoding.requests()) {
            decoding.receive(bytes, 0, broken).receive(bytes, broken, bytes.length);
            assertRefused(decoding, soFar, status, "in two pieces");
        }
    }

    private static void assertRefused(Decoding decoding, List<String> soFar, int status, String how) {
        List<String> expected = new ArrayList<>(soFar);
        expected.add("malformed " + status);
        assertThat(decoding.events).as(how).isEqualTo(expected);
        assertThat(decoding.decoder.hasKept()).as("nothing kept").isFalse();
        assertThat(decoding.decoder.isWithinHead()).as("no head awaited").isFalse();
    }
}
