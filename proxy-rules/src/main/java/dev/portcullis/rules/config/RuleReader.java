package dev.portcullis.rules.config;

import dev.portcullis.rules.rule.Condition;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.rule.Rule.Action;
import dev.portcullis.rules.rule.Rule.BanTerms;
import dev.portcullis.rules.rule.Rule.Count;
import dev.portcullis.rules.rule.Rule.Per;
import dev.portcullis.rules.rule.Rule.Threshold;
import dev.portcullis.rules.rule.Sites;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one rule: "count X per Y over N within T, then A for D", and refuses sentences that make no sense. */
final class RuleReader {

    private static final Kind<Mode> MODE = Kinds.words(Mode.class);
    private static final Kind<Count> COUNT = Kinds.words(Count.class, "distinct-paths", "distinct-agents");
    private static final Kind<Per> PER = Kinds.words(Per.class, "session", "agent", "path");
    private static final Kind<Action> THEN = Kinds.words(Action.class, "challenge", "tarpit");
    private static final Kind<Duration> WITHIN = Kinds.durations(Duration.ofSeconds(1), Duration.ofDays(31));
    private static final Kind<Duration> FOR = Kinds.durations(Duration.ofSeconds(1), Duration.ofDays(3650));
    private static final Kind<Long> REQUESTS = Kinds.longs(1, 1_000_000_000);
    private static final Kind<Long> BYTES = Kinds.sizes(1, 1L << 50);
    private static final Kind<Long> ORIGIN_TIME = nanos(Kinds.durations(Duration.ofMillis(1), Duration.ofDays(365)));
    private static final Kind<Integer> REPEAT = factor(100);
    private static final Duration LONGEST_REPEATED = Duration.ofDays(30);

    private final Section section;

    private RuleReader(Section section) {
        this.section = section;
    }

    /** The rule; null when something is wrong with it. */
    static @Nullable Rule read(String name, Sites sites, Section section) {
        return new RuleReader(section).rule(name, sites);
    }

    private @Nullable Rule rule(String name, Sites sites) {
        int errors = section.errors();
        Threshold threshold = threshold();
        Condition where = where();
        Action then = section.need("then", THEN);
        BanTerms terms = terms();
        boolean observe = section.get("mode", MODE, Mode.ENFORCE) == Mode.OBSERVE;
        outsideWhere();
        if (then != null) {
            checkTogether(then, threshold, where);
        }
        return then == null || section.errors() > errors || section.forgives()
                ? null
                : new Rule(name, sites, threshold, where, then, then == Action.BAN ? terms : null, observe);
    }

    private Condition where() {
        int errors = section.errors();
        Section where = section.section("where");
        if (where.isEmpty() && section.errors() == errors && section.has("then") && !section.has("count")) {
            section.error("then", "the rule would act on every request: it has neither count nor where", "");
        }
        return ConditionReader.read(where);
    }

    private @Nullable Threshold threshold() {
        Count count = section.find("count", COUNT);
        Per per = section.get("per", PER, Per.CLIENT);
        Duration within = section.find("within", WITHIN);
        Long over = count == null ? null : section.find("over", over(count));
        for (String key : List.of("over", "within")) {
            if (section.has("count") && !section.has(key)) {
                section.error("count", "counts, but there is no " + key, key + " = ...");
            }
        }
        for (String key : List.of("over", "within", "per")) {
            if (!section.has("count") && section.has(key)) {
                section.error(key, "stands without count", "count = requests, errors, origin-time or bytes");
            }
        }
        return count == null || over == null || within == null ? null : new Threshold(count, per, over, within);
    }

    private static Kind<Long> over(Count count) {
        return switch (count) {
            case REQUESTS, ERRORS -> REQUESTS;
            case ORIGIN_TIME -> ORIGIN_TIME;
            case BYTES -> BYTES;
        };
    }

    private @Nullable BanTerms terms() {
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
        if (atMost != null && !section.has("repeat")) {
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

    private void checkTogether(Action then, @Nullable Threshold threshold, Condition where) {
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
        if (then == Action.BAN && threshold != null && threshold.per() == Per.ALL) {
            section.error("per", "everybody can't be banned", "per = client or network, or then = throttle");
        }
        boolean refusesAtOnce = then == Action.DENY || then == Action.DROP;
        if (refusesAtOnce && !counts && looksAtStatus(where)) {
            section.error(
                    "then",
                    "can't refuse a request whose status is known: it is over by then",
                    "then = ban, or a count");
        }
    }

    private static boolean looksAtStatus(Condition where) {
        return !where.statuses().isEmpty() || where.not().stream().anyMatch(RuleReader::looksAtStatus);
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
