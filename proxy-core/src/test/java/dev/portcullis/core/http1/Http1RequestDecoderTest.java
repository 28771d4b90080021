package dev.portcullis.core.http1;

import static dev.portcullis.core.http1.Splits.assertEvents;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Http1RequestDecoderTest {

    private static final String HOST = "Host: a\r\n";

    private static String post(String fields, String body) {
        return "POST / HTTP/1.1\r\n" + HOST + fields + "\r\n\r\n" + body;
    }

    @Test
    void readsARequestWithoutABody() {
        assertEvents(
                Decoding::requests,
                "GET /a?b=c HTTP/1.1\r\nHost: example.org:80\r\nAccept:  text/html \t\r\nX-Empty:\r\n\r\n",
                "GET /a?b=c of example.org:80 HTTP_1_1 [Host=example.org:80, Accept=text/html, X-Empty=] 0",
                "end");
    }

    @Test
    void readsABodyOfKnownLength() {
        assertEvents(
                Decoding::requests,
                post("Content-Length: 5", "hello"),
                "POST / of a HTTP_1_1 [Host=a, Content-Length=5] 5",
                "content hello",
                "end");
    }

    @Test
    void readsAChunkedBodyWithoutItsFraming() {
        assertEvents(
                Decoding::requests,
                post(
                        "Transfer-Encoding: Chunked",
                        "5;a=b;c=\"\\\";\"\r\nhello\r\n00A \t;x\r\n, worlds!.\r\n0\r\nX-T: 1\r\n\r\n"),
                "POST / of a HTTP_1_1 [Host=a, Transfer-Encoding=Chunked] chunked",
                "content hello, worlds!.",
                "end [X-T=1]");
    }

    @Test
    void readsRequestsThatFollowEachOther() {
        assertEvents(
                Decoding::requests,
                post("Content-Length: 2", "ab") + "GET /b HTTP/1.1\r\n" + HOST + "\r\n"
                        + post("Transfer-Encoding: chunked", "1\r\nc\r\n0\r\n\r\n") + "\r\nGET /d HTTP/1.0\r\n\r\n",
                "POST / of a HTTP_1_1 [Host=a, Content-Length=2] 2",
                "content ab",
                "end",
                "GET /b of a HTTP_1_1 [Host=a] 0",
                "end",
                "POST / of a HTTP_1_1 [Host=a, Transfer-Encoding=chunked] chunked",
                "content c",
                "end",
                "GET /d of  HTTP_1_0 [] 0",
                "end");
    }

    @Test
    void skipsOneEmptyLineBeforeARequest() {
        assertEvents(
                Decoding::requests, "\r\nGET / HTTP/1.1\r\n" + HOST + "\r\n", "GET / of a HTTP_1_1 [Host=a] 0", "end");
    }

    @Test
    void takesTheAuthorityOfAnAbsoluteTargetForTheHost() {
        assertEvents(
                Decoding::requests,
                "GET http://b.example:81?x HTTP/1.1\r\n" + HOST + "\r\n",
                "GET /?x of b.example:81 HTTP_1_1 [Host=a] 0",
                "end");
    }

    @Test
    void knowsWhoWaitsForContinue() {
        assertEvents(
                Decoding::requests,
                post("Expect: 100-Continue\r\nContent-Length: 1", "x"),
                "POST / of a HTTP_1_1 [Host=a, Expect=100-Continue, Content-Length=1] 1 expects",
                "content x",
                "end");
    }

    @ParameterizedTest
    @CsvSource({"1.1, ''", "1.0, 'Content-Length: 1'"})
    void nobodyWaitsForContinueWithoutABodyOrIn10(String version, String length) {
        try (Decoding decoding = Decoding.requests()) {
            String fields = HOST + "Expect: 100-continue\r\n" + (length.isEmpty() ? "" : length + "\r\n");
            decoding.receive("POST / HTTP/" + version + "\r\n" + fields + "\r\n");
            assertThat(decoding.events.get(0)).startsWith("POST /").doesNotContain("expects");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, 0",
        "HEAD, 0",
        "OPTIONS, 0",
        "PUT, 0",
        "DELETE, 0",
        "PATCH, 0",
        "PURGE, 0",
        "get, 0",
        "GETS, 0",
        "GE, 0",
    })
    void keepsTheMethodAsItIs(String method, long length) {
        try (Decoding decoding = Decoding.requests()) {
            decoding.receive(method + " / HTTP/1.1\r\n" + HOST + "\r\n");
            assertThat(decoding.events).containsExactly(method + " / of a HTTP_1_1 [Host=a] " + length, "end");
        }
    }

    @Test
    void acceptsTheGreatestLengthThatCounts() {
        try (Decoding decoding = Decoding.requests()) {
            decoding.receive(post("Content-Length: 999999999999999999", "x"));
            assertThat(decoding.events.get(0)).endsWith(" 999999999999999999");
            assertThat(decoding.events).hasSize(2).last().isEqualTo("content x");
        }
    }

    @Test
    void passesBytesAboveAsciiInValues() {
        try (Decoding decoding = Decoding.requests()) {
            decoding.receive("GET / HTTP/1.1\r\n" + HOST + "X-A: caf\u00e9\tb\r\n\r\n");
            assertThat(decoding.events.get(0)).contains("X-A=caf\u00e9\tb");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"X_Other", "X.Other", "Xcookie", "X-Forwarded-Fo_"})
    void passesNamesThatPassForNoOther(String name) {
        try (Decoding decoding = Decoding.requests()) {
            decoding.receive("GET / HTTP/1.1\r\n" + HOST + name + ": 1\r\n\r\n");
            assertThat(decoding.events).last().isEqualTo("end");
        }
    }
}
