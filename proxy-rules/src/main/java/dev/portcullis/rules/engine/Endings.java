package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.ban.Bans;
import org.jspecify.annotations.Nullable;

/** Counts what requests cost and broke, once they have ended, and bans whoever goes over by it. */
final class Endings {

    private final RuleSets rules;
    private final Counts counts;
    private final Bans bans;
    private final Sanctions sanctions;

    Endings(RuleSets rules, Counts counts, Bans bans, Sanctions sanctions) {
        this.rules = rules;
        this.counts = counts;
        this.bans = bans;
        this.sanctions = sanctions;
    }

    /**
     * Counts a request that was let through.
     *
     * @param watched a ban that covers the client but is not enforced; null when there is none
     */
    void count(Facts request, Outcome outcome, @Nullable Ban watched, long now) {
        count(rules.common(), request, outcome, watched, now);
        RuleSet own = rules.of(request);
        if (own != null) {
            count(own, request, outcome, watched, now);
        }
    }

    private void count(RuleSet set, Facts facts, Outcome outcome, @Nullable Ban watched, long now) {
        IpPrefix client = facts.client();
        Reading request = set.read(facts);
        for (CompiledRule rule : set.countingOutcomes()) {
            long weight = rule.weight(request, outcome);
            if (weight <= 0 || (watched != null && rule.hasObservedBan(bans, client, now))) {
                continue;
            }
            if (rule.limit == null) {
                matched(rule, facts, outcome);
                continue;
            }
            long counted = counts.add(rule, rule.limit, client, weight, now);
            if (rule.bans() && counted > rule.limit.over()) {
                sanctions.ban(new Found(rule, counted, 0), facts, outcome);
            } else if (rule.bans() && counted > rule.limit.over() / 2) {
                sanctions.remember(rule, facts, outcome);
            }
        }
    }

    private void matched(CompiledRule rule, Facts facts, Outcome outcome) {
        if (rule.bans()) {
            sanctions.ban(new Found(rule, 1, 0), facts, outcome);
        } else {
            rule.state.countObserved();
        }
    }
}
