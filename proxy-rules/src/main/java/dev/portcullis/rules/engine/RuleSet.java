package dev.portcullis.rules.engine;

import dev.portcullis.rules.pattern.PatternSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rules that are asked together, those common to all sites or those of one, with an index of what they look for. */
final class RuleSet {

    private final Bundle[] bundles;
    private final BitSet ofOutcomes = new BitSet();
    private final Patterns.Reader reader;
    private final RuleIndex index;
    private final int counting;
    private final int countingOutcomes;

    /** A set of these rules, all compiled with these patterns. */
    RuleSet(List<CompiledRule> rules, Patterns patterns) {
        Map<Where, List<CompiledRule>> byCondition = new LinkedHashMap<>();
        rules.forEach(rule -> byCondition
                .computeIfAbsent(rule.where, added -> new ArrayList<>())
                .add(rule));
        this.bundles = byCondition.entrySet().stream()
                .map(bundle -> new Bundle(bundle.getKey(), bundle.getValue()))
                .toArray(Bundle[]::new);
        for (int i = 0; i < bundles.length; i++) {
            ofOutcomes.set(i, bundles[i].hasRulesOfOutcomes());
        }
        this.counting = Arrays.stream(bundles)
                .mapToInt(bundle -> bundle.counters.length)
                .sum();
        this.countingOutcomes =
                (int) rules.stream().filter(CompiledRule::countsOutcomes).count();
        this.reader = patterns.reader();
        PatternSet paths = reader.sets()[Patterns.PATH];
        this.index = new RuleIndex(bundles, paths.lists(), list -> !paths.hasExpressions(list));
    }

    /** The request as these rules read it. */
    Reading read(Inquiry inquiry) {
        return reader.read(inquiry);
    }

    /** The numbers of the bundles that may concern the request. Not to be changed. */
    BitSet candidates(Reading request) {
        return index.candidates(request);
    }

    /** How many counters the rules have. */
    int counting() {
        return counting;
    }

    /** How many of the rules count, or act, when a request has ended. */
    int countingOutcomes() {
        return countingOutcomes;
    }

    /** Whether a bundle has rules that count, or act, when a request has ended. */
    boolean countsOutcomes(int number) {
        return ofOutcomes.get(number);
    }

    Bundle get(int number) {
        return bundles[number];
    }
}
