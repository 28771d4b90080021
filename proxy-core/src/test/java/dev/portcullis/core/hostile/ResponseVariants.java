package dev.portcullis.core.hostile;

import static dev.portcullis.core.hostile.Variant.either;
import static dev.portcullis.core.hostile.Variant.isText;
import static dev.portcullis.core.hostile.Variant.isToken;
import static dev.portcullis.core.hostile.Variant.octets;
import static dev.portcullis.core.hostile.Variant.passed;
import static dev.portcullis.core.hostile.Variant.passedIf;
import static dev.portcullis.core.hostile.Variant.refused;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Responses of every kind to a GET whose origin then closes: status lines, fields, framings, and what comes before or after. */
final class ResponseVariants {

    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String HELLO = "Server: o\r\nContent-Length: 5\r\n\r\nhello";
    private static final String CHUNKS = "5\r\nhello\r\n0\r\n\r\n";

    private ResponseVariants() {}

    static Stream<Variant> statusLines() {
        List<Variant> variants = new ArrayList<>();
        for (int status = 0; status <= 1100; status++) {
            String line = String.format("HTTP/1.1 %03d x\r\n", status);
            boolean final_ = status >= 200 && status <= 599 && status != 204 && status != 304;
            if (final_ || status < 100 || status >= 600) {
                variants.add(passedIf(final_, line, line + HELLO));
            }
        }
        for (String line : Variant.texts(
                "HTTP/1.1¦HTTP/1.1 ¦HTTP/1.1  200 OK¦HTTP/1.1 200OK¦HTTP/1.1 20¦HTTP/1.1 2¦HTTP/1.1 2000¦HTTP/1.1 0200"
                        + "¦HTTP/1.1 +200¦HTTP/1.1 -200¦HTTP/1.1 2e2¦HTTP/1.1 0xc8¦HTTP/1.1 20x OK¦HTTP/1.1 abc OK¦HTTP/1.1 200.0 OK"
                        + "¦HTTP/1.1\t200 OK¦HTTP/1.1 200\tOK¦ HTTP/1.1 200 OK¦\tHTTP/1.1 200 OK¦\r\nHTTP/1.1 200 OK¦HTTP 200 OK¦HTTP/ 200 OK"
                        + "¦HTTP/1 200 OK¦HTTP/1. 200 OK¦HTTP/1.2 200 OK¦HTTP/1.10 200 OK¦HTTP/01.1 200 OK¦HTTP/2 200 OK¦HTTP/2.0 200 OK"
                        + "¦HTTP/0.9 200 OK¦http/1.1 200 OK¦Http/1.1 200 OK¦HTPP/1.1 200 OK¦HTTPS/1.1 200 OK¦XHTTP/1.1 200 OK¦ICY 200 OK"
                        + "¦200 OK¦OK¦¦<html>¦lorem ipsum¦SSH-2.0-x¦HTTP/1.1 \u0662\u0660\u0660 OK¦HTTP/1.1 200\u00a0OK")) {
            variants.add(refused(line, line + "\r\n" + HELLO));
        }
        octets().forEach(c -> {
            variants.add(passedIf(isText(c), "in a reason", "HTTP/1.1 200 a" + c + "b\r\n" + HELLO));
            variants.add(passedIf(c >= '2' && c <= '5', "a digit", "HTTP/1.1 " + c + "01 x\r\n" + HELLO));
            variants.add(
                    passedIf(c >= '0' && c <= '9' && c != '4', "last digit", "HTTP/1.1 20" + c + " x\r\n" + HELLO));
            variants.add(passedIf(c == '0' || c == '1', "the version", "HTTP/1." + c + " 200 x\r\n" + HELLO));
            variants.add(refused("before all", c + OK + HELLO));
        });
        for (String line : List.of(
                "HTTP/1.1 200", "HTTP/1.1 200 ", "HTTP/1.1 200 Not Found", "HTTP/1.0 200 OK", "HTTP/1.1 599 x")) {
            variants.add(passed(line, line + "\r\n" + HELLO));
        }
        variants.removeIf(variant ->
                variant.sent().startsWith("HTTP/1.1 101") || variant.sent().startsWith("HTTP/1.1 204"));
        return variants.stream();
    }

    static Stream<Variant> fields() {
        List<Variant> variants = new ArrayList<>();
        octets().forEach(c -> {
            variants.add(passedIf(isText(c), "in a value", OK + "X-A: b" + c + "c\r\n" + HELLO));
            variants.add(passedIf(isText(c), "before a value", OK + "X-A:" + c + "b\r\n" + HELLO));
            variants.add(passedIf(isText(c), "after a value", OK + "X-A: b" + c + "\r\n" + HELLO));
            variants.add(passedIf(isToken(c) || c == ':', "in a name", OK + "X" + c + "A: b\r\n" + HELLO));
            variants.add(passedIf(isToken(c) || c == ':', "after a name", OK + "X-A" + c + ": b\r\n" + HELLO));
            variants.add(passedIf(isToken(c), "before a name", OK + c + "X-A: b\r\n" + HELLO));
        });
        for (String line : Variant.texts(
                "X-A: b\r\n c¦X-A: b\r\n\tc¦X-A:\r\n b¦X-A: b\nX-B: c¦X-A: b\rX-B: c¦X-A: b\n c¦X-A : b¦X-A\t: b¦ X-A: b"
                        + "¦X-A¦: b¦X-A: b\r\r\nX-B: c¦X-A: b\n\r\nX-B: c¦X-A: b\0¦\0")) {
            variants.add(refused(line, OK + line + "\r\n" + HELLO));
            variants.add(refused("last " + line, OK + "Content-Length: 5\r\nServer: o\r\n" + line + "\r\n\r\nhello"));
        }
        for (String name : Variant.texts(
                "Connection¦Keep-Alive¦Proxy-Connection¦Proxy-Authenticate¦Proxy-Authentication-Info¦TE¦Trailer¦Upgrade"
                        + "¦HTTP2-Settings¦X-Secret¦Set-Cookie¦Date¦Location")) {
            for (String value :
                    List.of("x", "close", "keep-alive", "timeout=5", "X-Secret", "Set-Cookie, close", "h2c", "")) {
                for (String connection : List.of("", "Connection: X-Secret\r\n", "connection: x-SECRET,, Date\r\n")) {
                    variants.add(passed(name, OK + connection + name + ": " + value + "\r\n" + HELLO));
                }
            }
        }
        return variants.stream();
    }

    static Stream<Variant> framings() {
        List<Variant> variants = new ArrayList<>();
        for (String value : Variant.texts(
                "+5¦-5¦0x5¦5x¦5.0¦5e0¦5 5¦5,6¦5, 6¦5;a¦\"5\"¦¦five¦0_5¦9223372036854775808¦18446744073709551621"
                        + "¦99999999999999999999¦\u00a05¦5\u0000¦\u000b5¦5\u007f")) {
            variants.add(refused(value, OK + "Content-Length: " + value + "\r\n\r\nhello"));
            variants.add(
                    refused("first " + value, OK + "Content-Length: " + value + "\r\nContent-Length: 5\r\n\r\nhello"));
            variants.add(
                    refused("second " + value, OK + "Content-Length: 5\r\nContent-Length: " + value + "\r\n\r\nhello"));
            variants.add(refused("1.0 " + value, "HTTP/1.0 200 OK\r\nContent-Length: " + value + "\r\n\r\nhello"));
        }
        for (String value : Variant.texts(
                "identity¦gzip¦gzip, chunked¦chunked, gzip¦chunked, chunked¦xchunked¦chunkedx¦chunked;a=b¦\"chunked\"¦"
                        + "¦foo¦chunked\u0000¦\u000bchunked¦chunked\u00a0¦, chunked¦chunked,")) {
            variants.add(refused(value, OK + "Transfer-Encoding: " + value + "\r\n\r\n" + CHUNKS));
            variants.add(refused(
                    "twice " + value,
                    OK + "Transfer-Encoding: chunked\r\nTransfer-Encoding: " + value + "\r\n\r\n" + CHUNKS));
            variants.add(
                    refused("both", OK + "Content-Length: 5\r\nTransfer-Encoding: " + value + "\r\n\r\n" + CHUNKS));
        }
        for (String lines : List.of(
                "Content-Length: 5\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 5",
                "Content-Length: 0\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                "Content-Length: 5\r\nContent-Length: 6",
                "Content-Length: 6\r\nContent-Length: 5")) {
            variants.add(refused(lines, OK + lines + "\r\n\r\n" + CHUNKS));
        }
        variants.add(refused("chunked in 1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKS));
        for (String value : List.of("Chunked", "CHUNKED", " chunked ", "\tchunked")) {
            variants.add(passed(value, OK + "Server: o\r\nTransfer-Encoding:" + value + "\r\n\r\n" + CHUNKS));
        }
        variants.add(passed("twice the same", OK + "Content-Length: 5\r\n" + HELLO));
        variants.add(either("leading zeros", OK + "Content-Length: 005\r\n\r\nhello"));
        variants.add(passed("until the end", OK + "Server: o\r\n\r\nhello"));
        variants.add(passed("until the end of 1.0", "HTTP/1.0 200 OK\r\n\r\nhello"));
        variants.add(passed("nothing until the end", OK + "\r\n"));
        String chunked = OK + "Server: o\r\nTransfer-Encoding: chunked\r\n\r\n";
        for (String body : Variant.texts(
                "5\r\nhello\r\n¦5\r\nhel¦5\r\nhello¦5\r\n¦5¦¦5\r\nhello\r\n0\r\n¦5\r\nhello\r\n0¦5\nhello\n0\n\n¦5\r\nhelloXX0\r\n\r\n"
                        + "¦5\r\nhello\r\nzz\r\n¦0x5\r\nhello\r\n0\r\n\r\n¦-5\r\nhello\r\n0\r\n\r\n¦ 5\r\nhello\r\n0\r\n\r\n¦5 \r\nhello\r\n0\r\n\r\n"
                        + "¦10000000000000005\r\nhello\r\n0\r\n\r\n¦5;a=\"\r\nhello\r\n0\r\n\r\n¦5\r\nhello\r\n0\r\nX\r\n\r\n¦5\r\nhello\r\n0\r\n X: y\r\n\r\n"
                        + "¦5\r\nhello\r\n0\r\nX: y\n\r\n¦5\r\nhello\n0\r\n\r\n¦5\r\nhello\r0\r\n\r\n")) {
            variants.add(refused("chunks " + body, chunked + body));
        }
        for (String body : Variant.texts(
                "5;a=b\r\nhello\r\n0\r\n\r\n¦05\r\nhello\r\n00\r\n\r\n¦1\r\nx\r\n1\r\ny\r\n0\r\n\r\n¦0\r\n\r\n¦5\r\nhello\r\n0\r\nX-T: u\r\n\r\n"
                        + "¦0\r\nContent-Length: 9\r\nConnection: x\r\nTransfer-Encoding: y\r\nX-T: u\r\n\r\n")) {
            variants.add(passed("chunks " + body, chunked + body));
        }
        variants.add(
                passed("nominated", OK + "Connection: X-T\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-T: u\r\n\r\n"));
        for (int cut = 1; cut < (OK + HELLO).length(); cut++) {
            variants.add(refused("cut after " + cut, (OK + HELLO).substring(0, cut)));
        }
        return variants.stream();
    }

    /** What follows a whole response is nobody's. */
    static Stream<Variant> surplus() {
        List<Variant> variants = new ArrayList<>();
        octets().forEach(c -> {
            variants.add(passed("a byte", OK + HELLO + c));
            variants.add(passed("a byte after chunks", OK + "Transfer-Encoding: chunked\r\n\r\n" + CHUNKS + c));
        });
        for (String more : List.of(
                OK + "Content-Length: 4\r\n\r\nEVIL",
                "HTTP/1.1 100 Continue\r\n\r\n",
                "EVIL\r\n\r\n",
                "\r\n",
                OK,
                "0\r\n\r\n")) {
            for (String first : List.of(
                    OK + HELLO,
                    "HTTP/1.1 204 x\r\n\r\n",
                    "HTTP/1.1 304 x\r\nContent-Length: 5\r\n\r\n",
                    "HTTP/1.1 404 x\r\nContent-Length: 0\r\n\r\n",
                    OK + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                    "HTTP/1.1 204 x\r\nContent-Length: 5\r\n\r\n",
                    "HTTP/1.1 103 x\r\nLink: y\r\n\r\n" + OK + HELLO)) {
                variants.add(passed("more", first + more));
            }
        }
        for (int status : List.of(100, 102, 103, 110, 199)) {
            String head = "HTTP/1.1 " + status + " x\r\nX-A: b\r\nContent-Length: 5\r\n\r\n";
            for (int times : List.of(1, 2, 16)) {
                variants.add(passed(
                        status + " times " + times,
                        head.replace("Content-Length: 5\r\n", "").repeat(times) + OK + HELLO));
            }
            variants.add(refused(
                    status + " without end",
                    head.repeat(17 + (status == 100 ? 100 : 0)) + (status == 100 ? "" : OK + HELLO)));
        }
        for (String upgrade : List.of("websocket", "h2c", "foo", "")) {
            variants.add(
                    refused("101", "HTTP/1.1 101 x\r\nConnection: Upgrade\r\nUpgrade: " + upgrade + "\r\n\r\nraw"));
        }
        return variants.stream();
    }
}
