package dev.portcullis.core.hostile;

import static dev.portcullis.core.hostile.Variant.either;
import static dev.portcullis.core.hostile.Variant.passed;
import static dev.portcullis.core.hostile.Variant.refused;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Fields that only a proxy may send, that concern one connection, or that pass for another (RFC 9110 7.6, RFC 3875 4.1.18). */
final class FieldVariants {

    private static final List<String> OF_PROXIES =
            Variant.texts("X-Forwarded-For¦X-Forwarded-Host¦X-Forwarded-Proto¦X-Forwarded-Port"
                    + "¦X-Forwarded-Prefix¦X-Forwarded-Server¦X-Forwarded-Ssl¦X-Real-IP¦Forwarded¦Proxy");
    private static final List<String> OF_CONNECTIONS =
            Variant.texts("Keep-Alive¦Proxy-Connection¦Proxy-Authorization¦Proxy-Authenticate"
                    + "¦Proxy-Authentication-Info¦TE¦HTTP2-Settings¦Upgrade");

    private FieldVariants() {}

    private static List<String> spellings(String name) {
        return List.of(name, name.toLowerCase(Locale.ROOT), name.toUpperCase(Locale.ROOT));
    }

    /** What a client may not say is taken away, wherever it stands and however often. */
    static Stream<Variant> takenAway() {
        List<Variant> variants = new ArrayList<>();
        for (List<String> names : List.of(OF_PROXIES, OF_CONNECTIONS)) {
            for (String name : names) {
                for (String spelled : spellings(name)) {
                    for (String value : List.of("evil", "6.6.6.6, evil", "for=evil", "\"evil\"", "")) {
                        String line = spelled + ": " + value;
                        FramingVariants.posts(line, "", "1.1").forEach(post -> variants.add(passed(line, post)));
                        FramingVariants.posts(line, "", "1.0").forEach(post -> variants.add(passed(line, post)));
                        FramingVariants.posts(line + "\r\n" + name + ": evil2", "", "1.1")
                                .forEach(post -> variants.add(passed("twice " + line, post)));
                        FramingVariants.posts(line + "\r\nConnection: " + name, "", "1.1")
                                .forEach(post -> variants.add(passed("nominated " + line, post)));
                    }
                }
            }
        }
        return variants.stream();
    }

    /** Names that CGI would turn into others never reach the origin. */
    static Stream<Variant> aliases() {
        List<Variant> variants = new ArrayList<>();
        List<String> names = new ArrayList<>(OF_PROXIES);
        names.addAll(OF_CONNECTIONS);
        names.addAll(List.of("Content-Length", "Content-Type", "Transfer-Encoding", "User-Agent", "X-A", "Sec-Evil"));
        for (String name : names) {
            for (char other : "_.~!#$%&'*+^`|".toCharArray()) {
                String alias = name.contains("-") ? name.replace('-', other) : name + other;
                String mixed =
                        name.contains("-") ? name.replaceFirst("-", "" + (other == '$' ? "\\$" : other)) : other + name;
                for (String spelled : List.of(alias, alias.toLowerCase(Locale.ROOT), mixed)) {
                    FramingVariants.posts(spelled + ": evil", "", "1.1")
                            .forEach(post -> variants.add(either(spelled, post)));
                }
            }
        }
        for (String name : List.of(
                "Content_Length", "content_length", "Content.Length", "Transfer_Encoding", "transfer~encoding")) {
            for (String value : List.of("0", "5", "chunked", "evil")) {
                String both = "Content-Length: 5\r\n" + name + ": " + value;
                FramingVariants.posts(both, "hello", "1.1").forEach(post -> variants.add(refused(both, post)));
            }
        }
        return variants.stream();
    }

    /** Connection takes away what came, and nothing of what is added. */
    static Stream<Variant> nominated() {
        List<Variant> variants = new ArrayList<>();
        for (String name : Variant.texts(
                "Host¦Content-Length¦Transfer-Encoding¦X-Forwarded-For¦X-Forwarded-Host¦X-Forwarded-Proto¦Forwarded"
                        + "¦Via¦Connection¦Expect¦X-A¦Cookie¦Authorization¦close¦keep-alive¦Upgrade¦TE¦User-Agent¦Referer¦Date¦*¦X-A;q=1¦\"X-A\"")) {
            for (String value : List.of(
                    name,
                    "close, " + name,
                    name + ", close",
                    name + ",keep-alive",
                    ",," + name,
                    "\t" + name + "\t,",
                    name + "," + name,
                    " ,")) {
                for (String connection : List.of("connection:\t")) {
                    String line = connection + value;
                    FramingVariants.posts(line + "\r\nContent-Length: 5\r\nCookie: c=d", "hello", "1.1")
                            .forEach(post -> variants.add(passed(line, post)));
                    FramingVariants.posts("Transfer-Encoding: chunked\r\n" + line, "5\r\nhello\r\n0\r\n\r\n", "1.1")
                            .forEach(post -> variants.add(passed(line, post)));
                    FramingVariants.posts(line + "\r\nX-Evil: evil\r\nConnection: x-EVIL", "", "1.1")
                            .forEach(post -> variants.add(passed("two lines " + line, post)));
                }
            }
        }
        return variants.stream();
    }

    /** Only WebSocket is ever asked for, and only where it may be. */
    static Stream<Variant> upgrades() {
        List<Variant> variants = new ArrayList<>();
        for (String protocol : Variant.texts(
                "h2c¦H2C¦h2¦evil/9¦TLS/1.0¦websocket, h2c¦h2c, websocket¦websocket/evil¦websockets¦xwebsocket¦¦IRC/6.9¦*")) {
            for (String connection :
                    List.of("Upgrade", "upgrade", "Upgrade, HTTP2-Settings", "keep-alive, Upgrade", "close")) {
                for (String method : List.of("GET", "POST", "HEAD")) {
                    for (String version : List.of("1.1", "1.0")) {
                        variants.add(passed(
                                protocol,
                                method + " /a HTTP/" + version + "\r\nHost: a\r\nConnection: " + connection
                                        + "\r\nUpgrade: " + protocol + "\r\nHTTP2-Settings: evil\r\n\r\n"));
                    }
                }
            }
        }
        for (String spelled : List.of("websocket", "WebSocket", "WEBSOCKET")) {
            String fields = "Host: a\r\nUpgrade: " + spelled
                    + "\r\nSec-WebSocket-Key: eA==\r\nSec-WebSocket-Version: 13\r\n\r\n";
            for (String connection :
                    List.of("Upgrade", "upgrade", "keep-alive, Upgrade", "Upgrade,close", "close", "x")) {
                String line = "Connection: " + connection + "\r\n" + fields;
                variants.add(passed(spelled, "GET /a HTTP/1.1\r\n" + line));
                variants.add(passed("of 1.0", "GET /a HTTP/1.0\r\n" + line));
                variants.add(passed("of POST", "POST /a HTTP/1.1\r\n" + line));
                variants.add(passed("with a body", "GET /a HTTP/1.1\r\nContent-Length: 5\r\n" + line + "hello"));
            }
        }
        return variants.stream();
    }

    /** What is expected is 100-continue, or nothing. */
    static Stream<Variant> expectations() {
        List<Variant> variants = new ArrayList<>();
        for (String value : Variant.texts("100-continue¦100-Continue¦100-CONTINUE¦ 100-continue \t")) {
            FramingVariants.posts("Expect:" + value + "\r\nContent-Length: 5", "hello", "1.1")
                    .forEach(post -> variants.add(passed(value, post)));
            FramingVariants.posts(
                            "Expect:" + value + "\r\nTransfer-Encoding: chunked", "5\r\nhello\r\n0\r\n\r\n", "1.1")
                    .forEach(post -> variants.add(passed(value, post)));
            FramingVariants.posts("Expect:" + value + "\r\nContent-Length: 5", "hello", "1.0")
                    .forEach(post -> variants.add(passed("1.0" + value, post)));
            FramingVariants.posts("Expect:" + value, "", "1.1").forEach(post -> variants.add(passed("no body", post)));
        }
        for (String value : Variant.texts(
                "¦100¦continue¦100 continue¦100_continue¦100-continue-evil¦x100-continue¦200-ok¦y 100-continue"
                        + "¦100-continue, evil¦100-continue;q=1¦\"100-continue\"¦100-continue\u0000¦\u000b100-continue¦100-continue,100-continue")) {
            FramingVariants.posts(
                            "Expect: " + value + "\r\nContent-Length: " + FramingVariants.SMUGGLED.length(),
                            FramingVariants.SMUGGLED,
                            "1.1")
                    .forEach(post -> variants.add(refused(value, post)));
            FramingVariants.posts("Expect: 100-continue\r\nExpect: " + value, "", "1.1")
                    .forEach(post -> variants.add(refused("second " + value, post)));
        }
        return variants.stream();
    }
}
