package dev.portcullis.core.hostile;

import static dev.portcullis.core.hostile.Variant.either;
import static dev.portcullis.core.hostile.Variant.passed;
import static dev.portcullis.core.hostile.Variant.passedIf;
import static dev.portcullis.core.hostile.Variant.refused;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Line ends, request lines and what is at a limit (RFC 9112 2.2, 3). */
final class LineVariants {

    private static final List<String> WRONG_ENDS = List.of(
            "\n", "\r", "\n\r", "\r\r\n", "\r\n\n", "\u0085", "\u000b", "\u000c", "\0", "\r\0\n", "\r \n", " \n",
            "\\r\\n", "%0d%0a");
    private static final String HOST = "Host: a\r\n\r\n";

    private LineVariants() {}

    /** Each line's end replaced by what is none. */
    static Stream<Variant> ends() {
        List<Variant> variants = new ArrayList<>();
        List<List<String>> messages = List.of(
                List.of("GET /a HTTP/1.1", "Host: a", "X-A: b", "X-B: c", ""),
                List.of("GET /a HTTP/1.0", "X-A: b", "Connection: keep-alive", ""),
                List.of("POST /a HTTP/1.1", "Host: a", "Content-Length: 0", ""),
                List.of(
                        "POST /a HTTP/1.1",
                        "Host: a",
                        "Transfer-Encoding: chunked",
                        "X-A: b",
                        "",
                        "5",
                        "hello",
                        "0",
                        ""),
                List.of(
                        "POST /a HTTP/1.1",
                        "Transfer-Encoding: chunked",
                        "Host: a",
                        "",
                        "5;b=c",
                        "hello",
                        "0",
                        "X-T: u",
                        ""));
        for (List<String> lines : messages) {
            variants.add(passed("sound", String.join("\r\n", lines) + "\r\n"));
            for (int wrong = 0; wrong < lines.size(); wrong++) {
                for (String end : WRONG_ENDS) {
                    StringBuilder sent = new StringBuilder();
                    for (int i = 0; i < lines.size(); i++) {
                        sent.append(lines.get(i)).append(i == wrong ? end : "\r\n");
                    }
                    if (wrong == lines.size() - 1) {
                        continue; // the last end may simply not be complete: see the others
                    }
                    String what = "line " + wrong + " of " + lines.size();
                    // An empty line too many, or a text in place of a line's end, may be sound by itself.
                    boolean maybe = end.equals("\u0085") || end.startsWith("\\") || end.startsWith("%");
                    variants.add(
                            maybe
                                    ? either(what, sent + FramingVariants.SMUGGLED.replace("evil", "next"))
                                    : refused(what, sent + "\r\n\r\n"));
                }
            }
        }
        return variants.stream();
    }

    /** Folded lines, blanks at beginnings, lines without a name, at each place. */
    static Stream<Variant> folds() {
        List<Variant> variants = new ArrayList<>();
        for (String name : List.of("Host", "X-A", "Content-Length", "Transfer-Encoding", "Connection", "Cookie")) {
            for (String blank : List.of(" ", "\t", "  ", " \t", "\t ", "\u000b", "\u000c", "\u00a0")) {
                for (String value : List.of("a", "5", "chunked", "", "evil")) {
                    for (String lines : List.of(
                            name + ":\r\n" + blank + value,
                            name + ": " + value + "\r\n" + blank,
                            name + ": " + value + "\r\n" + blank + "b",
                            name + ": " + value + "\r\n" + blank + "X: y",
                            blank + name + ": " + value,
                            name + blank + ": " + value,
                            name + blank + value,
                            ":" + blank + value,
                            blank)) {
                        FramingVariants.posts(lines, "5\r\nhello\r\n0\r\n\r\n", "1.1")
                                .forEach(post -> variants.add(refused(lines, post)));
                    }
                }
            }
        }
        return variants.stream();
    }

    /** Request lines that have not three parts, or not the right ones. */
    static Stream<Variant> requestLines() {
        List<Variant> variants = new ArrayList<>();
        for (String method : List.of("GET", "POST", "HEAD", "FOO")) {
            for (String line : Variant.texts(
                    "M¦M /a¦M /a ¦M /a  HTTP/1.1¦M  /a HTTP/1.1¦ M /a HTTP/1.1¦M /a HTTP/1.1 ¦M /a b HTTP/1.1"
                            + "¦M /a HTTP/1.1 HTTP/1.1¦M /a\tHTTP/1.1¦M\t/a HTTP/1.1¦/a HTTP/1.1¦M HTTP/1.1¦HTTP/1.1 200 OK¦M /a HTTP/1.1,"
                            + "¦M /a HTTP¦M /a HTTP/¦M /a HTTP/1¦M /a HTTP/1.¦M /a HTTP/.1¦M /a HTTP/11¦M /a HTTP/1.1.1¦M /a HTTP/01.1"
                            + "¦M /a HTTP/1.01¦M /a HTTP/+1.1¦M /a HTTP/1.-1¦M /a HTTP/ 1.1¦M /a HTTP /1.1¦M /a http/1.1¦M /a Http/1.1"
                            + "¦M /a HTTPS/1.1¦M /a HTP/1.1¦M /a XHTTP/1.1¦M /a HTTP\\1.1¦M /a HTTP/1,1¦M /a HTTP/1.x¦M /a HTTP/x.1"
                            + "¦M /a HTTP/1.1x¦M /a ICY/1.1¦M /a RTSP/1.0¦M /a SIP/2.0¦\"M\" /a HTTP/1.1¦M: /a HTTP/1.1¦M, /a HTTP/1.1"
                            + "¦[M] /a HTTP/1.1¦M;/a HTTP/1.1")) {
                for (String before : List.of("", "\r\n")) {
                    String sent = before + line.replace("M", method) + "\r\n" + HOST + FramingVariants.SMUGGLED;
                    variants.add(refused(line, sent));
                }
            }
            for (int major = 0; major <= 9; major++) {
                for (int minor = 0; minor <= 9; minor++) {
                    String version = major + "." + minor;
                    String sent = method + " /a HTTP/" + version + "\r\n" + HOST;
                    variants.add(passedIf(version.equals("1.0") || version.equals("1.1"), version, sent));
                }
            }
        }
        for (String method : List.of("CONNECT", "TRACE")) {
            for (String target : List.of("/a", "a:22", "a", "*", "http://a/", "http://a:443", "[::1]:22", ":80")) {
                for (String version : List.of("1.1", "1.0")) {
                    variants.add(refused(method + target, method + " " + target + " HTTP/" + version + "\r\n" + HOST));
                }
            }
        }
        for (String method :
                List.of("get", "Get", "connect", "Trace", "M-SEARCH", "PROPFIND", "a", "!", "0", "G_T", "GET.")) {
            variants.add(passed(method, method + " /a HTTP/1.1\r\n" + HOST));
        }
        return variants.stream();
    }

    /** Lengths and numbers at, just under and just over what is accepted. */
    static Stream<Variant> limits() {
        List<Variant> variants = new ArrayList<>();
        String end = " HTTP/1.1\r\n";
        for (int over = -2; over <= 2; over++) {
            String target = "/" + "a".repeat((8 << 10) - "GET ".length() - " HTTP/1.1".length() - 1 + over);
            variants.add(passedIf(over <= 0, "request line " + over, "GET " + target + end + HOST));
            String method = "M".repeat((8 << 10) - " /a HTTP/1.1".length() + over);
            variants.add(passedIf(over <= 0, "method " + over, method + " /a" + end + HOST));
            String fields = "Host: a\r\n" + "X-A: b\r\n".repeat(99 + over);
            variants.add(passedIf(over <= 0, "fields " + over, "GET /a" + end + fields + "\r\n"));
            int value = (64 << 10) - "Host: a\r\nX-A: \r\n\r\n".length() + over * 3;
            variants.add(passedIf(
                    over <= 0, "bytes " + over, "GET /a" + end + "Host: a\r\nX-A: " + "b".repeat(value) + "\r\n\r\n"));
            String chunked = "POST /a" + end + "Host: a\r\nTransfer-Encoding: chunked\r\n\r\n";
            variants.add(passedIf(
                    over <= 0,
                    "extensions " + over,
                    chunked + "5;" + "e".repeat(4095 + over) + "\r\nhello\r\n0\r\n\r\n"));
            variants.add(passedIf(
                    over <= 0, "trailers " + over, chunked + "0\r\n" + "X-T: u\r\n".repeat(100 + over) + "\r\n"));
        }
        return variants.stream();
    }
}
