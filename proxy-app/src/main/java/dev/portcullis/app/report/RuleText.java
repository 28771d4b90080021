package dev.portcullis.app.report;

import dev.portcullis.rules.config.Quantities;
import dev.portcullis.rules.rule.Condition;
import dev.portcullis.rules.rule.Particulars;
import dev.portcullis.rules.rule.Per;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.rule.Trait;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Rules in words, in the vocabulary of the configuration. */
public final class RuleText {

    private static final int SHOWN = 2;

    private RuleText() {}

    /**
     * The rule as one sentence: {@code more than 15 errors per client within 5 minutes: ban for 1 hour}. Values of the
     * administrator's are shown as they are; only the first two of a list.
     */
    public static String sentence(Rule rule) {
        Rule.Threshold threshold = rule.threshold();
        String when = threshold == null
                ? "any request"
                : "more than " + amount(threshold.count(), threshold.over()) + " " + per(threshold.per()) + " within "
                        + Quantities.text(threshold.within());
        return when + where(rule.where()) + ": " + (rule.observe() ? "only watched, would " : "") + action(rule);
    }

    /** An amount of what a rule counts, with its unit: {@code 16 errors}, {@code 91.2 seconds of the origin's time}. */
    public static String amount(Rule.Count count, long amount) {
        return switch (count) {
            case REQUESTS -> amount + (amount == 1 ? " request" : " requests");
            case ERRORS -> amount + (amount == 1 ? " error" : " errors");
            case ORIGIN_TIME -> seconds(amount) + " seconds of the origin's time";
            case BYTES -> Quantities.text(amount);
            case DISTINCT_PATHS -> amount + (amount == 1 ? " path" : " different paths");
            case DISTINCT_AGENTS -> amount + (amount == 1 ? " user agent" : " different user agents");
            case FAILED_LOGINS -> amount + (amount == 1 ? " failed login" : " failed logins");
            case PROTOCOL_ERRORS -> amount + (amount == 1 ? " protocol error" : " protocol errors");
            case WAITS -> amount + (amount == 1 ? " request that had to wait" : " requests that had to wait");
            case SCORE -> amount + (amount == 1 ? " point" : " points");
        };
    }

    /** The word for an enum's constant in configuration and JSON: {@code origin-time}. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String seconds(long nanos) {
        return BigDecimal.valueOf(nanos, 9)
                .setScale(1, RoundingMode.CEILING)
                .stripTrailingZeros()
                .toPlainString();
    }

    private static String per(Per per) {
        return per.equals(Per.ALL) ? "of all clients" : "per " + per;
    }

    private static String action(Rule rule) {
        Particulars.Members members = rule.particulars().members();
        String whom = members == null
                ? ""
                : " each client past " + amount(Rule.Count.REQUESTS, members.over()) + " within "
                        + Quantities.text(members.within());
        return what(rule) + whom;
    }

    private static String what(Rule rule) {
        return switch (rule.then()) {
            case OBSERVE -> "observe";
            case ADD -> "add " + amount(Rule.Count.SCORE, rule.particulars().points());
            case THROTTLE -> "throttle (429)";
            case DENY -> "deny (403)";
            case DROP -> "drop the connection";
            case BAN -> ban(Objects.requireNonNull(rule.terms()));
        };
    }

    private static String ban(Rule.BanTerms terms) {
        String text = "ban for " + Quantities.text(terms.lasts());
        boolean grows = terms.repeat() > 1 && terms.atMost().compareTo(terms.lasts()) > 0;
        return grows
                ? text + ", then " + terms.repeat() + " times as long each time, up to "
                        + Quantities.text(terms.atMost())
                : text;
    }

    private static String where(Condition where) {
        List<String> parts = new ArrayList<>();
        list(parts, "method", where.methods());
        list(parts, "host", where.hosts());
        list(parts, "path", where.paths());
        list(parts, "status", where.statuses().stream().map(RuleText::status).toList());
        list(parts, "user-agent", where.userAgents());
        where.traits().forEach(trait -> trait(parts, trait));
        if (!where.not().isEmpty()) {
            parts.add("with exceptions");
        }
        return parts.isEmpty() ? "" : " (" + String.join("; ", parts) + ")";
    }

    private static void trait(List<String> parts, Trait trait) {
        if (trait instanceof Trait.Query query) {
            list(parts, "query", query.patterns());
        } else if (trait instanceof Trait.Header header) {
            list(parts, "header " + header.name(), header.patterns());
        } else if (trait instanceof Trait.TlsFingerprint fingerprint) {
            list(parts, "tls-fingerprint", fingerprint.patterns());
        } else if (trait instanceof Trait.ForgedBrowser) {
            parts.add("claims to be a browser and is none");
        } else if (trait instanceof Trait.Country country) {
            list(parts, "country", country.codes().stream().sorted().toList());
        } else if (trait instanceof Trait.Crawler crawler) {
            parts.add(crawler.genuine() ? "verified crawler" : "claims to be a crawler and is none");
        } else if (trait instanceof Trait.Session session) {
            parts.add(session.has() ? "with a session" : "without a session");
        } else if (trait instanceof Trait.Signal signal) {
            list(parts, "the site says", signal.patterns());
        }
    }

    private static void list(List<String> parts, String name, List<String> values) {
        if (!values.isEmpty()) {
            String shown = String.join(", ", values.subList(0, Math.min(SHOWN, values.size())));
            parts.add(name + " " + shown + (values.size() > SHOWN ? ", ..." : ""));
        }
    }

    private static String status(Condition.StatusRange range) {
        if (range.first() == range.last()) {
            return Integer.toString(range.first());
        }
        boolean hundred = range.first() % 100 == 0 && range.last() == range.first() + 99;
        return hundred ? range.first() / 100 + "xx" : range.first() + "-" + range.last();
    }
}
