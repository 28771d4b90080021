package dev.portcullis.core.hostile;

import dev.portcullis.core.hostile.Message.Field;
import dev.portcullis.core.hostile.StrictReader.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether what arrived at the origin is what was sent: each request that arrived is the next one that the strict reader finds in
 * the sent bytes, with the same method, target, body and fields, but for those that a proxy takes away, and with those that it
 * adds.
 */
final class RequestOracle {

    private static final Pattern ABSOLUTE = Pattern.compile("(?i:https?)://([^/?]+)(.*)");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9-]+");
    private static final Set<String> TAKEN_AWAY = Set.of(
            "connection",
            "content-length",
            "expect",
            "forwarded",
            "host",
            "http2-settings",
            "keep-alive",
            "proxy",
            "proxy-authenticate",
            "proxy-authentication-info",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "transfer-encoding",
            "upgrade",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-port",
            "x-forwarded-prefix",
            "x-forwarded-proto",
            "x-forwarded-server",
            "x-forwarded-ssl",
            "x-real-ip");
    private static final Set<String> NO_TRAILER = Set.of(
            "authorization", "content-length", "content-type", "cookie", "set-cookie", "trailer", "transfer-encoding");

    private RequestOracle() {}

    /** Throws Violation when something arrived that was not sent so. */
    static void judge(String sent, Trial trial) {
        StrictReader reader = new StrictReader(sent, false);
        for (int i = 0; i < trial.forwarded.size(); i++) {
            Message meant = reader.request();
            compare(meant, trial.forwarded.get(i));
            if (trial.statuses.size() <= i || trial.statuses.get(i) != 200) {
                throw new Violation("no answer to request " + i + " of " + trial.forwarded.size() + trial.statuses);
            }
        }
        for (int status : trial.statuses.subList(trial.forwarded.size(), trial.statuses.size())) {
            if (status < 400 || !trial.closing || trial.waiting) {
                throw new Violation("a refusal with " + status + (trial.closing ? "" : " that keeps the connection"));
            }
        }
        if (trial.statuses.size() > trial.forwarded.size() + 1) {
            throw new Violation("more answers than requests " + trial.statuses);
        }
    }

    private static void compare(Message meant, Message got) {
        String method = meant.start().get(0);
        Matcher absolute = ABSOLUTE.matcher(meant.start().get(1));
        boolean isAbsolute = absolute.matches();
        String target = isAbsolute
                ? originForm(method, absolute.group(2))
                : meant.start().get(1);
        same("request line", List.of(method, target, "HTTP/1.1"), got.start());
        String authority = isAbsolute ? absolute.group(1) : host(meant);

        List<Field> remaining = remaining(meant);
        List<Field> expected = new ArrayList<>(List.of(new Field("Host", authority)));
        expected.addAll(remaining);
        int own = Math.min(expected.size(), got.fields().size());
        same("fields", expected, got.fields().subList(0, own));
        same(
                "own fields",
                added(meant, authority).stream().sorted().toList(),
                lines(got, own).stream().sorted().toList());
        same("body", meant.body(), got.body());
        same("framing in chunks", meant.chunked(), got.chunked());
        compareTrailers(meant, got);
    }

    private static String originForm(String method, String rest) {
        if (rest.isEmpty()) {
            return method.equals("OPTIONS") ? "*" : "/";
        }
        return rest.startsWith("?") ? "/" + rest : rest;
    }

    private static String host(Message meant) {
        List<String> hosts = meant.values("host");
        if (hosts.size() > 1 || hosts.isEmpty() && meant.start().get(2).equals("HTTP/1.1")) {
            throw new Violation("Host " + hosts);
        }
        return hosts.isEmpty() ? "origin.test" : hosts.get(0);
    }

    private static List<Field> remaining(Message meant) {
        Set<String> nominated = nominated(meant);
        return meant.fields().stream()
                .filter(field -> PLAIN.matcher(field.name()).matches())
                .filter(field -> !TAKEN_AWAY.contains(field.key()))
                .filter(field -> !nominated.contains(field.key()))
                .filter(field -> meant.chunked() || !field.key().equals("trailer"))
                .toList();
    }

    private static Set<String> nominated(Message meant) {
        Set<String> names = new TreeSet<>();
        for (String value : meant.values("connection")) {
            for (String option : value.split(",", -1)) {
                names.add(option.trim().toLowerCase(Locale.ROOT));
            }
        }
        names.removeAll(Set.of("close", "keep-alive", ""));
        return names;
    }

    private static List<String> added(Message meant, String authority) {
        List<String> added = new ArrayList<>(List.of(
                "X-Forwarded-For: 127.0.0.1",
                "X-Forwarded-Proto: http",
                "X-Forwarded-Host: " + authority,
                "Forwarded: for=127.0.0.1;host=\"" + authority + "\";proto=http",
                "Via: " + meant.start().get(2).substring(5) + " portcullis"));
        boolean body = meant.chunked() || !meant.body().isEmpty();
        boolean modern = meant.start().get(2).equals("HTTP/1.1");
        if (modern && body && !meant.values("expect").isEmpty()) {
            added.add("Expect: 100-continue");
        }
        List<String> upgrades = meant.values("upgrade");
        if (modern
                && !body
                && meant.start().get(0).equals("GET")
                && nominated(meant).contains("upgrade")
                && !upgrades.isEmpty()
                && upgrades.stream().allMatch("websocket"::equalsIgnoreCase)) {
            added.add("Connection: Upgrade");
            added.add("Upgrade: websocket");
        }
        if (meant.chunked()) {
            added.add("Transfer-Encoding: chunked");
        } else if (!meant.values("content-length").isEmpty()) {
            added.add("Content-Length: " + meant.body().length());
        }
        return added;
    }

    private static List<String> lines(Message got, int from) {
        return got.fields().subList(from, got.fields().size()).stream()
                .map(field -> field.name() + ": " + field.value())
                .toList();
    }

    private static void compareTrailers(Message meant, Message got) {
        Set<String> nominated = nominated(meant);
        List<Field> left = new ArrayList<>(meant.trailers());
        for (Field trailer : got.trailers()) {
            while (!left.isEmpty() && !left.get(0).equals(trailer)) {
                left.remove(0);
            }
            boolean permitted = PLAIN.matcher(trailer.name()).matches()
                    && !TAKEN_AWAY.contains(trailer.key())
                    && !NO_TRAILER.contains(trailer.key())
                    && !nominated.contains(trailer.key());
            if (left.isEmpty() || !permitted) {
                throw new Violation("trailer " + trailer);
            }
            left.remove(0);
        }
    }

    private static void same(String what, Object meant, Object got) {
        if (!meant.equals(got)) {
            throw new Violation(what + ": meant " + meant + ", got " + got);
        }
    }
}
