package dev.portcullis.core.hostile;

import static dev.portcullis.core.hostile.Variant.either;
import static dev.portcullis.core.hostile.Variant.passed;
import static dev.portcullis.core.hostile.Variant.refused;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Targets and hosts in all their spellings (RFC 9112 3.2, RFC 9110 7.2). */
final class TargetVariants {

    private static final String HOST = " HTTP/1.1\r\nHost: a\r\n\r\n";

    private TargetVariants() {}

    /** Paths go to the origin as they were sent, however odd. */
    static Stream<Variant> paths() {
        List<Variant> variants = new ArrayList<>();
        List<String> paths = Variant.texts(
                "/¦//¦///a¦/.¦/..¦/../..¦/./a¦/a/../b¦/a/..¦/a/./¦/%2e%2e/a¦/%2E%2e%2fa¦/%00¦/a%00b¦/%0d%0aX:%20y"
                        + "¦/%0a¦/%20¦/%09¦/%7f¦/%80¦/%ff¦/%c0%ae%c0%ae/¦/%e2%80%ae¦/%¦/%%¦/%2¦/%g0¦/%0g¦/%u002e¦/%25%32%65¦/%252e¦/a%2fb¦/a%5cb"
                        + "¦/a\\b¦/a\\..\\b¦/a;b=c¦/;a¦/..;/a¦/a,b¦/a:b¦/a@b¦/http://b/¦//b.test/a¦/\\b.test/a¦/?¦/??¦/?a=b&c=d¦/?a=/../b¦/?%00"
                        + "¦/?a?b¦/a?b=http://c/#".substring(0, 0)
                        + "/?a=%23¦/a?b;c¦/\"¦/'¦/<>¦/[]¦/{}¦/^¦/`¦/|¦/!$&'()*+,;=¦/-._~¦/*¦/a*"
                        + "¦/.htaccess¦/a.php/b¦/a.php%00.jpg¦/a.php::$DATA¦/~a¦/%7ea¦/A¦/%41¦/%c3%a9¦/a+b¦/a%2bb");
        for (String path : paths) {
            for (String method : List.of("GET", "HEAD", "POST", "OPTIONS", "FOO")) {
                variants.add(passed(path, method + " " + path + HOST));
                variants.add(passed("absolute " + path, method + " http://a.test" + path + HOST));
                variants.add(refused("with a fragment " + path, method + " " + path + "#" + HOST));
                variants.add(refused("with a fragment " + path, method + " " + path + "#evil" + HOST));
            }
        }
        return variants.stream();
    }

    /** Targets that are no path. */
    static Stream<Variant> others() {
        List<Variant> variants = new ArrayList<>();
        List<String> none = Variant.texts(
                "a¦a/b¦.¦..¦../a¦?a¦?¦%2f¦%2fa¦\\¦\\a¦a:80¦a.test¦a.test:80¦[::1]¦@¦**¦*/¦/*".replace("¦/*", "")
                        + "¦*?a¦:¦:80¦://¦://a/¦http:¦http:/¦http:/a¦http:a¦http//a/¦http:\\\\a\\¦http:///a¦http://¦http://?a¦http://:80/¦http://:80"
                        + "¦http://@a/¦http://u@a/¦http://u:p@a/¦http://a@b@c/¦http://a b/¦http://a,b/¦http://a\\b/¦http://a#/¦http://a/#b"
                        + "¦http://a:b/¦http://a:-1/¦http://a:80:80/¦http://a:99999/¦http://[/¦http://]/¦http://[a/¦http://[]/¦http://[::1/"
                        + "¦http://::1/¦http://[::1]a/¦http://[g::]/¦http://a%00/¦http://a%2fb/¦http://%61/¦http://\"a\"/¦http://<a>/¦http://../"
                        + "¦http://.a/¦http://a..b/¦ftp://a/¦file:///a¦javascript:a¦data:a¦ws://a/¦wss://a/¦gopher://a/¦httpx://a/¦xhttp://a/"
                        + "¦htt://a/¦http+unix://a/¦urn:a¦mailto:a@b¦about:blank¦HTTP/1.1");
        for (String target : none) {
            for (String method : List.of("GET", "POST", "OPTIONS")) {
                variants.add(refused(target, method + " " + target + HOST + FramingVariants.SMUGGLED));
                variants.add(refused("1.0 " + target, method + " " + target + " HTTP/1.0\r\n\r\n"));
            }
        }
        variants.add(passed("OPTIONS *", "OPTIONS *" + HOST));
        for (String method : List.of("GET", "HEAD", "POST", "PUT", "options", "Options", "FOO")) {
            variants.add(refused(method + " *", method + " *" + HOST));
        }
        return variants.stream();
    }

    /** What an absolute target names comes before what Host names, which must be sound all the same. */
    static Stream<Variant> absolute() {
        List<Variant> variants = new ArrayList<>();
        for (String scheme : List.of("http", "HTTPS", "hTTp")) {
            for (String authority : List.of(
                    "a",
                    "a.test",
                    "A.Test",
                    "a.test.",
                    "a:80",
                    "a:8080",
                    "a:",
                    "127.0.0.1",
                    "[::1]",
                    "[::1]:80",
                    "a_b")) {
                for (String rest : List.of("", "/", "/b", "?c", "/b?c", "//", "/?")) {
                    String target = scheme + "://" + authority + rest;
                    for (String method : List.of("GET", "OPTIONS")) {
                        String line = method + " " + target;
                        variants.add(passed(line, line + " HTTP/1.1\r\nHost: evil.test\r\n\r\n"));
                        variants.add(passed(line, line + " HTTP/1.0\r\n\r\n"));
                        variants.add(refused("no Host", line + " HTTP/1.1\r\n\r\n"));
                        variants.add(refused("two", line + " HTTP/1.1\r\nHost: evil\r\nHost: evil\r\n\r\n"));
                        variants.add(refused("a bad one", line + " HTTP/1.1\r\nHost: evil/\r\n\r\n"));
                        variants.add(either("an empty one", line + " HTTP/1.1\r\nHost:\r\n\r\n"));
                    }
                }
            }
        }
        return variants.stream();
    }

    /** Hosts that are there twice, or not, or are none. */
    static Stream<Variant> hosts() {
        List<Variant> variants = new ArrayList<>();
        List<String> bad = Variant.texts(
                "evil b¦evil\tb¦u@evil¦u:p@evil¦evil@¦@evil¦evil/¦/evil¦evil/b¦//evil¦http://evil¦http://evil/¦evil\\b"
                        + "¦\\evil¦evil?¦evil?b¦evil#¦evil#b¦evil,b¦evil, b¦,evil¦evil,¦evil:80,b:80¦evil\"¦\"evil\"¦<evil>¦evil<¦evil|b¦evil^b"
                        + "¦evil`b¦{evil}¦evil{b¦evil\u0000¦\u0000evil¦evil\u0000b¦evil\u0001¦evil\u001f¦evil\u007f¦\u00e9vil.evil¦evil\u00a0"
                        + "¦\u00a0evil¦evil\u0085¦evil\u000b¦\u000cevil¦evil:80 80¦evil:80/¦evil:8o¦evil:+80¦evil:-80¦evil:0x50¦evil:80:80"
                        + "¦evil:80@b¦[::1]evil¦[evil]/¦evil[::1]");
        for (String host : bad) {
            for (String name : List.of("Host", "host", "HOST", "hOsT")) {
                for (String version : List.of("1.1", "1.0")) {
                    variants.add(refused(host, "GET /a HTTP/" + version + "\r\n" + name + ": " + host + "\r\n\r\n"));
                    variants.add(refused(
                            "among others " + host,
                            "GET /a HTTP/" + version + "\r\nX-A: b\r\n" + name + ":" + host + "\r\nX-B: c\r\n\r\n"));
                }
            }
        }
        for (String first : List.of("Host", "host", "HOST")) {
            for (String second : List.of("Host", "host", "hoST")) {
                for (String between : List.of("", "X-A: b\r\n", "X-A: b\r\nX-B: c\r\n")) {
                    for (String other : List.of("evil", "b", "", "evil:80")) {
                        for (String version : List.of("1.1", "1.0")) {
                            String line = "GET /a HTTP/" + version + "\r\n";
                            variants.add(refused(
                                    "two", line + first + ": evil\r\n" + between + second + ": " + other + "\r\n\r\n"));
                            variants.add(refused(
                                    "two", line + first + ": " + other + "\r\n" + between + second + ": evil\r\n\r\n"));
                        }
                    }
                }
            }
        }
        for (String host : Variant.texts(
                "a¦a.test¦A.TEST¦a.test.¦a-b¦a_b¦1¦127.0.0.1¦127.0.0.1:80¦a:¦a:0¦a:1¦a:65535¦[::1]¦[::1]:80¦[2001:db8::1]"
                        + "¦[::ffff:127.0.0.1]¦xn--bcher-kva.test¦" + "a".repeat(63) + ".test")) {
            variants.add(passed(host, "GET /a HTTP/1.1\r\nHost: " + host + "\r\n\r\n"));
            variants.add(passed(host, "GET /a HTTP/1.1\r\nX-A: b\r\nhOST:\t" + host + " \r\n\r\n"));
            variants.add(passed(host, "GET /a HTTP/1.0\r\nHost: " + host + "\r\n\r\n"));
        }
        for (String method : List.of("GET", "POST", "FOO")) {
            variants.add(refused("none", method + " /a HTTP/1.1\r\n\r\n"));
            variants.add(refused("none", method + " /a HTTP/1.1\r\nX-Host: evil\r\nX-Forwarded-Host: evil\r\n\r\n"));
            variants.add(passed("none in 1.0", method + " /a HTTP/1.0\r\nX-Forwarded-Host: evil\r\n\r\n"));
        }
        return variants.stream();
    }
}
