package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.Facts;
import java.util.BitSet;
import java.util.List;

/** Rules that are asked together, those common to all sites or those of one, with an index of what they look for. */
final class RuleSet {

    private final CompiledRule[] rules;
    private final CompiledRule[] countingOutcomes;
    private final Patterns.Reader reader;
    private final RuleIndex index;

    /** A set of these rules, all compiled with these patterns. */
    RuleSet(List<CompiledRule> rules, Patterns patterns) {
        this.rules = rules.toArray(CompiledRule[]::new);
        this.countingOutcomes =
                rules.stream().filter(CompiledRule::countsOutcomes).toArray(CompiledRule[]::new);
        this.reader = patterns.reader();
        this.index = new RuleIndex(rules, reader.pathLists());
    }

    /** The request as these rules read it. */
    Reading read(Facts facts) {
        return reader.read(facts);
    }

    /** Which of the rules may concern the request. Not to be changed. */
    BitSet candidates(Reading request) {
        return index.candidates(request);
    }

    CompiledRule get(int number) {
        return rules[number];
    }

    /** The rules that count, or act, when a request has ended. Not to be changed. */
    CompiledRule[] countingOutcomes() {
        return countingOutcomes;
    }
}
