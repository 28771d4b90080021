package dev.portcullis.core.connection.http2;

import static dev.portcullis.core.testing.Http2Frames.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.testing.EmbeddedProxy;
import dev.portcullis.core.testing.EmbeddedProxy.End;
import dev.portcullis.core.testing.Http2Client;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What RFC 9113 and RFC 7541 say must become of what a client sends, section by section as h2spec has them (whose numbers are of RFC
 * 7540). What is expected is a pattern for the frames that come, each a line. The origin answers every request with {@code hi}.
 */
class Http2ConformanceTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
    private static final String SERVED = "(?s)HEADERS 1 \\+4 :status: 200.*DATA 1 \\+1 hi\n.*";
    private static final String PROTOCOL = error(1);
    private static final String FLOW_CONTROL = error(3);
    private static final String CLOSED = error(5);
    private static final String FRAME_SIZE = error(6);
    private static final String COMPRESSION = error(9);

    private final EmbeddedProxy proxy = new EmbeddedProxy();
    private final Http2Client client = proxy.http2Client();

    @AfterEach
    void close() {
        proxy.close();
    }

    static String error(int code) {
        return "(?s).*GOAWAY 0 \\d+ " + code + "\n";
    }

    static String broken(int code) {
        return "(?s).*RST_STREAM 1 " + code + "\n";
    }

    static Arguments begun(String section, String what, String expected, String... pieces) {
        String[] all = new String[pieces.length + 1];
        all[0] = PREFACE + settings() + frame(4, ACK, 0, "");
        System.arraycopy(pieces, 0, all, 1, pieces.length);
        return Arguments.of(section, what, expected, all);
    }

    static Arguments raw(String section, String what, String expected, String octets) {
        return Arguments.of(section, what, expected, new String[] {octets});
    }

    static Stream<Arguments> connections() {
        String get = get(1);
        return Stream.of(
                raw("3.5", "an invalid preface", PROTOCOL, "INVALID CONNECTION PREFACE\r\n\r\n"),
                raw("3.5", "a preface of another version", PROTOCOL, "PRI * HTTP/2.1\r\n\r\nSM\r\n\r\n" + settings()),
                raw("3.5", "no SETTINGS first", PROTOCOL, PREFACE + ping(0, "12345678")),
                raw("3.5", "an acknowledgement first", PROTOCOL, PREFACE + frame(4, ACK, 0, "")),
                raw("3.5", "a request with the preface", SERVED, PREFACE + settings() + get),
                begun("4.1", "a frame of an unknown type", SERVED, frame(0x16, 0, 0, "12345678"), get),
                begun("4.1", "undefined flags", "PING 0 \\+1 12345678\n", ping(0x16, "12345678")),
                begun("4.1", "the reserved bit", "PING 0 \\+1 12345678\n", frame(6, 0, 1 << 31, "12345678")),
                begun("4.2", "DATA as large as may be", SERVED, post(1), data(1, END_STREAM, "x".repeat(1 << 14))),
                begun("4.2", "DATA larger than may be", FRAME_SIZE, post(1), data(1, 1, "x".repeat((1 << 14) + 1))),
                begun("4.2", "HEADERS larger than may be", FRAME_SIZE, frame(1, 5, 1, "x".repeat((1 << 14) + 1))),
                begun("4.3", "a block that is none", COMPRESSION, frame(1, 5, 1, "\u0000\u0085\u00f2\u00b2J")),
                begun("4.3", "PRIORITY within a block", PROTOCOL, frame(1, 1, 1, ""), priority(1, 0)),
                begun("4.3", "HEADERS within a block", PROTOCOL, frame(1, 1, 1, ""), get(3)),
                begun("5.4.1", "a broken frame", PROTOCOL, frame(6, 0, 3, "12345678")),
                begun("5.5", "an extension's frame", SERVED, frame(0xCC, 0, 0, ""), get),
                begun("5.5", "one within a block", PROTOCOL, frame(1, 1, 1, ""), frame(0xCC, 0, 0, "")),
                begun("6.5", "an acknowledgement with octets", FRAME_SIZE, frame(4, ACK, 0, "\0")),
                begun("6.5", "SETTINGS of a stream", PROTOCOL, frame(4, 0, 1, "\0\3\0\0\0\144")),
                begun("6.5", "SETTINGS cut off", FRAME_SIZE, frame(4, 0, 0, "\0\3\0")),
                begun("6.5.2", "ENABLE_PUSH of 2", PROTOCOL, settings(2, 2)),
                begun("6.5.2", "a window of 2^31", FLOW_CONTROL, settings(4, 1L << 31)),
                begun("6.5.2", "frames of 16383", PROTOCOL, settings(5, 16_383)),
                begun("6.5.2", "frames of 2^24", PROTOCOL, settings(5, 1 << 24)),
                begun("6.5.2", "an unknown setting", SERVED, settings(0xFF, 1), get),
                begun("6.5.3", "two windows, the last counts", "(?s).*DATA 1 h\n", settings(4, 100, 4, 1), get),
                begun("6.7", "PING", "PING 0 \\+1 abcdefgh\n", ping(0, "abcdefgh")),
                begun(
                        "6.7",
                        "an acknowledgement of no PING",
                        "PING 0 \\+1 z{8}\n",
                        ping(ACK, "invalid."),
                        ping(0, "zzzzzzzz")),
                begun("6.7", "PING of a stream", PROTOCOL, frame(6, 0, 1, "12345678")),
                begun("6.7", "PING of 6", FRAME_SIZE, ping(0, "123456")),
                begun("6.8", "GOAWAY of a stream", PROTOCOL, frame(7, 0, 1, "\0\0\0\0\0\0\0\0")),
                begun("6.8", "GOAWAY cut off", FRAME_SIZE, frame(7, 0, 0, "\0\0\0\0")),
                begun("6.9", "no increment", PROTOCOL, windowUpdate(0, 0)),
                begun("6.9", "a length of 3", FRAME_SIZE, frame(8, 0, 0, "\0\0\1")),
                begun("6.9.1", "a window past 2^31-1", FLOW_CONTROL, windowUpdate(0, Integer.MAX_VALUE)),
                begun("6.10", "a CONTINUATION of nothing", PROTOCOL, continuation(1, END_HEADERS, "")),
                begun("6.10", "one of stream 0", PROTOCOL, frame(1, 1, 1, ""), continuation(0, 4, "")),
                begun("6.10", "one after the end", PROTOCOL, post(1), continuation(1, END_HEADERS, "")),
                begun("6.10", "DATA within a block", PROTOCOL, frame(1, 1, 1, ""), data(1, 1, "x")),
                begun("7", "GOAWAY with an unknown code", error(0), frame(7, 0, 0, "\0\0\0\0\0\0\0\u00ff")),
                begun("8.2", "PUSH_PROMISE", PROTOCOL, post(1), frame(5, 4, 1, "\0\0\0\3" + list(request("GET")))));
    }

    static Stream<Arguments> streams() {
        return Stream.of(
                begun("5.1", "idle: DATA", PROTOCOL, data(1, END_STREAM, "x")),
                begun("5.1", "idle: RST_STREAM", PROTOCOL, reset(1, 8)),
                begun("5.1", "idle: WINDOW_UPDATE", PROTOCOL, windowUpdate(1, 1)),
                begun("5.1", "idle: PRIORITY", SERVED, priority(3, 0), get(1)),
                begun("5.1", "half-closed: DATA", broken(5), get(1) + data(1, END_STREAM, "x")),
                begun("5.1", "half-closed: HEADERS", broken(5), get(1) + get(1)),
                begun("5.1", "half-closed: CONTINUATION", PROTOCOL, get(1) + continuation(1, 4, "")),
                begun("5.1", "reset: DATA", CLOSED, post(1), reset(1, 8), data(1, 1, "x")),
                begun("5.1", "reset: HEADERS", CLOSED, post(1), reset(1, 8), get(1)),
                begun("5.1", "reset: CONTINUATION", PROTOCOL, post(1), reset(1, 8), continuation(1, 4, "")),
                begun(
                        "5.1",
                        "reset: PRIORITY, RST_STREAM, WINDOW_UPDATE",
                        "PING .*\n",
                        post(1),
                        reset(1, 8),
                        priority(1, 0) + reset(1, 8) + windowUpdate(1, 1) + ping(0, "12345678")),
                begun("5.1", "closed: DATA", CLOSED, get(1), "", data(1, 1, "x")),
                begun("5.1", "closed: HEADERS", CLOSED, get(1), "", get(1)),
                begun("5.1", "closed: CONTINUATION", PROTOCOL, get(1), "", continuation(1, 4, "")),
                begun("5.1.1", "an even stream", PROTOCOL, get(2)),
                begun("5.1.1", "a smaller stream", PROTOCOL, get(5) + get(3)),
                begun("5.1.2", "too many streams", "(?s).*RST_STREAM 201 7\n", many(101)),
                begun(
                        "5.3.1",
                        "HEADERS that depend on themselves",
                        broken(1),
                        frame(1, 0x25, 1, number(1, 4) + "\0" + list(request("GET")))),
                begun("5.3.1", "PRIORITY that depends on itself", broken(1), post(1), priority(1, 1)),
                begun("6.1", "DATA of no stream", PROTOCOL, post(1), data(0, 1, "x")),
                begun("6.1", "padding longer than the frame", PROTOCOL, post(1), data(1, 9, "\5x")),
                begun("6.1", "padding", SERVED, post(1), data(1, 9, "\3x\0\0\0")),
                begun("6.2", "HEADERS of no stream", PROTOCOL, get(0)),
                begun(
                        "6.2",
                        "padding longer than the frame",
                        PROTOCOL,
                        frame(1, 0xD, 1, "\u00f0" + list(request("GET")))),
                begun(
                        "6.2",
                        "padding and a priority",
                        SERVED,
                        frame(1, 0x2D, 1, "\2\0\0\0\0\1" + list(request("GET")) + "\0\0")),
                begun("6.3", "PRIORITY of no stream", PROTOCOL, priority(0, 1)),
                begun("6.3", "PRIORITY of 4", broken(6), post(1), frame(2, 0, 1, "\0\0\0\0")),
                begun("6.4", "RST_STREAM of no stream", PROTOCOL, reset(0, 8)),
                begun("6.4", "RST_STREAM of 3", FRAME_SIZE, post(1), frame(3, 0, 1, "\0\0\0")),
                begun("6.9", "no increment", broken(1), post(1), windowUpdate(1, 0)),
                begun("6.9.1", "a window of one", "(?s).*DATA 1 h\n", settings(4, 1), get(1)),
                begun("6.9.1", "a window past 2^31-1", broken(3), post(1), windowUpdate(1, Integer.MAX_VALUE)),
                begun(
                        "6.9.2",
                        "a window that opens",
                        "(?s).*DATA 1 h\nDATA 1 \\+1 i\n",
                        settings(4, 1),
                        get(1),
                        "",
                        settings(4, 2)),
                begun(
                        "6.9.2",
                        "a window below zero",
                        "(?s).*DATA 1 h\nDATA 1 \\+1 i\n",
                        settings(4, 1),
                        get(1),
                        "",
                        settings(4, 0) + windowUpdate(1, 1) + windowUpdate(1, 1)),
                begun(
                        "6.9.2",
                        "windows past 2^31-1",
                        FLOW_CONTROL,
                        post(1) + windowUpdate(1, 1),
                        settings(4, Integer.MAX_VALUE)),
                begun(
                        "6.10",
                        "CONTINUATIONs",
                        SERVED,
                        frame(1, 1, 1, list(":method", "GET", ":scheme", "http")),
                        continuation(1, 0, list(":path", "/")),
                        continuation(1, 4, list(":authority", "a"))),
                begun(
                        "7",
                        "RST_STREAM with an unknown code",
                        "PING .*\n",
                        post(1),
                        reset(1, 0xFF),
                        ping(0, "12345678")));
    }

    static Stream<Arguments> messages() {
        return Stream.of(
                begun("8.1", "HEADERS that don't end the stream", broken(1), post(1), headers(1, 0, "x", "y")),
                begun("8.1.2", "an upper-case name", broken(1), get(1, "X-Test", "ok")),
                begun("8.1.2.1", "an unknown pseudo-header field", broken(1), head(":test", "ok")),
                begun("8.1.2.1", "one of responses", broken(1), head(":status", "200")),
                begun("8.1.2.1", "one in trailers", broken(1), post(1), headers(1, 1, ":method", "GET")),
                begun("8.1.2.1", "one after another field", broken(1), get(1, "x", "y", ":path", "/")),
                begun("8.1.2.2", "Connection", broken(1), get(1, "connection", "keep-alive")),
                begun("8.1.2.2", "TE", broken(1), get(1, "trailers", "test", "te", "trailers, deflate")),
                begun("8.1.2.2", "TE: trailers", SERVED, get(1, "te", "trailers")),
                begun("8.1.2.3", "an empty :path", broken(1), without(":path", ":path", "")),
                begun("8.1.2.3", "no :method", broken(1), without(":method")),
                begun("8.1.2.3", "no :scheme", broken(1), without(":scheme")),
                begun("8.1.2.3", "no :path", broken(1), without(":path")),
                begun("8.1.2.3", "two :method", broken(1), head(":method", "GET")),
                begun("8.1.2.3", "two :scheme", broken(1), head(":scheme", "http")),
                begun("8.1.2.3", "two :path", broken(1), head(":path", "/")),
                begun("8.1.2.6", "a wrong length", broken(1), post(1, "content-length", "1"), data(1, 1, "test")),
                begun(
                        "8.1.2.6",
                        "a wrong length of two",
                        broken(1),
                        post(1, "content-length", "1"),
                        data(1, 0, "test"),
                        data(1, 1, "test")),
                begun("8.1.2.6", "too short", broken(1), post(1, "content-length", "9"), data(1, 1, "test")),
                begun(
                        "8.1.2.6",
                        "too short, with trailers",
                        broken(1),
                        post(1, "content-length", "9"),
                        data(1, 0, "test"),
                        headers(1, 1, "x", "y")),
                begun("8.1.2.6", "a length and no body", broken(1), get(1, "content-length", "1")));
    }

    static Stream<Arguments> hpack() {
        String get = "\u0082\u0086\u0084A\u0001a";
        return Stream.of(
                block("2.1", "indexed fields", SERVED, get),
                block("2.3.3", "an index past the tables", COMPRESSION, get + "\u00bf"),
                block("2.3.3", "a name's index past the tables", COMPRESSION, get + "\u007f\u0001\1x"),
                block("4.2", "a table's size at the end", COMPRESSION, get + " "),
                block("4.2", "a table's size at the beginning", SERVED, " " + get),
                block("5.2", "padding of a whole octet", COMPRESSION, get + "\0\1x\u0086IP\u009f\u00ff\u00ff\u00ff"),
                block("5.2", "padding of zeros", COMPRESSION, get + "\0\1x\u0083IP\u0090"),
                block("5.2", "the end of a string within it", COMPRESSION, get + "\0\1x\u0084?\u00ff\u00ff\u00ff"),
                block("6.1", "index 0", COMPRESSION, get + "\u0080"),
                block("6.3", "a table larger than may be", COMPRESSION, "?\u00e1\u00ff\u0003" + get),
                block("6.2", "a field cut off", COMPRESSION, get + "\0\5abc"));
    }

    private static Arguments block(String section, String what, String expected, String block) {
        return begun("HPACK " + section, what, expected, frame(1, END_STREAM | END_HEADERS, 1, block));
    }

    private static String head(String... before) {
        String[] all = Arrays.copyOf(before, before.length + 8);
        System.arraycopy(request("GET"), 0, all, before.length, 8);
        return headers(1, END_STREAM, all);
    }

    private static String without(String name, String... more) {
        Stream.Builder<String> kept = Stream.builder();
        String[] all = request("GET");
        for (int i = 0; i < all.length; i += 2) {
            if (!all[i].equals(name)) {
                kept.add(all[i]).add(all[i + 1]);
            }
        }
        return headers(
                1, END_STREAM, Stream.concat(kept.build(), Stream.of(more)).toArray(String[]::new));
    }

    private static String many(int count) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < count; i++) {
            all.append(post(1 + 2 * i));
        }
        return all.toString();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource({"connections", "streams", "messages", "hpack"})
    void answersAsTheSectionSays(String section, String what, String expected, String... pieces) {
        StringBuilder heard = new StringBuilder();
        for (String piece : pieces) {
            client.send(piece);
            heard.append(client.heard());
            proxy.origins.forEach(this::answer);
            heard.append(client.heard());
        }
        assertThat(heard.toString()).as(section + ": " + what).matches(expected);
        if (heard.indexOf("GOAWAY") >= 0) {
            assertThat(client.end.channel.isActive()).as("closed after GOAWAY").isFalse();
            assertThat(proxy.worker().exchangeCount()).isZero();
        }
    }

    private void answer(End origin) {
        String request = origin.sent();
        if (origin.channel.isActive() && (request.startsWith("GET ") || request.endsWith("0\r\n\r\n"))) {
            origin.receive(OK);
        }
    }
}
