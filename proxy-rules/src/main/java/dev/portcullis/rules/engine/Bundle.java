package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.count.Row;
import dev.portcullis.rules.rule.Rule.Count;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rules with one condition, which is so compared once for all of them. */
final class Bundle {

    final Where where;

    /** The rules that act on the first match. Not to be changed. */
    final CompiledRule[] plain;

    /** Those that count. Not to be changed. */
    final Counter[] counters;

    Bundle(Where where, List<CompiledRule> rules) {
        this.where = where;
        this.plain = rules.stream().filter(rule -> rule.limit == null).toArray(CompiledRule[]::new);
        Map<Row, List<CompiledRule>> byRow = new LinkedHashMap<>();
        rules.stream().filter(rule -> rule.limit != null).forEach(rule -> byRow.computeIfAbsent(
                        rule.slot().row(), added -> new ArrayList<>())
                .add(rule));
        this.counters = byRow.values().stream().map(Counter::new).toArray(Counter[]::new);
    }

    /** The only thing to be done for a request that has just arrived, and that the sieve has let through: to count it there; null when there is more. */
    @Nullable
    Counter only() {
        return where.isSifted() && plain.length == 0 && counters.length == 1 ? counters[0] : null;
    }

    /** Whether some of the rules count, or act, when a request has ended. */
    boolean hasRulesOfOutcomes() {
        return Arrays.stream(plain).anyMatch(CompiledRule::countsOutcomes)
                || Arrays.stream(counters).anyMatch(Counter::countsOutcomes);
    }

    /** Whether the rules look at a request that has just arrived, and that the sieve has let through. */
    boolean matches(Reading request) {
        return where.restMatches(request, null);
    }

    /**
     * Whether the rules look at a request that ended, and that the sieve has let through: what Portcullis itself answered is never taken for the origin's answer.
     *
     * @param outcome null for a request that has to wait
     */
    boolean matches(Reading request, @Nullable Outcome outcome) {
        return outcome != null && outcome.statusIsOrigins()
                ? where.restMatches(request, outcome)
                : !where.looksAtOutcome() && where.restMatches(request, null);
    }

    /**
     * Whether anything that it counts may be held against a client who got such an answer.
     *
     * @param outcome null for a request that has to wait
     */
    static boolean isCounted(CompiledRule rule, @Nullable Outcome outcome) {
        if (outcome == null) {
            return rule.count == Count.WAITS || rule.isScore();
        }
        return switch (outcome.ending()) {
            case REFUSED, ANSWERED, SHED -> false;
            case BAD_REQUEST -> rule.count == Count.PROTOCOL_ERRORS;
            case SERVED, CLIENT_GONE, ORIGIN_FAILED, ORIGIN_TIMEOUT, CUT_OFF -> true;
        };
    }
}
