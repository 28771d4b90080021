package dev.portcullis.core.hostile;

import static dev.portcullis.core.hostile.Variant.either;
import static dev.portcullis.core.hostile.Variant.passed;
import static dev.portcullis.core.hostile.Variant.refused;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Content-Length and Transfer-Encoding, in all the ways to write them that two servers read differently (RFC 9112 6). */
final class FramingVariants {

    /** What would be a second request if the first ended where another server thinks. */
    static final String SMUGGLED = "GET /evil HTTP/1.1\r\nHost: a\r\n\r\n";

    private static final String CHUNKS = "5\r\nhello\r\n0\r\n\r\n";
    private static final List<String> LENGTH_NAMES =
            List.of("Content-Length", "content-length", "CONTENT-LENGTH", "cOnTeNt-LeNgTh");
    private static final List<String> ENCODING_NAMES =
            List.of("Transfer-Encoding", "transfer-encoding", "TRANSFER-ENCODING", "tRANSFER-eNCODING");

    private FramingVariants() {}

    /** A POST to which a line, or several, are added before, among or after others. */
    static List<String> posts(String lines, String body, String version) {
        String start = "POST /a HTTP/" + version + "\r\n";
        return List.of(
                start + lines + "\r\nHost: a\r\nX-A: b\r\n\r\n" + body,
                start + "Host: a\r\n" + lines + "\r\nX-A: b\r\n\r\n" + body,
                start + "Host: a\r\nX-A: b\r\n" + lines + "\r\n\r\n" + body);
    }

    static Stream<Variant> lengths() {
        List<Variant> variants = new ArrayList<>();
        List<String> bad = Variant.texts(
                "¦+5¦-5¦-0¦+0¦0x5¦0X5¦5x¦5.¦5.0¦.5¦5e0¦5E0¦0_5¦5_¦5 5¦5\t5¦5,¦,5¦5;¦5;a¦;5¦\"5\"¦'5'¦(5)¦5/5¦5:5¦=5¦"
                        + "5=¦5a¦a5¦five¦NaN¦null¦true¦0b101¦05h¦5h¦0o5¦#5¦5 bytes¦\u00a05¦5\u00a0¦\u00d9\u00a5¦\u00b5¦\u00b2¦"
                        + "\u00ef\u00bc\u0095¦9223372036854775808¦9223372036854775807¦18446744073709551615¦"
                        + "18446744073709551616¦18446744073709551621¦99999999999999999999¦4294967301x¦0000000000000000005¦5, 5¦"
                        + "5,5¦5, 6¦5,6¦0, 5¦5, 0¦5,,5¦5\u00005¦\u00005¦5\u0000¦\u000b5¦5\u000b¦\u000c5¦5\u000c¦5\u0001¦"
                        + "5\u007f¦5\u001f¦\u00855¦%35¦5%20¦5\r¦5\n¦\n5¦5\r5");
        for (String name : LENGTH_NAMES) {
            for (String value : bad) {
                posts(name + ": " + value, "hello" + SMUGGLED, "1.1")
                        .forEach(post -> variants.add(refused(name + " " + value, post)));
            }
            for (String value : List.of("5", " 5", "\t5", "5 ", "5\t", "  \t 5 \t ")) {
                posts(name + ":" + value, "hello", "1.1").forEach(post -> variants.add(passed(name + value, post)));
                posts(name + ":" + value, "hello", "1.0").forEach(post -> variants.add(passed(name + value, post)));
            }
            for (String value : List.of("05", "005", "000000000000000005")) {
                posts(name + ": " + value, "hello", "1.1").forEach(post -> variants.add(either(name + value, post)));
            }
        }
        return variants.stream();
    }

    static Stream<Variant> lengthsTwice() {
        List<Variant> variants = new ArrayList<>();
        for (String first : LENGTH_NAMES) {
            for (String second : LENGTH_NAMES) {
                for (String between : List.of("", "X-B: c\r\n")) {
                    String same = first + ": 5\r\n" + between + second + ": 5";
                    posts(same, "hello", "1.1").forEach(post -> variants.add(either("the same twice", post)));
                    for (String other : List.of("6", "0", "05", "40", "", "x", "5, 5")) {
                        String lines = first + ": 5\r\n" + between + second + ": " + other;
                        posts(lines, "hello!" + SMUGGLED, "1.1").forEach(post -> variants.add(refused(lines, post)));
                        String turned = first + ": " + other + "\r\n" + between + second + ": 5";
                        posts(turned, "hello!" + SMUGGLED, "1.1").forEach(post -> variants.add(refused(turned, post)));
                    }
                }
            }
        }
        return variants.stream();
    }

    static Stream<Variant> encodings() {
        List<Variant> variants = new ArrayList<>();
        List<String> bad = Variant.texts(
                "¦,¦identity¦gzip¦deflate¦compress¦x-gzip¦br¦trailers¦chunk¦chunke¦chunkedd¦xchunked¦chunkedx¦"
                        + "chunked-¦-chunked¦_chunked¦c hunked¦chunk ed¦chunked chunked¦chunked;¦chunked; a=b¦chunked;q=1¦"
                        + "chunked;q=0¦\"chunked\"¦'chunked'¦(chunked)¦chunked/1¦chunked=1¦chunked:¦:chunked¦gzip, chunked¦"
                        + "chunked, gzip¦chunked, identity¦identity, chunked¦chunked, chunked¦chunked,chunked¦"
                        + "gzip,chunked,gzip¦chunked, x¦x, chunked¦foo¦5¦\u000bchunked¦chunked\u000b¦\u000cchunked¦"
                        + "chunked\u000c¦\u00a0chunked¦chunked\u00a0¦\u0085chunked¦chunked\u0000¦\u0000chunked¦chun\u0000ked¦"
                        + "chunked\u0001¦chunked\u007f¦\u00e7hunked¦chun\u00eaed¦%63hunked¦chunked%20¦\nchunked¦chunked\n¦"
                        + "\rchunked¦chunked\r¦chunked\r ");
        for (String name : ENCODING_NAMES) {
            for (String value : bad) {
                posts(name + ": " + value, CHUNKS + SMUGGLED, "1.1")
                        .forEach(post -> variants.add(refused(name + " " + value, post)));
            }
            for (String value :
                    List.of("chunked", " chunked", "\tchunked\t", "Chunked", "CHUNKED", "cHuNkEd", "chunked  ")) {
                posts(name + ":" + value, CHUNKS, "1.1").forEach(post -> variants.add(passed(name + value, post)));
                posts(name + ":" + value, CHUNKS + SMUGGLED, "1.0")
                        .forEach(post -> variants.add(refused("1.0 " + name + value, post)));
            }
            for (String value : List.of(", chunked", "chunked,", " ,chunked, ")) {
                posts(name + ":" + value, CHUNKS, "1.1").forEach(post -> variants.add(either(name + value, post)));
            }
        }
        return variants.stream();
    }

    static Stream<Variant> both() {
        List<Variant> variants = new ArrayList<>();
        for (String length : List.of("0", "5", "15", "46", "x", "", "-1")) {
            for (String encoding : List.of("chunked", "Chunked", "identity", "xchunked", "chunked, identity", "")) {
                for (String between : List.of("", "X-B: c\r\n")) {
                    for (String version : List.of("1.1", "1.0")) {
                        String lengthLine = "Content-Length: " + length;
                        String encodingLine = "Transfer-Encoding: " + encoding;
                        for (String lines : List.of(
                                lengthLine + "\r\n" + between + encodingLine,
                                encodingLine + "\r\n" + between + lengthLine,
                                encodingLine + "\r\n" + between + encodingLine + "\r\n" + lengthLine)) {
                            posts(lines, CHUNKS + SMUGGLED, version)
                                    .forEach(post -> variants.add(refused(version + lines, post)));
                        }
                    }
                }
            }
        }
        for (String second : List.of("chunked", "identity", "gzip", "", "Chunked", "x")) {
            for (String name : ENCODING_NAMES) {
                String lines = "Transfer-Encoding: chunked\r\n" + name + ": " + second;
                String turned = name + ": " + second + "\r\nTransfer-Encoding: chunked";
                for (String twice : List.of(lines, turned)) {
                    posts(twice, CHUNKS + SMUGGLED, "1.1").forEach(post -> variants.add(refused(twice, post)));
                }
            }
        }
        return variants.stream();
    }

    static Stream<Variant> bodies() {
        List<Variant> variants = new ArrayList<>();
        for (String method : List.of("GET", "HEAD", "DELETE", "OPTIONS", "PUT", "POST", "PATCH", "PURGE", "FOO")) {
            String start = method + " /a HTTP/1.1\r\nHost: a\r\n";
            variants.add(passed("none", start + "\r\n"));
            variants.add(passed("of length 0", start + "Content-Length: 0\r\n\r\n"));
            variants.add(passed("of length 5", start + "Content-Length: 5\r\n\r\nhello"));
            variants.add(passed(
                    "that looks like a request",
                    start + "Content-Length: " + SMUGGLED.length() + "\r\n\r\n" + SMUGGLED.replace("evil", "body")));
            variants.add(passed("chunked", start + "Transfer-Encoding: chunked\r\n\r\n" + CHUNKS));
            variants.add(passed("chunked, empty", start + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));
            variants.add(passed("expected", start + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\nhello"));
            variants.add(
                    passed("followed", start + "Content-Length: 5\r\n\r\nhelloGET /b HTTP/1.1\r\nHost: a\r\n\r\n"));
            variants.add(passed(
                    "chunked, followed",
                    start + "Transfer-Encoding: chunked\r\n\r\n" + CHUNKS + "GET /b HTTP/1.1\r\nHost: a\r\n\r\n"));
        }
        return variants.stream();
    }
}
