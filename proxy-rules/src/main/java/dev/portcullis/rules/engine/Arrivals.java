package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.ban.Bans;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Asks the rules about a request that arrives, and counts it if it passes. What a rule looks for is compared before any monitor is taken.
 */
final class Arrivals {

    private final RuleSets rules;
    private final Counts counts;
    private final Bans bans;
    private final Probation probation;

    Arrivals(RuleSets rules, Counts counts, Bans bans, Probation probation) {
        this.rules = rules;
        this.counts = counts;
        this.bans = bans;
        this.probation = probation;
    }

    /**
     * What the rules find.
     *
     * @param watched a ban that covers the client but is not enforced; null when there is none
     * @return null when one of the rules was retired meanwhile: nothing is counted then, and the rules in its place are to be asked
     */
    @Nullable
    Findings judge(Inquiry request, @Nullable Ban watched, long now) {
        Findings findings = new Findings();
        Counting counting = new Counting(rules.common().counting());
        ask(rules.common(), request, watched, findings, counting, now);
        RuleSet own = rules.of(request.facts);
        if (own != null) {
            ask(own, request, watched, findings, counting, now);
        }
        if (counting.isEmpty()) {
            return findings;
        }
        return new Weighing(request, counting, findings, counts, bans, probation, now).done() ? findings : null;
    }

    /** Asks the rules that count nothing, and collects those that do. */
    private void ask(
            RuleSet rules, Inquiry request, @Nullable Ban watched, Findings findings, Counting counting, long now) {
        IpPrefix client = request.client();
        Reading reading = rules.read(request);
        long[] candidates = rules.candidates(reading);
        if (watched == null) {
            counting.add(rules.calm().taken(candidates));
        }
        for (int i = Sieve.next(candidates, 0); i >= 0; i = Sieve.next(candidates, i + 1)) {
            Counter only = rules.only(i);
            if (only != null) {
                collect(only, request, watched, counting, now);
                continue;
            }
            Bundle bundle = rules.get(i);
            if (!bundle.matches(reading)) {
                continue;
            }
            for (Counter counter : bundle.counters) {
                collect(counter, request, watched, counting, now);
            }
            for (CompiledRule rule : bundle.plain) {
                boolean looks = rule.isFor(request) && (watched == null || !rule.hasObservedBan(bans, client, now));
                if (looks && !rule.countsOutcomes()) {
                    matched(rule, client, findings);
                }
            }
        }
    }

    private void collect(Counter counter, Inquiry request, @Nullable Ban watched, Counting counting, long now) {
        if (counter.isFor(request)) {
            BitSet leftOut = watched == null ? null : counter.leftOut(request, bans, now);
            counting.add(counter, counter.event(request), leftOut);
        }
    }

    private void matched(CompiledRule rule, IpPrefix client, Findings findings) {
        if (rule.adds()) {
            findings.addPoints(rule);
        } else if (!rule.bans() || bans.bannable(rule.subject(client))) {
            findings.add(new Found(rule, 1, 0));
        } else {
            findings.spare(rule);
        }
    }
}
