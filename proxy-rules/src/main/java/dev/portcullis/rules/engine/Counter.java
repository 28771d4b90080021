package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.ban.Bans;
import dev.portcullis.rules.count.Limits;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rules of one condition that count the same, so that a request is counted once for all of them; they differ in their limits only. */
final class Counter {

    final Limits limits;

    /** By the indexes of their slots; null where a rule is gone. */
    private final @Nullable CompiledRule[] rules;

    /** Any of them: what they have in common. */
    private final CompiledRule first;

    // of the first rule, kept here: a request that many rules count asks each for all of it
    private final int dimension;
    private final boolean isScore;
    private final boolean countsOutcomes;
    private final boolean isForAll;
    private final boolean countsOnes;
    private final CompiledRule.@Nullable Membership members;

    /** A counter of rules whose slots are in one row. */
    Counter(List<CompiledRule> rules) {
        this.limits = new Limits(
                rules.stream().map(CompiledRule::slot).toList(),
                rules.stream().map(CompiledRule::limit).toList());
        this.first = rules.get(0);
        this.dimension = first.dimension();
        this.isScore = first.isScore();
        this.countsOutcomes = first.countsOutcomes();
        this.isForAll = first.isForAll();
        this.countsOnes = !countsOutcomes && !first.count.isDistinct();
        this.members = first.members;
        int size = 0;
        for (CompiledRule rule : rules) {
            size = Math.max(size, rule.slot().index() + 1);
        }
        this.rules = new CompiledRule[size];
        rules.forEach(rule -> this.rules[rule.slot().index()] = rule);
    }

    /** The rule whose slot has this index. */
    CompiledRule rule(int index) {
        CompiledRule rule = rules[index];
        if (rule == null) {
            throw new IllegalStateException("no rule has slot " + index);
        }
        return rule;
    }

    /** The number of the way in which requests are counted together. */
    int dimension() {
        return dimension;
    }

    /** Whether it counts each request of a client that matches, as one, and nothing else. */
    boolean countsClientsOnly() {
        return dimension == Dimensions.CLIENT && countsOnes && isForAll && !isScore && members == null;
    }

    /** How the members of groups are counted, for a rule that does; it has a counter of its own. */
    CompiledRule.@Nullable Membership members() {
        return members;
    }

    /** Whether points are counted that other rules add. */
    boolean isScore() {
        return isScore;
    }

    /** Whether it counts when a request has ended. */
    boolean countsOutcomes() {
        return countsOutcomes;
    }

    /** Whether the rules are for the request. */
    boolean isFor(Inquiry request) {
        return isForAll || first.isFor(request);
    }

    /** Whether anything that the rules count may be held against a client who got such an answer. */
    boolean isCounted(@Nullable Outcome outcome) {
        return Bundle.isCounted(first, outcome);
    }

    /** What a request that has just arrived is to the rules; 0 when they count it only when it has ended. */
    long event(Inquiry request) {
        return countsOnes ? 1 : countsOutcomes ? 0 : first.event(request);
    }

    /** What a request that ended, or has to wait, is to the rules; 0 when they don't count it. */
    long event(Reading request, @Nullable Outcome outcome) {
        return first.event(request, outcome);
    }

    /** The indexes of rules that look at nothing more of the client, as they have banned it, watching; null for none. */
    @Nullable
    BitSet leftOut(Inquiry request, Bans bans, long now) {
        BitSet leftOut = null;
        for (int index = 0; index < rules.length; index++) {
            CompiledRule rule = rules[index];
            if (rule != null && rule.hasObservedBan(bans, request.client(), now)) {
                leftOut = leftOut == null ? new BitSet() : leftOut;
                leftOut.set(index);
            }
        }
        return leftOut;
    }
}
