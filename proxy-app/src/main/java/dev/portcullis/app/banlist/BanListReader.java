package dev.portcullis.app.banlist;

import dev.portcullis.app.banlist.BanList.Entry;
import dev.portcullis.app.banlist.BanList.Term;
import dev.portcullis.app.report.AddressInput;
import dev.portcullis.app.report.Printable;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads lists of bans. What kind of list it is shows in how it begins:
 *
 * <ul>
 *   <li>addresses and networks, one a line or more; what follows a {@code #} is the reason, in what {@code ban export} writes the end too;
 *   <li>JSON: what {@code ban export --format json} writes, or an array of addresses;
 *   <li>fail2ban: what {@code fail2ban-client banned}, {@code status JAIL} and {@code get JAIL banip} print, the last also with {@code --with-time};
 *   <li>CrowdSec: what {@code cscli decisions list} prints, with {@code -o json}, {@code -o raw} or without.
 * </ul>
 *
 * <p>Every problem is found at once. What has ended already, and CrowdSec's decisions that are no bans or only simulated, are passed over.
 */
public final class BanListReader {

    private static final int MAX_REASON = 200;
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private final List<Entry> entries = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    private BanListReader() {}

    /**
     * The list that this text is.
     *
     * @param zone of times that don't say theirs
     */
    public static BanList read(String given, ZoneId zone) {
        BanListReader reader = new BanListReader();
        String text = given.startsWith(BYTE_ORDER_MARK) ? given.substring(1) : given;
        String begin = text.stripLeading();
        if (begin.startsWith("{") || begin.startsWith("[") || begin.strip().equals("null")) {
            reader.json(text);
        } else if (begin.toLowerCase(Locale.ROOT).startsWith("status for the jail")) {
            reader.jailStatus(text);
        } else if (begin.startsWith("id,source,ip,")) {
            reader.decisionsRaw(text);
        } else if (DecisionTable.is(begin)) {
            reader.decisionsTable(text);
        } else {
            reader.lines(text, new LineReader(zone));
        }
        return new BanList(reader.entries, reader.problems);
    }

    private void lines(String text, LineReader reader) {
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            try {
                LineReader.Line read = reader.read(line);
                for (String subject : words(read.subjects())) {
                    add(number, subject, read.term(), read.reason());
                }
            } catch (DateTimeException e) {
                problem(number, "it names a time that there is not");
            }
        }
    }

    private static List<String> words(String text) {
        return BLANKS.splitAsStream(text.strip())
                .filter(each -> !each.isEmpty())
                .toList();
    }

    private void jailStatus(String text) {
        String jail = "";
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            int colon = line.indexOf(':');
            String before = line.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT);
            if (before.contains("status for the jail")) {
                jail = line.substring(colon + 1).strip();
            } else if (before.contains("banned ip list")) {
                for (String address : words(line.substring(colon + 1))) {
                    add(number, address, null, "fail2ban: " + jail);
                }
            }
        }
    }

    /** Rows of {@code id,source,ip,reason,action,country,as,events_count,expiration,simulated,alert_id}. */
    private void decisionsRaw(String text) {
        List<String> lines = text.strip().lines().toList();
        List<String> names = Csv.cells(lines.get(0));
        int first = 1 + (int) text.lines().takeWhile(String::isBlank).count();
        for (int i = 1; i < lines.size(); i++) {
            int number = first + i;
            List<String> cells = Csv.cells(lines.get(i));
            if (cells.size() != names.size()) {
                problem(number, cells.size() + " columns where the first line has " + names.size());
                continue;
            }
            if (!"true".equals(cell(names, cells, "simulated"))) {
                decision(number, names, cells, "ip");
            }
        }
    }

    /** Rows of {@code | ID | Source | Scope:Value | Reason | Action | ...}, with lines between them and perhaps some words below. */
    private void decisionsTable(String text) {
        List<String> names = List.of();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (!DecisionTable.isRow(line)) {
                continue;
            }
            List<String> cells = DecisionTable.cells(line);
            if (names.isEmpty()) {
                names = DecisionTable.names(line);
            } else if (cells.size() != names.size()) {
                problem(number, cells.size() + " columns where the first row has " + names.size());
            } else if (!cells.get(names.indexOf(DecisionTable.who())).isEmpty()) { // else a long reason goes on
                decision(number, names, cells, DecisionTable.who());
            }
        }
    }

    /** A decision of a table, {@code Ip:192.0.2.1} in the column of this name. */
    private void decision(int number, List<String> names, List<String> cells, String who) {
        String whom = cells.get(names.indexOf(who));
        int colon = whom.indexOf(':');
        boolean scoped = colon > 0 && whom.substring(0, colon).chars().allMatch(Character::isLetter);
        decision(
                number,
                cell(names, cells, "action"),
                scoped ? whom.substring(0, colon) : "ip",
                scoped ? whom.substring(colon + 1) : whom,
                cell(names, cells, "expiration"),
                cell(names, cells, "reason"));
    }

    private static @Nullable String cell(List<String> names, List<String> cells, String name) {
        int at = names.indexOf(name);
        return at < 0 ? null : cells.get(at);
    }

    private void json(String text) {
        try {
            Node root = Node.parse(text);
            if (root.isObject() && !root.has("bans")) {
                problem(root.line(), "an object without \"bans\"");
            }
            (root.isArray() ? root.elements() : root.has("bans") ? bans(root) : List.<Node>of()).forEach(this::element);
        } catch (Node.NotJson e) {
            problem(e.line(), String.valueOf(e.getMessage()));
        }
    }

    private static List<Node> bans(Node root) {
        Node bans = root.members().get("bans");
        return bans == null ? List.of() : bans.elements();
    }

    private void element(Node node) {
        if (node.value() instanceof String address) {
            add(node.line(), address, null, "");
        } else if (node.has("decisions")) {
            node.members().forEach((name, member) -> {
                if (name.equals("decisions")) {
                    member.elements().forEach(this::decision);
                }
            });
        } else if (node.has("value") && node.has("duration")) {
            decision(node);
        } else if (node.has("subject")) {
            ban(node);
        } else if (node.isObject() && node.members().values().stream().allMatch(Node::isArray)) {
            jails(node.members());
        } else {
            problem(node.line(), "neither an address nor a ban");
        }
    }

    /** One as this program writes it; those that refuse nobody are passed over. */
    private void ban(Node node) {
        String end = node.text("end");
        String reason = node.text("reason");
        if ("true".equals(node.text("observed"))) {
            return;
        }
        try {
            Term term = end == null ? null : new Term.Until(Instant.parse(end));
            add(node.line(), String.valueOf(node.text("subject")), term, reason == null ? "" : reason);
        } catch (DateTimeException e) {
            problem(node.line(), "\"end\" is not a time such as 2026-01-31T12:00:00Z");
        }
    }

    private void jails(Map<String, Node> jails) {
        jails.forEach((jail, banned) -> banned.elements().forEach(address -> {
            if (address.value() instanceof String text) {
                add(address.line(), text, null, "fail2ban: " + jail);
            } else {
                problem(address.line(), "no address in the jail " + Printable.of(jail));
            }
        }));
    }

    private void decision(Node node) {
        if ("true".equals(node.text("simulated"))) {
            return;
        }
        String value = node.text("value");
        if (value == null) {
            problem(node.line(), "a decision without a value");
            return;
        }
        String scope = node.text("scope");
        decision(
                node.line(),
                node.text("type"),
                scope == null ? "ip" : scope,
                value,
                node.text("duration"),
                node.text("scenario"));
    }

    private void decision(
            int line,
            @Nullable String type,
            String scope,
            String value,
            @Nullable String duration,
            @Nullable String reason) {
        if (type != null && !type.equalsIgnoreCase("ban")) {
            return;
        }
        if (!scope.equalsIgnoreCase("ip") && !scope.equalsIgnoreCase("range")) {
            problem(line, "a decision about a " + Printable.of(scope) + ": only addresses and ranges can be banned");
            return;
        }
        Duration lasts = duration == null ? null : GoDuration.parse(duration);
        if (duration != null && lasts == null) {
            problem(line, "\"" + Printable.of(duration) + "\" is not a duration such as 3h59m57s");
        } else {
            add(line, value, lasts == null ? null : new Term.For(lasts), "CrowdSec: " + (reason == null ? "" : reason));
        }
    }

    private void add(int line, String address, @Nullable Term term, String reason) {
        try {
            String clean = Printable.of(reason.strip());
            String kept = clean.length() <= MAX_REASON ? clean : clean.substring(0, MAX_REASON);
            entries.add(new Entry(line, AddressInput.parse(address), term, kept));
        } catch (IllegalArgumentException e) {
            problem(line, String.valueOf(e.getMessage()));
        }
    }

    private void problem(int line, String what) {
        problems.add("line " + line + ": " + what);
    }
}
