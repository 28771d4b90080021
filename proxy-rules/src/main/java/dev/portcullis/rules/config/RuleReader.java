package dev.portcullis.rules.config;

import dev.portcullis.rules.count.Limit;
import dev.portcullis.rules.rule.Condition;
import dev.portcullis.rules.rule.Particulars;
import dev.portcullis.rules.rule.Particulars.Members;
import dev.portcullis.rules.rule.Per;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.rule.Rule.Action;
import dev.portcullis.rules.rule.Rule.BanTerms;
import dev.portcullis.rules.rule.Rule.Count;
import dev.portcullis.rules.rule.Rule.Threshold;
import dev.portcullis.rules.rule.Sites;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one rule: "count X per Y over N within T, then A for D", and refuses sentences that make no sense. */
final class RuleReader {

    private static final Kind<Mode> MODE = Kinds.words(Mode.class);
    private static final Kind<Count> COUNT = Kinds.words(Count.class);
    private static final Kind<Per.Key> PER = Kinds.words(Per.Key.class);
    private static final Kind<Action> THEN = then();
    private static final Kind<Boolean> CRAWLERS = inOrOut("crawlers");
    private static final Kind<Boolean> SESSIONS = inOrOut("sessions");
    private static final Kind<Integer> POINTS = Kinds.integers(1, 1_000_000);
    private static final Kind<Long> THINGS = Kinds.longs(1, Limit.MAX_DISTINCT);
    private static final Kind<Duration> WITHIN = Kinds.durations(Duration.ofSeconds(1), Duration.ofDays(31));
    private static final Kind<Duration> FOR = Kinds.durations(Duration.ofSeconds(1), Duration.ofDays(3650));
    private static final Kind<Long> REQUESTS = Kinds.longs(1, 1_000_000_000);
    private static final Kind<Long> BYTES = Kinds.sizes(1, 1L << 50);
    private static final Kind<Long> ORIGIN_TIME = nanos(Kinds.durations(Duration.ofMillis(1), Duration.ofDays(365)));
    private static final Kind<Integer> REPEAT = factor(100);
    private static final Duration LONGEST_REPEATED = Duration.ofDays(30);

    private final Section section;
    private final Known known;

    private RuleReader(Section section, Known known) {
        this.section = section;
        this.known = known;
    }

    /** The rule; null when something is wrong with it. */
    static @Nullable Rule read(String name, Sites sites, Section section, Known known) {
        return new RuleReader(section, known).rule(name, sites);
    }

    private @Nullable Rule rule(String name, Sites sites) {
        int errors = section.errors();
        Threshold threshold = threshold();
        Condition where = where();
        Integer points = section.find("add", POINTS);
        Action then = section.has("add") ? adding() : section.need("then", THEN);
        BanTerms terms = terms(where);
        boolean observe = section.get("mode", MODE, Mode.ENFORCE) == Mode.OBSERVE;
        Members members = members();
        boolean crawlers = section.get("crawlers", CRAWLERS, false);
        outsideWhere();
        if (then != null) {
            checkTogether(then, where);
            RuleChecks.check(section, then, threshold, where, members);
        }
        if (then == null || section.errors() > errors || section.forgives()) {
            return null;
        }
        Particulars particulars = new Particulars(points == null ? 0 : points, members, crawlers);
        BanTerms sentence = then == Action.BAN ? terms : null;
        return new Rule(name, sites, threshold, where, then, sentence, observe, particulars);
    }

    private Action adding() {
        if (section.isWritten("then")) {
            section.error("then", "the rule adds points instead of acting", "add, or then");
        }
        section.has("then");
        return Action.ADD;
    }

    private @Nullable Members members() {
        if (!section.has("members")) {
            return null;
        }
        Section members = section.section("members");
        Long over = members.need("over", REQUESTS);
        Duration within = members.need("within", WITHIN);
        boolean included = members.get("sessions", SESSIONS, true);
        return over == null || within == null ? null : new Members(over, within, !included);
    }

    private Condition where() {
        int errors = section.errors();
        Section where = section.section("where");
        if (where.isEmpty() && section.errors() == errors && acts() && !section.has("count")) {
            section.error(
                    section.has("add") ? "add" : "then",
                    "the rule would act on every request: it has neither count nor where",
                    "");
        }
        return ConditionReader.read(where, known);
    }

    private boolean acts() {
        return section.has("then") || section.has("add");
    }

    private @Nullable Threshold threshold() {
        Count count = section.find("count", COUNT);
        Per per = per();
        Duration within = section.find("within", WITHIN);
        Long over = count == null ? null : section.find("over", over(count));
        for (String key : List.of("over", "within")) {
            if (section.has("count") && !section.has(key)) {
                section.error("count", "counts, but there is no " + key, key + " = ...");
            }
        }
        for (String key : List.of("over", "within", "per")) {
            if (!section.has("count") && section.has(key)) {
                section.error(key, "stands without count", "count = requests, errors, origin-time or others");
            }
        }
        return count == null || over == null || within == null ? null : new Threshold(count, per, over, within);
    }

    private Per per() {
        List<Per.Key> keys = section.list("per", PER);
        if (keys.isEmpty()) {
            return Per.CLIENT;
        }
        if (keys.size() > 1 && keys.contains(Per.Key.ALL)) {
            section.error("per", "all stands for everybody, and goes with nothing else", "all, or the others");
            return Per.ALL;
        }
        if (keys.size() > 2) {
            section.error("per", "has more than two", "one or two of them");
        }
        return new Per(keys);
    }

    private static Kind<Long> over(Count count) {
        return switch (count) {
            case REQUESTS, ERRORS, FAILED_LOGINS, PROTOCOL_ERRORS, WAITS, SCORE -> REQUESTS;
            case DISTINCT_PATHS, DISTINCT_AGENTS -> THINGS;
            case ORIGIN_TIME -> ORIGIN_TIME;
            case BYTES -> BYTES;
        };
    }

    private static Kind<Action> then() {
        Kind<Action> words = Kinds.words(Action.class, "challenge", "tarpit");
        return Kind.of("one of observe, throttle, deny, drop, ban", text -> {
            if (text.equals("add")) {
                throw new BadValue("add is a key of its own", "add = 10");
            }
            return words.parse(text);
        });
    }

    /** Whether something that is spared by the other word is {@code included}. */
    private static Kind<Boolean> inOrOut(String what) {
        return Kind.of("included or spared", text -> {
            if (!text.equals("included") && !text.equals("spared")) {
                throw new BadValue(Kinds.quoted(text) + " is not what may happen to " + what);
            }
            return text.equals("included");
        });
    }

    private @Nullable BanTerms terms(Condition where) {
        Duration lasts = section.find("for", FOR);
        int repeat = section.get("repeat", REPEAT, 1);
        Duration atMost = section.find("at-most", FOR);
        if (lasts == null) {
            return null;
        }
        if (atMost != null && atMost.compareTo(lasts) < 0) {
            section.error("at-most", "is shorter than for", Quantities.text(lasts) + " or more");
            return null;
        }
        if (atMost != null && !section.has("repeat") && !where.looksAtSignal()) {
            section.warn("at-most", "has no effect without repeat", "repeat = x2 or more");
        }
        if (atMost == null) {
            atMost = repeat > 1 && lasts.compareTo(LONGEST_REPEATED) < 0 ? LONGEST_REPEATED : lasts;
        }
        return new BanTerms(lasts, repeat, atMost);
    }

    private void outsideWhere() {
        for (String key : ConditionReader.KEYS) {
            if (section.hasStray(key)) {
                section.error(key, "stands outside of where", "where { " + key + " = ... }");
            }
        }
    }

    private void checkTogether(Action then, Condition where) {
        boolean counts = section.has("count");
        if (then == Action.BAN && !section.has("for")) {
            section.error("then", "bans, but there is no for", "for = 1 hour or another duration");
        }
        for (String key : List.of("for", "repeat", "at-most")) {
            // a default rule that is told not to ban any more leaves its terms behind
            if (then != Action.BAN && section.isWritten(key)) {
                section.error(key, "stands without then = ban", "then = ban, or no " + key);
            }
        }
        if (then == Action.THROTTLE && !counts) {
            section.error("then", "throttles, but there is no count", "count, over and within");
        }
        boolean refusesAtOnce = then == Action.DENY || then == Action.DROP;
        if (refusesAtOnce && !counts && where.looksAtOutcome()) {
            section.error(
                    "then",
                    "can't refuse a request whose status is known: it is over by then",
                    "then = ban, or a count");
        }
    }

    private static Kind<Long> nanos(Kind<Duration> durations) {
        return Kind.of(durations.expected(), text -> durations.parse(text).toNanos());
    }

    /** Factors as in {@code x4}. */
    private static Kind<Integer> factor(int max) {
        Kind<Integer> numbers = Kinds.integers(1, max);
        return Kind.of("x1 to x" + max + ", such as x4", text -> {
            if (!text.startsWith("x")) {
                throw new BadValue(Kinds.quoted(text) + " is not a factor", "x" + text);
            }
            return numbers.parse(text.substring(1));
        });
    }
}
