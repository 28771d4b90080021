package dev.portcullis.rules.config;

import static dev.portcullis.rules.config.Kinds.quoted;

import dev.portcullis.rules.pattern.Expression;
import dev.portcullis.rules.rule.Condition;
import dev.portcullis.rules.rule.Condition.StatusRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code where { ... }}. */
final class ConditionReader {

    /** The keys there are. */
    static final List<String> KEYS = List.of(
            "method",
            "host",
            "path",
            "query",
            "header",
            "user-agent",
            "tls-fingerprint",
            "claims-browser",
            "status",
            "country",
            "verified-crawler",
            "claims-crawler",
            "session",
            "origin-signal",
            "not");

    /** What a status may be. */
    static final Kind<StatusRange> STATUSES = Kind.of("a status such as 404, 4xx or 500-599", ConditionReader::status);

    /** What a path may be. */
    static final Kind<String> PATH = TextKinds.pattern("a path such as /wp-login.php or */login*");

    private static final Pattern STATUS = Pattern.compile("([1-5])xx|([1-5]\\d\\d)(?:-([1-5]\\d\\d))?");
    private static final Kind<String> METHOD = Kind.of("a method such as POST", ConditionReader::method);
    private static final Kind<String> HOST =
            Kind.of("a host such as www.example.org or *.example.org", ConditionReader::host);
    private static final Kind<String> USER_AGENT = TextKinds.pattern("a pattern such as *curl*");

    private ConditionReader() {}

    static Condition read(Section where, Known known) {
        List<Condition> not = new ArrayList<>();
        Condition plain = new Condition(
                where.list("method", METHOD),
                where.list("host", HOST),
                paths(where, "path"),
                where.list("status", STATUSES),
                where.list("user-agent", USER_AGENT),
                TraitReader.read(where, known),
                List.of());
        for (Section section : where.sections("not")) {
            if (section.isEmpty()) {
                where.error("not", "without a condition excludes every request", "not { path = ... }");
            }
            not.add(read(section, known));
        }
        return new Condition(
                plain.methods(),
                plain.hosts(),
                plain.paths(),
                plain.statuses(),
                plain.userAgents(),
                plain.traits(),
                not);
    }

    /** The patterns of paths under the key; one that can never match gets a warning. */
    static List<String> paths(Section where, String key) {
        List<String> paths = new ArrayList<>();
        for (Section.Item<String> path : where.some(key, PATH)) {
            String why = whyNever(path.text());
            if (!why.isEmpty()) {
                where.warn(key, path, quoted(path.text()) + " can never match: " + why, PATH.expected());
            }
            paths.add(path.value());
        }
        return paths;
    }

    /** Why no normalised path is like the glob; empty when one may be. */
    private static String whyNever(String glob) {
        if (Expression.is(glob)) {
            return "";
        }
        if (!glob.startsWith("/") && !glob.startsWith("*")) {
            return "paths begin with /";
        }
        if (glob.contains("?")) {
            return "a path is without its query";
        }
        if (glob.contains("//") || glob.contains("/./") || glob.contains("/../")) {
            return "paths are compared with // and dot segments resolved";
        }
        return glob.matches(".*%[0-9A-Fa-f]{2}.*") ? "paths are compared percent-decoded" : "";
    }

    private static String method(String text) throws BadValue {
        if (!TextKinds.isToken(text)) {
            throw new BadValue(quoted(text) + " is not a method");
        }
        String upper = text.toUpperCase(Locale.ROOT);
        if (!text.equals(upper)) {
            throw new BadValue(quoted(text) + " can never match: methods are in capitals", upper);
        }
        return text;
    }

    private static String host(String text) throws BadValue {
        if (Expression.is(text)) {
            return TextKinds.checked(text);
        }
        if (text.isEmpty() || text.contains("/") || text.contains(" ")) {
            throw new BadValue(quoted(text) + " is not a host");
        }
        if (text.matches(".*:\\d+")) {
            throw new BadValue(
                    quoted(text) + " can never match: hosts are without a port", text.replaceFirst(":\\d+$", ""));
        }
        return text;
    }

    private static StatusRange status(String text) throws BadValue {
        Matcher parts = STATUS.matcher(text.toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            throw new BadValue(quoted(text) + " is not a status");
        }
        if (parts.group(1) != null) {
            int hundred = Integer.parseInt(parts.group(1)) * 100;
            return new StatusRange(hundred, hundred + 99);
        }
        int first = Integer.parseInt(parts.group(2));
        int last = parts.group(3) == null ? first : Integer.parseInt(parts.group(3));
        if (last < first) {
            throw new BadValue(quoted(text) + " ends before it begins", last + "-" + first);
        }
        return new StatusRange(first, last);
    }
}
