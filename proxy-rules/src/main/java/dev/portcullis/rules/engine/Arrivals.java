package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.ban.Bans;
import dev.portcullis.rules.count.Limit;
import dev.portcullis.rules.count.Tally;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks the rules about a request that arrives, and counts it if it passes.
 *
 * <p>What a rule looks for is compared before any monitor is taken; the counts are then read, and added to, under the monitors of
 * all the request's tallies at once, so that of requests that come at the same time exactly as many pass as the limit allows.
 */
final class Arrivals {

    private final CompiledRule[] rules;
    private final RuleIndex index;
    private final Counts counts;
    private final Bans bans;

    Arrivals(List<CompiledRule> rules, RuleIndex index, Counts counts, Bans bans) {
        this.rules = rules.toArray(CompiledRule[]::new);
        this.index = index;
        this.counts = counts;
        this.bans = bans;
    }

    /**
     * What the rules find.
     *
     * @param watched a ban that covers the client but is not enforced; null when there is none
     */
    Findings judge(Reading request, @Nullable Ban watched, long now) {
        IpPrefix client = request.facts.client();
        Findings findings = new Findings();
        BitSet counting = null;
        BitSet candidates = index.candidates(request);
        for (int slot = candidates.nextSetBit(0); slot >= 0; slot = candidates.nextSetBit(slot + 1)) {
            CompiledRule rule = rules[slot];
            if (!rule.matches(request) || (watched != null && rule.hasObservedBan(bans, client, now))) {
                continue;
            }
            if (rule.limit != null) {
                counting = counting == null ? new BitSet(rules.length) : counting;
                counting.set(slot);
            } else if (!rule.countsOutcomes()) {
                found(findings, new Found(rule, 1, 0), client);
            }
        }
        while (counting != null && !weigh(counts.scope(client), counting, findings, client, now)) {
            // a tally was forgotten in between: ask for its successor
        }
        return findings;
    }

    private boolean weigh(Scope scope, BitSet counting, Findings findings, IpPrefix client, long now) {
        synchronized (scope.client()) {
            synchronized (scope.network()) {
                synchronized (scope.all()) {
                    if (!scope.live()) {
                        return false;
                    }
                    findOver(scope, counting, findings, client, now);
                    if (findings.acting() == null) {
                        count(scope, counting, findings, now);
                    }
                    return true;
                }
            }
        }
    }

    /** Finds the rules that are over their limit; they don't count the request. */
    private void findOver(Scope scope, BitSet counting, Findings findings, IpPrefix client, long now) {
        for (int slot = counting.nextSetBit(0); slot >= 0; slot = counting.nextSetBit(slot + 1)) {
            CompiledRule rule = rules[slot];
            Limit limit = rule.limit();
            Tally tally = scope.of(rule.per());
            int request = rule.countsOutcomes() ? 0 : 1;
            long counted = tally.count(slot, limit, now) + request;
            if (counted > limit.over()) {
                counting.clear(slot);
                found(
                        findings,
                        new Found(rule, counted, tally.untilAtMost(limit.over() - request, slot, limit, now)),
                        client);
            }
        }
    }

    /** The last slot first: a new tally then grows once. */
    private void count(Scope scope, BitSet counting, Findings findings, long now) {
        for (int slot = counting.length() - 1; slot >= 0; slot = counting.previousSetBit(slot - 1)) {
            CompiledRule rule = rules[slot];
            if (rule.countsOutcomes()) {
                continue;
            }
            Tally tally = scope.of(rule.per());
            tally.add(slot, rule.limit(), 1, now);
            if (rule.bans()
                    && tally.count(slot, rule.limit(), now) > rule.limit().over() / 2) {
                findings.suspect(rule);
            }
        }
    }

    private void found(Findings findings, Found found, IpPrefix client) {
        CompiledRule rule = found.rule();
        if (!rule.bans() || bans.bannable(rule.subject(client))) {
            findings.add(found);
        } else if (!rule.countsOutcomes()) {
            rule.state.countSpared();
        }
    }
}
