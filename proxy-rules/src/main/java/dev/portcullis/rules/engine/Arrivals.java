package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.ban.Bans;
import dev.portcullis.rules.count.Limit;
import dev.portcullis.rules.count.Tally;
import java.util.ArrayList;
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

    private final RuleSets rules;
    private final Counts counts;
    private final Bans bans;

    Arrivals(RuleSets rules, Counts counts, Bans bans) {
        this.rules = rules;
        this.counts = counts;
        this.bans = bans;
    }

    /**
     * What the rules find.
     *
     * @param watched a ban that covers the client but is not enforced; null when there is none
     * @return null when one of the rules was retired meanwhile: nothing is counted then, and the rules in its place are to be asked
     */
    @Nullable
    Findings judge(Facts request, @Nullable Ban watched, long now) {
        Findings findings = new Findings();
        List<CompiledRule> counting = new ArrayList<>();
        ask(rules.common(), request, watched, findings, counting, now);
        RuleSet own = rules.of(request);
        if (own != null) {
            ask(own, request, watched, findings, counting, now);
        }
        return counting.isEmpty() || weigh(counting, findings, request.client(), now) ? findings : null;
    }

    /** Asks the rules that count nothing, and collects those that do. */
    private void ask(
            RuleSet rules,
            Facts request,
            @Nullable Ban watched,
            Findings findings,
            List<CompiledRule> counting,
            long now) {
        IpPrefix client = request.client();
        Reading reading = rules.read(request);
        BitSet candidates = rules.candidates(reading);
        for (int i = candidates.nextSetBit(0); i >= 0; i = candidates.nextSetBit(i + 1)) {
            CompiledRule rule = rules.get(i);
            if (!rule.matches(reading) || (watched != null && rule.hasObservedBan(bans, client, now))) {
                continue;
            }
            if (rule.limit != null) {
                counting.add(rule);
            } else if (!rule.countsOutcomes()) {
                found(findings, new Found(rule, 1, 0), client);
            }
        }
    }

    private boolean weigh(List<CompiledRule> counting, Findings findings, IpPrefix client, long now) {
        while (true) {
            Scope scope = counts.scope(client, counting);
            synchronized (scope.client()) {
                synchronized (scope.network()) {
                    synchronized (scope.all()) {
                        if (anyRetired(counting)) {
                            return false;
                        }
                        if (scope.live()) {
                            weigh(scope, counting, findings, client, now);
                            return true;
                        }
                        // a tally was forgotten in between: ask for its successor
                    }
                }
            }
        }
    }

    private static boolean anyRetired(List<CompiledRule> counting) {
        for (CompiledRule rule : counting) {
            if (rule.slot().retired()) {
                return true;
            }
        }
        return false;
    }

    private void weigh(Scope scope, List<CompiledRule> counting, Findings findings, IpPrefix client, long now) {
        counting.removeIf(rule -> isOver(scope, rule, findings, client, now));
        if (findings.acting() == null) {
            count(scope, counting, findings, now);
        }
    }

    /** Whether the rule is over its limit; it doesn't count the request then. */
    private boolean isOver(Scope scope, CompiledRule rule, Findings findings, IpPrefix client, long now) {
        Limit limit = rule.limit();
        Tally tally = scope.of(rule.per());
        int request = rule.countsOutcomes() ? 0 : 1;
        long counted = tally.count(rule.slot(), limit, now) + request;
        if (counted <= limit.over()) {
            return false;
        }
        long wait = tally.untilAtMost(limit.over() - request, rule.slot(), limit, now);
        found(findings, new Found(rule, counted, wait), client);
        return true;
    }

    /** The last rule first: a new tally then grows once. */
    private static void count(Scope scope, List<CompiledRule> counting, Findings findings, long now) {
        for (int i = counting.size() - 1; i >= 0; i--) {
            CompiledRule rule = counting.get(i);
            if (rule.countsOutcomes()) {
                continue;
            }
            Tally tally = scope.of(rule.per());
            tally.add(rule.slot(), rule.limit(), 1, now);
            if (rule.bans()
                    && tally.count(rule.slot(), rule.limit(), now)
                            > rule.limit().over() / 2) {
                findings.suspect(rule);
            }
        }
    }

    private void found(Findings findings, Found found, IpPrefix client) {
        CompiledRule rule = found.rule();
        if (!rule.bans() || bans.bannable(rule.subject(client))) {
            findings.add(found);
        } else if (!rule.countsOutcomes()) {
            findings.spare(rule);
        }
    }
}
