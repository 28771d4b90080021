package dev.portcullis.core.connection.http2;

import static dev.portcullis.core.testing.Http2Frames.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.testing.EmbeddedProxy;
import dev.portcullis.core.testing.Http2Client;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Ways to say in HTTP/2 what HTTP/1.1 would say otherwise: none reaches the origin. */
class Http2DowngradeTest {

    private final EmbeddedProxy proxy = new EmbeddedProxy();
    private final Http2Client client = proxy.http2Client().begin();

    @AfterEach
    void close() {
        proxy.close();
    }

    static Stream<Arguments> refused() {
        Stream<String[]> fields = Stream.of(new String[][] {
            {"x", "a\r\nhost: evil"},
            {"x", "a\nb"},
            {"x", "a\rb"},
            {"x", "a\0b"},
            {"x", "a\u007fb"},
            {"x", " a"},
            {"x", "a "},
            {"x", "\ta"},
            {"x\r\nevil", "1"},
            {"x\nevil", "1"},
            {"x evil", "1"},
            {"x:evil", "1"},
            {"x\0", "1"},
            {"x\u00e4", "1"},
            {"", "1"},
            {"Host", "a.test"},
            {"transfer-encoding", "chunked"},
            {"transfer-encoding", "identity"},
            {"connection", "close"},
            {"connection", "content-length"},
            {"keep-alive", "5"},
            {"proxy-connection", "keep-alive"},
            {"upgrade", "h2c"},
            {"upgrade", "websocket"},
            {"te", "gzip"},
            {"te", "trailers, chunked"},
            {"content-length", "1, 1"},
            {"content-length", "+1"},
            {"content-length", "0x1"},
            {"content-length", ""},
            {"content-length", "99999999999999999999"},
            {"content_length", "5"},
            {"transfer_encoding", "chunked"},
            {"host", "b.test"},
            {"host", "a.test, b.test"},
            {"expect", "200-maybe"},
        });
        Stream<Arguments> added = fields.map(field -> Arguments.of(post(1, field)));
        Stream<String> heads = Stream.of(
                pseudo("GET /evil HTTP/1.1\r\n", "http", "/", "a.test"),
                pseudo("GET ", "http", "/", "a.test"),
                pseudo("G\nT", "http", "/", "a.test"),
                pseudo("", "http", "/", "a.test"),
                pseudo("TRACE", "http", "/", "a.test"),
                pseudo("CONNECT", "http", "/", "a.test"),
                pseudo("GET", "http", "/ HTTP/1.1\r\nhost: evil", "a.test"),
                pseudo("GET", "http", "/a b", "a.test"),
                pseudo("GET", "http", "/a\tb", "a.test"),
                pseudo("GET", "http", "/\u00e4", "a.test"),
                pseudo("GET", "http", "/#f", "a.test"),
                pseudo("GET", "http", "a", "a.test"),
                pseudo("GET", "http", "", "a.test"),
                pseudo("GET", "http", "*", "a.test"),
                pseudo("GET", "http", "http://evil/", "a.test"),
                pseudo("GET", "http://evil/?", "/", "a.test"),
                pseudo("GET", "ftp", "/", "a.test"),
                pseudo("GET", "http", "/", "a.test\r\nx: y"),
                pseudo("GET", "http", "/", "user@a.test"),
                pseudo("GET", "http", "/", "a.test/x"),
                pseudo("GET", "http", "/", "a.test:port"),
                pseudo("GET", "http", "/", ""),
                pseudo("GET", "http", "/", "a.test evil"),
                pseudo("GET", "http", "/", "a.test\tevil"),
                pseudo("GET", "http", "/", "a.test, evil"),
                pseudo("GET", "http", "/", "a.test#evil"),
                pseudo("GET", "http\r\nx: y", "/", "a.test"),
                pseudo("GET", "http ", "/", "a.test"),
                pseudo("GET\0", "http", "/", "a.test"),
                pseudo("GET", "http", "/\0", "a.test"),
                get(1, ":path", "/evil"),
                get(1, ":method", "POST"),
                get(1, ":authority", "evil"),
                get(1, ":protocol", "websocket"),
                get(1, ":status", "200"),
                get(1, ":transfer-encoding", "chunked"),
                get(1, ":", "1"),
                get(1, "transfer-encoding ", "chunked"),
                get(1, "transfer-encoding:", "chunked"),
                get(1, "x", "a\r\n b"),
                get(1, "cookie", "a=1\r\nx: y"),
                post(1, "content-length", "1 "),
                post(1, "content-length", "-1"),
                post(1, "content-length", "1;2"),
                post(1, "content-length", "1", "content-length", "2"),
                post(1, "content-length", "1", "content-length", "1"),
                post(1, "host", "a.test", "host", "a.test"),
                get(1, "content-length", "3"),
                post(1, "content-length", "2") + data(1, END_STREAM, "abc"),
                post(1, "content-length", "2") + data(1, END_STREAM, "a"),
                post(1, "content-length", "0") + data(1, END_STREAM, "a"));
        return Stream.concat(added, heads.map(Arguments::of));
    }

    private static String pseudo(String method, String scheme, String path, String authority) {
        return headers(1, END_STREAM, ":method", method, ":scheme", scheme, ":path", path, ":authority", authority);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesItAndForwardsNothing(String frames) {
        client.send(frames);
        assertThat(client.heard()).containsPattern("RST_STREAM 1 1|:status: (400|405|417|431|501)\\|");
        assertThat(proxy.origins).as("connections to the origin").isEmpty();
        client.send(get(3));
        assertThat(proxy.origin().sent()).as("others are served").startsWith("GET / HTTP/1.1\r\nHost: a.test\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "transfer-encoding, chunked",
        "connection, close",
        "X-Upper, 1",
        "'x y', 1",
        "x, 'a\r\nhost: evil'",
        "x, ' a'",
        ":path, /evil",
        "'', 1"
    })
    void trailersThatHttp1CouldNotSayEndTheRequestBeforeItLooksWhole(String name, String value) {
        client.send(post(1) + data(1, 0, "abc") + headers(1, END_STREAM, name, value));

        assertThat(client.heard()).contains("RST_STREAM 1 1");
        assertThat(proxy.origin().sent()).startsWith("POST / ").doesNotContain("0\r\n\r\n", "evil");
        assertThat(proxy.origin().channel.isActive()).isFalse();
    }

    @Test
    void trailersSayNothingOfTheRequest() {
        client.send(post(1)
                + data(1, 0, "abc")
                + headers(
                        1,
                        END_STREAM,
                        "content-length",
                        "99",
                        "host",
                        "evil",
                        "x-forwarded-for",
                        "evil",
                        "x-sum",
                        "5"));

        assertThat(proxy.origin().sent())
                .endsWith("3\r\nabc\r\n0\r\nx-sum: 5\r\n\r\n")
                .doesNotContain("99", "evil");
    }

    @Test
    void whatABodyHoldsIsNoFraming() {
        client.send(post(1) + data(1, END_STREAM, "0\r\n\r\nGET /evil HTTP/1.1\r\nHost: a\r\n\r\n"));

        assertThat(proxy.origin().sent())
                .endsWith("\r\n\r\n24\r\n0\r\n\r\nGET /evil HTTP/1.1\r\nHost: a\r\n\r\n\r\n0\r\n\r\n");
    }

    static Stream<Arguments> harmless() {
        return Stream.of(
                Arguments.of(get(1, "host", "A.test"), "Host: a.test\r\n"),
                Arguments.of(get(1, "x-forwarded-for", "1.2.3.4"), "X-Forwarded-For: 127.0.0.1\r\n"),
                Arguments.of(get(1, "te", "trailers"), "GET / "),
                Arguments.of(get(1, "http2-settings", "AAMAAABk"), "GET / "),
                Arguments.of(get(1, "proxy", "evil"), "GET / "),
                Arguments.of(get(1, "x_y", "evil"), "GET / "),
                Arguments.of(get(1, "x-real-ip", "evil"), "GET / "));
    }

    @ParameterizedTest
    @MethodSource("harmless")
    void takesOutWhatTheOriginIsNotToSee(String frames, String kept) {
        client.send(frames);
        assertThat(proxy.origin().sent())
                .contains(kept)
                .doesNotContain("evil", "1.2.3.4", "A.test", "\r\nte:", "http2-settings");
    }
}
