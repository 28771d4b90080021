package dev.portcullis.core.hostile;

import static dev.portcullis.core.hostile.Variant.either;
import static dev.portcullis.core.hostile.Variant.isPlain;
import static dev.portcullis.core.hostile.Variant.isText;
import static dev.portcullis.core.hostile.Variant.isToken;
import static dev.portcullis.core.hostile.Variant.octets;
import static dev.portcullis.core.hostile.Variant.passedIf;
import static dev.portcullis.core.hostile.Variant.refused;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Every byte there is, at every kind of place in a head (RFC 9112 2 to 5, RFC 9110 5). */
final class OctetVariants {

    private static final String REST = " HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String GET = "GET /a HTTP/1.1\r\n";
    private static final String HEAD = GET + "Host: a\r\n";

    private OctetVariants() {}

    /** Within names, and around them. */
    static Stream<Variant> names() {
        List<Variant> variants = new ArrayList<>();
        octets().forEach(c -> {
            for (String name : List.of(c + "X-A", "X" + c + "A", "X-A" + c)) {
                String sent = HEAD + name + ": b\r\nX-B: c\r\n\r\n";
                // A colon within a name ends it, and is an empty name at its beginning.
                boolean sound = isToken(c) || c == ':' && !name.startsWith(":");
                variants.add(passedIf(sound, "in a name: " + name, sent));
                variants.add(passedIf(sound, "first of all: " + name, GET + name + ": b\r\nHost: a\r\n\r\n"));
            }
            variants.add(passedIf(isToken(c), "a name alone", HEAD + c + ": b\r\n\r\n"));
            variants.add(passedIf(c == ':', "instead of a colon", HEAD + "X-A" + c + " b\r\n\r\n"));
            variants.add(refused("a line alone", HEAD + (c == '\r' ? "" : c) + "\r\r\n\r\n"));
        });
        return variants.stream();
    }

    /** Within values, and around them. */
    static Stream<Variant> values() {
        List<Variant> variants = new ArrayList<>();
        octets().forEach(c -> {
            for (String value : List.of(c + "b", "b" + c + "c", "b" + c, "", " " + c + " ")) {
                String sent = HEAD + "X-A:" + (value.isEmpty() ? "" + c : value) + "\r\nX-B: c\r\n\r\n";
                variants.add(passedIf(isText(c), "in a value: " + value, sent));
            }
            variants.add(passedIf(
                    isText(c), "in a long value", HEAD + "X-A: " + "b".repeat(37) + c + "c".repeat(41) + "\r\n\r\n"));
            for (String name : List.of("Cookie", "User-Agent", "Referer", "Content-Type", "Via", "Authorization")) {
                variants.add(passedIf(isText(c), name, HEAD + name + ": b" + c + "c\r\n\r\n"));
            }
        });
        return variants.stream();
    }

    /** Within the request line. */
    static Stream<Variant> requestLines() {
        List<Variant> variants = new ArrayList<>();
        octets().forEach(c -> {
            boolean visible = c > ' ' && c < 0x7F;
            variants.add(passedIf(isToken(c), "before the method", c + "GET /a" + REST));
            variants.add(passedIf(isToken(c), "in the method", "G" + c + "T /a" + REST));
            variants.add(passedIf(isToken(c), "after the method", "GET" + c + " /a" + REST));
            variants.add(passedIf(c == ' ', "instead of the first space", "GET" + c + "/a" + REST));
            variants.add(refused("before the target", "GET " + (c == '/' ? "x" : c) + "/a" + REST));
            variants.add(passedIf(visible && c != '#', "in the target", "GET /a" + c + "b" + REST));
            variants.add(passedIf(visible && c != '#', "after the target", "GET /a" + c + REST));
            variants.add(passedIf(visible && c != '#', "in the query", "GET /a?b" + c + "c" + REST));
            variants.add(passedIf(visible && c != '#', "in an absolute target", "GET http://a/b" + c + "c" + REST));
            variants.add(refused("before the version", "GET /a " + c + "HTTP/1.1\r\nHost: a\r\n\r\n"));
            variants.add(refused("after the version", "GET /a HTTP/1.1" + c + "\r\nHost: a\r\n\r\n"));
            variants.add(passedIf(c == '.', "in the version", "GET /a HTTP/1" + c + "1\r\nHost: a\r\n\r\n"));
            variants.add(passedIf(c == '/', "before the number", "GET /a HTTP" + c + "1.1\r\nHost: a\r\n\r\n"));
            variants.add(
                    passedIf(c == '0' || c == '1', "the minor number", "GET /a HTTP/1." + c + "\r\nHost: a\r\n\r\n"));
            variants.add(passedIf(c == '1', "the major number", "GET /a HTTP/" + c + ".1\r\nHost: a\r\n\r\n"));
        });
        return variants.stream();
    }

    /** Within Host, and within the authority of an absolute target. */
    static Stream<Variant> hosts() {
        List<Variant> variants = new ArrayList<>();
        octets().forEach(c -> {
            boolean name = isPlain(c) || c == '.' || c == '_';
            boolean blank = c == ' ' || c == '\t';
            // RFC 3986 permits these in a name, few servers do, and a comma makes a list.
            boolean debated = "!$&'()*+;=~%:[]".indexOf(c) >= 0;
            for (String host : List.of(c + "a.test", "a" + c + "b.test", "a.test" + c)) {
                String sent = GET + "Host: " + host + "\r\n\r\n";
                boolean around = blank && host.indexOf(c) != 1;
                boolean dots = c == '.' && host.startsWith(".");
                variants.add(
                        debated || dots
                                ? either("in Host " + host, sent)
                                : passedIf(name || around, "in Host " + host, sent));
                String absolute = "GET http://" + host + "/a HTTP/1.1\r\nHost: evil.test\r\n\r\n";
                variants.add(
                        debated || dots || c == '/' || c == '?' || c == '\t'
                                ? either("in an authority " + host, absolute)
                                : passedIf(name, "in an authority " + host, absolute));
            }
            boolean digit = c >= '0' && c <= '9';
            variants.add(passedIf(digit || blank, "in a port", GET + "Host: a:80" + c + "\r\n\r\n"));
            variants.add(passedIf(digit, "before a port", GET + "Host: a:" + c + "80\r\n\r\n".replace("evil", "")));
        });
        return variants.stream();
    }

    /** Before the request, and after one that is kept alive. */
    static Stream<Variant> before() {
        List<Variant> variants = new ArrayList<>();
        String get = "GET /a" + REST;
        octets().forEach(c -> {
            variants.add(passedIf(isToken(c), "one byte before", c + get));
            variants.add(refused("a byte and CR LF before", c + "\r\n" + get));
            variants.add(passedIf(isToken(c), "CR LF and a byte before", "\r\n" + c + get));
            variants.add(refused("CR and a byte before", "\r" + (c == '\n' ? "\r\n" : c) + get));
            variants.add(either("a byte between two", get + c + get));
        });
        return variants.stream();
    }
}
