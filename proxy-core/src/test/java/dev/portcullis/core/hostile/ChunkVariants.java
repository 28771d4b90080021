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

/** Chunked bodies, and what follows them (RFC 9112 7.1). */
final class ChunkVariants {

    private static final String HEAD = "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String LAST = "0\r\n\r\n";
    private static final String NEXT = FramingVariants.SMUGGLED;

    private ChunkVariants() {}

    /** What may stand for a size, and what may not. */
    static Stream<Variant> sizes() {
        List<Variant> variants = new ArrayList<>();
        for (String size : Variant.texts(
                "¦ ¦\t¦+5¦-5¦-0¦+0¦0x5¦0X5¦x5¦5x¦5h¦$5¦#5¦0_5¦5_¦5,5¦5.0¦5 5¦5\t5¦ 5¦\t5¦\u000b5¦\u00a05¦5\u00a0¦5\u0000¦\u00005"
                        + "¦5\u0001¦5\u007f¦five¦g¦G¦5g¦\"5\"¦'5'¦(5)¦5:¦5=¦=5¦5/¦%35¦5%20¦\u00b5¦\u00d9\u00a5¦10000000000000005¦ffffffffffffffff5"
                        + "¦ffffffffffffffff¦8000000000000005¦fffffffffffffffb¦00000000000000005¦0000000000000000000000005¦ffffffffffffffffffff¦5\r"
                        + "¦\r5¦5\r\r¦5\n¦\n5¦5;\r¦5;\n¦;¦;a¦;a=b¦ ;a¦5 \r¦5 ")) {
            variants.add(refused("size " + size, HEAD + size + "\r\nhello\r\n" + LAST + NEXT));
            variants.add(refused("second size " + size, HEAD + "1\r\nx\r\n" + size + "\r\nhello\r\n" + LAST + NEXT));
        }
        for (String size : List.of("5", "05", "005", "0000000000000005")) {
            variants.add(passed("size " + size, HEAD + size + "\r\nhello\r\n" + LAST));
        }
        for (String size : List.of("a", "A", "0a", "0A")) {
            variants.add(passed("size " + size, HEAD + size + "\r\nhellohello\r\n" + LAST));
        }
        for (String last : List.of("0", "00", "000", "0000000000000000")) {
            variants.add(passed("last " + last, HEAD + "5\r\nhello\r\n" + last + "\r\n\r\n"));
        }
        for (String last : Variant.texts("-0¦+0¦0x0¦ 0¦0 ¦0\t¦0_¦0.0¦0;\n¦00000000000000000¦\u00000¦0\u0000¦0\r¦0\n")) {
            variants.add(refused("last " + last, HEAD + "5\r\nhello\r\n" + last + "\r\n\r\n" + NEXT));
        }
        octets().forEach(c -> {
            boolean hexadecimal = Character.digit(c, 16) >= 0 && c < 128;
            if (!hexadecimal && c != ';') {
                variants.add(refused("a byte before a size", HEAD + c + "5\r\nhello\r\n" + LAST + NEXT));
                variants.add(refused("a byte after a size", HEAD + "5" + c + "\r\nhello\r\n" + LAST + NEXT));
                variants.add(refused("a byte in a size", HEAD + "0" + c + "5\r\nhello\r\n" + LAST + NEXT));
                variants.add(refused("a byte after the last size", HEAD + "0" + c + "\r\n\r\n" + NEXT));
            }
        });
        return variants.stream();
    }

    /** The two bytes after a chunk, and those after each line. */
    static Stream<Variant> ends() {
        List<Variant> variants = new ArrayList<>();
        List<String> bytes = List.of("\r", "\n", "\0", " ", "X", "0", "\t", "\u0085");
        for (String first : bytes) {
            for (String second : bytes) {
                String end = first + second;
                if (!end.equals("\r\n")) {
                    variants.add(refused("after a chunk", HEAD + "5\r\nhello" + end + LAST + NEXT));
                    variants.add(refused("after a chunk of two", HEAD + "1\r\nx\r\n5\r\nhello" + end + LAST + NEXT));
                    if (!first.equals("0")) {
                        variants.add(refused("after a size", HEAD + "5" + end + "hello\r\n" + LAST + NEXT));
                        variants.add(refused("after the last size", HEAD + "5\r\nhello\r\n0" + end + "\r\n" + NEXT));
                    }
                }
            }
            variants.add(refused("one byte after a chunk", HEAD + "5\r\nhello" + first + LAST + NEXT));
            variants.add(refused("one byte too many", HEAD + "5\r\nhello" + first + "\r\n" + LAST + NEXT));
        }
        variants.add(refused("too short a chunk", HEAD + "6\r\nhello\r\n" + LAST + NEXT));
        variants.add(refused("too long a chunk", HEAD + "4\r\nhello\r\n" + LAST + NEXT));
        variants.add(refused("nothing after a chunk", HEAD + "5\r\nhello" + LAST + NEXT));
        return variants.stream();
    }

    /** Every byte in an extension, and extensions of every form. */
    static Stream<Variant> extensions() {
        List<Variant> variants = new ArrayList<>();
        octets().forEach(c -> {
            for (String extension : List.of(
                    ";" + c, ";a" + c + "b", ";a=" + c, ";a=\"b" + c + "c\"", ";a=\"\\" + c + "\"", " ;a" + c)) {
                String sent = HEAD + "5" + extension + "\r\nhello\r\n" + LAST;
                variants.add(
                        isToken(c)
                                ? passed("extension", sent)
                                : isText(c) ? either("extension", sent) : refused("extension", sent + NEXT));
                String atLast = HEAD + "5\r\nhello\r\n0" + extension + "\r\n\r\n";
                variants.add(
                        isToken(c)
                                ? passed("of the last", atLast)
                                : isText(c) ? either("of the last", atLast) : refused("of the last", atLast + NEXT));
            }
        });
        for (String extension : Variant.texts(";a=\"¦;a=\"b¦;a=\"b\\¦;a=\"b\\\"¦;\"¦;a=b\"¦;a='\"")) {
            variants.add(refused("open " + extension, HEAD + "5" + extension + "\r\nhello\r\n" + LAST + NEXT));
            variants.add(refused("open " + extension, HEAD + "5" + extension + "\n\r\nhello\r\n" + LAST + NEXT));
            variants.add(refused("open " + extension, HEAD + "5\r\nhello\r\n0" + extension + "\r\n\r\n" + NEXT));
        }
        for (String extension : Variant.texts(
                ";evil¦;evil=evil¦;a=\"evil\"¦;evil;evil=evil¦;a=\"\\\"evil\\\\\"¦ ;evil¦\t;\tevil¦;evil ; evil")) {
            String chunk = "5" + extension + "\r\nhello\r\n";
            variants.add(passed("dropped " + extension, HEAD + chunk + LAST));
            variants.add(passed("dropped " + extension, HEAD + chunk + chunk + "0" + extension + "\r\n\r\n"));
        }
        return variants.stream();
    }

    /** Fields after the body. */
    static Stream<Variant> trailers() {
        List<Variant> variants = new ArrayList<>();
        String body = HEAD + "5\r\nhello\r\n0\r\n";
        for (String name : Variant.texts(
                "Content-Length¦Transfer-Encoding¦Host¦Connection¦Authorization¦Cookie¦Set-Cookie¦X-Forwarded-For"
                        + "¦X-Forwarded-Host¦X-Forwarded-Proto¦X-Forwarded-Port¦X-Forwarded-Prefix¦X-Real-IP¦Forwarded¦Proxy¦TE¦Trailer¦Upgrade"
                        + "¦Keep-Alive¦Proxy-Connection¦Proxy-Authorization¦Expect¦HTTP2-Settings¦Content-Type¦X_Forwarded_For¦Content_Length¦X.A")) {
            for (String spelled :
                    List.of(name, name.toLowerCase(java.util.Locale.ROOT), name.toUpperCase(java.util.Locale.ROOT))) {
                variants.add(passed("trailer " + spelled, body + spelled + ": evil\r\n\r\n"));
                variants.add(passed("trailer " + spelled, body + "X-T: u\r\n" + spelled + ":evil\r\nX-U: v\r\n\r\n"));
            }
        }
        octets().forEach(c -> {
            variants.add(passedIf(isToken(c) || c == ':', "in a trailer's name", body + "X" + c + "T: u\r\n\r\n"));
            variants.add(passedIf(isText(c), "in a trailer's value", body + "X-T: u" + c + "v\r\n\r\n"));
            variants.add(passedIf(isToken(c), "before a trailer", body + c + "X-T: u\r\n\r\n"));
        });
        for (String line : Variant.texts(
                "GET /evil HTTP/1.1¦X-T¦: u¦ X-T: u¦\tX-T: u¦X-T : u¦X-T: u\r\n v¦X-T: u\nX-U: v¦X-T: u\rX-U: v¦\0¦\rX")) {
            variants.add(refused("trailer " + line, body + line + "\r\n\r\n" + NEXT));
        }
        variants.add(passed("nominated", HEAD.replace("Host", "Connection: X-T\r\nHost") + "0\r\nX-T: evil\r\n\r\n"));
        return variants.stream();
    }
}
