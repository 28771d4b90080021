package dev.portcullis.rules.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rules that are asked together, those common to all sites or those of one, with an index of what they look for. */
final class RuleSet {

    private final Bundle[] bundles;

    /** Of each bundle {@link Bundle#only}, for most have nothing else: with many rules it matters how many objects a request has to look at. */
    private final @Nullable Counter[] only;

    private final Calm calm;
    private final long[] ofOutcomes;
    private final Patterns.Reader reader;
    private final Sieve sieve;
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
        this.only = Arrays.stream(bundles).map(Bundle::only).toArray(Counter[]::new);
        this.reader = patterns.reader();
        this.sieve =
                new Sieve(Arrays.stream(bundles).map(bundle -> bundle.where).toList(), reader);
        this.calm = new Calm(only, sieve.none());
        this.ofOutcomes = sieve.none();
        for (int i = 0; i < bundles.length; i++) {
            ofOutcomes[i >>> 6] |= bundles[i].hasRulesOfOutcomes() ? 1L << i : 0;
        }
        this.counting = Arrays.stream(bundles)
                .mapToInt(bundle -> bundle.counters.length)
                .sum();
        this.countingOutcomes =
                (int) rules.stream().filter(CompiledRule::countsOutcomes).count();
    }

    /** The request as these rules read it. */
    Reading read(Inquiry inquiry) {
        return reader.read(inquiry);
    }

    /** The numbers of the bundles that may concern a request that arrives, as bits: {@link Sieve#next}. */
    long[] candidates(Reading request) {
        return sieve.candidates(request);
    }

    /** Those that may concern one that has ended, and have rules that count, or act, then. */
    long[] candidatesOfOutcomes(Reading request) {
        return sieve.candidates(request, ofOutcomes);
    }

    /** The bundles that do nothing but count. */
    Calm calm() {
        return calm;
    }

    /** How many counters the rules have. */
    int counting() {
        return counting;
    }

    /** How many of the rules count, or act, when a request has ended. */
    int countingOutcomes() {
        return countingOutcomes;
    }

    /** As {@link Bundle#only}. */
    @Nullable
    Counter only(int number) {
        return only[number];
    }

    Bundle get(int number) {
        return bundles[number];
    }
}
