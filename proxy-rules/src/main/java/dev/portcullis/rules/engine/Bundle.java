package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Outcome.Ending;
import dev.portcullis.rules.rule.Rule.Count;
import java.util.List;

/** Rules with one condition, which is so compared once for all of them. */
final class Bundle {

    final Where where;

    /** The rules, in their order. Not to be changed. */
    final CompiledRule[] rules;

    /** Those that count, or act, when a request has ended. Not to be changed. */
    final CompiledRule[] ofOutcomes;

    Bundle(Where where, List<CompiledRule> rules) {
        this.where = where;
        this.rules = rules.toArray(CompiledRule[]::new);
        this.ofOutcomes = rules.stream().filter(CompiledRule::countsOutcomes).toArray(CompiledRule[]::new);
    }

    /** Whether the rules look at a request that has just arrived. */
    boolean matches(Reading request) {
        return where.matches(request, null);
    }

    /** Whether the rules look at a request that ended: what Portcullis itself answered is never taken for the origin's answer. */
    boolean matches(Reading request, Outcome outcome) {
        return outcome.statusIsOrigins()
                ? where.matches(request, outcome)
                : !where.looksAtOutcome() && where.matches(request, null);
    }

    /** Whether anything that it counts may be held against a client who got such an answer. */
    static boolean isCounted(CompiledRule rule, Ending ending) {
        return switch (ending) {
            case REFUSED, SHED -> false;
            case BAD_REQUEST -> rule.count == Count.PROTOCOL_ERRORS;
            case SERVED, CLIENT_GONE, ORIGIN_FAILED, ORIGIN_TIMEOUT, CUT_OFF -> true;
        };
    }
}
