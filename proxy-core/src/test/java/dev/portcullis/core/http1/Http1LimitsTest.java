package dev.portcullis.core.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.settings.Limits;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each limit: what is just within it passes, one more is refused, and what never ends is refused as well. */
class Http1LimitsTest {

    private static final Limits LIMITS = new Limits(256, 1024, 10);
    private static final String CHUNKED = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100_000})
    void theRequestLine(int piece) {
        assertEdge(piece, 256, 414, size -> requestLine(size) + "\r\nHost: a\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100_000})
    void theBytesOfAllFields(int piece) {
        assertEdge(piece, 1024, 431, size -> "GET / HTTP/1.1\r\n" + fields(size));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100_000})
    void theNumberOfFields(int piece) {
        assertEdge(piece, 10, 431, count -> "GET / HTTP/1.1\r\nHost: a\r\n" + "A: b\r\n".repeat(count - 1) + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100_000})
    void theBytesOfChunkExtensionsOfABody(int piece) {
        assertEdge(
                piece,
                ChunkedBodyReader.MAX_EXTENSIONS,
                413,
                size -> CHUNKED + "1;a\r\nx\r\n1;" + "b".repeat(size - 3) + "\r\ny\r\n0\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100_000})
    void theBytesOfTrailers(int piece) {
        assertEdge(piece, 1024, 431, size -> CHUNKED + "0\r\n" + fields(size).replace("Host", "HosT"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100_000})
    void theNumberOfTrailers(int piece) {
        assertEdge(piece, 10, 431, count -> CHUNKED + "0\r\n" + "A: b\r\n".repeat(count) + "\r\n");
    }

    @Test
    void aResponseOverALimitIsABadGateway() {
        try (Decoding decoding = Decoding.response("GET", LIMITS)) {
            decoding.receive("HTTP/1.1 200 OK\r\n" + fields(1025));
            assertThat(decoding.events).containsExactly("malformed 502");
        }
    }

    @Test
    void whatNeverEndsIsRefusedJustOverItsLimit() {
        assertRefusedAfter(257, "GET /", 'a', 414);
        assertRefusedAfter("GET / HTTP/1.1\r\n".length() + 1025, "GET / HTTP/1.1\r\n", 'a', 431);
        assertRefusedAfter("GET / HTTP/1.1\r\n".length() + 1025, "GET / HTTP/1.1\r\nHost: ", 'a', 431);
    }

    /** A request line of this size, without CR LF. */
    private static String requestLine(int size) {
        return "GET /" + "a".repeat(size - "GET / HTTP/1.1".length()) + " HTTP/1.1";
    }

    /** Two fields and an empty line, of this size together. */
    private static String fields(int size) {
        String frame = "Host: a\r\nX-A: \r\n\r\n";
        return "Host: a\r\nX-A: " + "b".repeat(size - frame.length()) + "\r\n\r\n";
    }

    private static void assertEdge(int piece, int limit, int status, IntFunction<String> ofSize) {
        try (Decoding within = Decoding.requests(LIMITS)) {
            within.receivePieces(Decoding.bytes(ofSize.apply(limit)), piece);
            assertThat(within.events).as("within").last().asString().startsWith("end");
        }
        try (Decoding over = Decoding.requests(LIMITS)) {
            over.receivePieces(Decoding.bytes(ofSize.apply(limit + 1)), piece);
            assertThat(over.events).as("one over").last().isEqualTo("malformed " + status);
        }
    }

    private static void assertRefusedAfter(int bytes, String start, char filler, int status) {
        String text = start + String.valueOf(filler).repeat(bytes - start.length());
        try (Decoding decoding = Decoding.requests(LIMITS)) {
            decoding.receivePieces(Decoding.bytes(text.substring(0, bytes - 1)), 1);
            assertThat(decoding.events).as("within").isEmpty();
            decoding.receive(text.substring(bytes - 1));
            assertThat(decoding.events).as("over").containsExactly("malformed " + status);
        }
    }
}
