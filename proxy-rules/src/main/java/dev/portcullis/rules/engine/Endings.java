package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.ban.Bans;
import dev.portcullis.rules.count.Limit;
import dev.portcullis.rules.count.Tally;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Counts what requests cost and broke, once they have ended, and bans whoever goes over by it. */
final class Endings {

    private final RuleSets rules;
    private final Counts counts;
    private final Bans bans;
    private final Sanctions sanctions;
    private final Collaterals collaterals;
    private final Probation probation;

    Endings(
            RuleSets rules,
            Counts counts,
            Bans bans,
            Sanctions sanctions,
            Collaterals collaterals,
            Probation probation) {
        this.rules = rules;
        this.counts = counts;
        this.bans = bans;
        this.sanctions = sanctions;
        this.collaterals = collaterals;
        this.probation = probation;
    }

    /** A request that has ended, and what the rules make of it. */
    private static final class Ending {
        private final Inquiry request;
        private final Outcome outcome;
        private final RuleList counting;
        private long points;

        Ending(Inquiry request, Outcome outcome, int rules) {
            this.request = request;
            this.outcome = outcome;
            this.counting = new RuleList(rules);
        }
    }

    /**
     * Counts a request that was let through.
     *
     * @param watched a ban that covers the client but is not enforced; null when there is none
     */
    void count(Inquiry request, Outcome outcome, @Nullable Ban watched, long now) {
        Ending ending = new Ending(request, outcome, rules.common().countingOutcomes());
        collect(rules.common(), ending, watched, now);
        RuleSet own = rules.of(request.facts);
        if (own != null) {
            collect(own, ending, watched, now);
        }
        if (!ending.counting.isEmpty()) {
            count(ending, now);
        }
    }

    private void collect(RuleSet set, Ending ending, @Nullable Ban watched, long now) {
        if (set.countingOutcomes() == 0) {
            return;
        }
        Reading reading = set.read(ending.request);
        BitSet candidates = set.candidates(reading);
        for (int i = candidates.nextSetBit(0); i >= 0; i = candidates.nextSetBit(i + 1)) {
            if (set.countsOutcomes(i) && set.get(i).matches(reading, ending.outcome)) {
                for (CompiledRule rule : set.get(i).ofOutcomes) {
                    if (Bundle.isCounted(rule, ending.outcome.ending())
                            && rule.isFor(ending.request)
                            && (watched == null || !rule.hasObservedBan(bans, ending.request.client(), now))) {
                        collect(rule, reading, ending);
                    }
                }
            }
        }
    }

    private void collect(CompiledRule rule, Reading reading, Ending ending) {
        if (rule.limit == null) {
            matched(rule, ending);
            return;
        }
        long event = rule.event(reading, ending.outcome);
        if (event != 0 || rule.isScore()) {
            ending.counting.add(rule, event);
        }
    }

    private void matched(CompiledRule rule, Ending ending) {
        if (rule.bans()) {
            sanctions.ban(new Found(rule, 1, 0), ending.request, ending.outcome);
        } else if (rule.adds()) {
            ending.points += points(rule, ending.outcome);
            rule.state.countActed();
        } else {
            rule.state.countObserved();
        }
    }

    /** The points that the origin names, at most a hundred times the rule's own, or else these. */
    private static long points(CompiledRule rule, Outcome outcome) {
        OriginWord word = OriginWord.of(outcome.signal());
        long named = word.is(OriginWord.ADD) ? word.points() : 0;
        return named == 0 ? rule.points() : Math.min(named, 100L * rule.points());
    }

    private void count(Ending ending, long now) {
        RuleList counting = ending.counting;
        long[] counted = new long[counting.size()];
        boolean done = false;
        while (!done) {
            Scope scope = counts.scope(ending.request, counting, false);
            done = scope.locked(() -> {
                add(ending, scope, counted, now);
                return true;
            });
        }
        for (int i = 0; i < counting.size(); i++) {
            CompiledRule rule = counting.rule(i);
            boolean near = counted[i] > rule.limit().over() / 2;
            if (near && rule.isOfGroups()) {
                collaterals.note(rule, ending.request);
            }
            if (rule.adds() && counted[i] > rule.limit().over()) {
                rule.state.countActed();
            } else if (rule.bans() && rule.members == null && near) {
                banOrRemember(rule, counted[i], ending, now);
            }
        }
    }

    private void add(Ending ending, Scope scope, long[] counted, long now) {
        long points = ending.points;
        for (int i = 0; i < counted.length; i++) {
            CompiledRule rule = ending.counting.rule(i);
            if (!rule.isScore()) {
                Tally tally = scope.of(rule.dimension());
                counted[i] = add(rule, tally, ending.counting.event(i), now);
                if (rule.adds() && counted[i] > rule.limit().over()) {
                    points += rule.points();
                    tally.clear(rule.slot());
                }
            }
        }
        for (int i = 0; points > 0 && i < counted.length; i++) {
            CompiledRule rule = ending.counting.rule(i);
            if (rule.isScore()) {
                counted[i] = add(rule, scope.of(rule.dimension()), points, now);
            }
        }
    }

    private static long add(CompiledRule rule, Tally tally, long event, long now) {
        Limit limit = rule.limit();
        tally.add(rule.slot(), limit, event, now);
        return tally.count(rule.slot(), limit, now);
    }

    private void banOrRemember(CompiledRule rule, long counted, Ending ending, long now) {
        if (counted <= probation.most(rule, rule.limit(), counted, ending.request.client(), now)) {
            sanctions.remember(rule, ending.request, ending.outcome);
        } else if (!rule.sparesCrawlers() || !ending.request.isGenuineCrawler()) {
            sanctions.ban(new Found(rule, counted, 0), ending.request, ending.outcome);
        }
    }
}
