package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.ban.Bans;
import dev.portcullis.rules.count.Tally;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts what requests cost and broke, once they have ended, and which had to wait, and bans whoever goes over by it. */
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

    /** A request that has ended, or has to wait, and what the rules make of it. */
    private static final class Ending {
        private final Inquiry request;
        private final @Nullable Outcome outcome;
        private final Counting counting;
        private final List<Found> near = new ArrayList<>(0);
        private long points;

        Ending(Inquiry request, @Nullable Outcome outcome, int rules) {
            this.request = request;
            this.outcome = outcome;
            this.counting = new Counting(rules);
        }
    }

    /**
     * Counts a request that was let through.
     *
     * @param outcome how it ended; null when it has to wait for the origin
     * @param watched a ban that covers the client but is not enforced; null when there is none
     */
    void count(Inquiry request, @Nullable Outcome outcome, @Nullable Ban watched, long now) {
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
        long[] candidates = set.candidatesOfOutcomes(reading);
        for (int i = Sieve.next(candidates, 0); i >= 0; i = Sieve.next(candidates, i + 1)) {
            if (set.get(i).matches(reading, ending.outcome)) {
                collect(set.get(i), reading, ending, watched, now);
            }
        }
    }

    private void collect(Bundle bundle, Reading reading, Ending ending, @Nullable Ban watched, long now) {
        for (Counter counter : bundle.counters) {
            if (counter.countsOutcomes() && counter.isCounted(ending.outcome) && counter.isFor(ending.request)) {
                long event = counter.event(reading, ending.outcome);
                if (event != 0 || counter.isScore()) {
                    ending.counting.add(
                            counter, event, watched == null ? null : counter.leftOut(ending.request, bans, now));
                }
            }
        }
        for (CompiledRule rule : bundle.plain) {
            if (rule.countsOutcomes()
                    && Bundle.isCounted(rule, ending.outcome)
                    && rule.isFor(ending.request)
                    && (watched == null || !rule.hasObservedBan(bans, ending.request.client(), now))) {
                matched(rule, ending);
            }
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
    private static long points(CompiledRule rule, @Nullable Outcome outcome) {
        long named = OriginWord.all(outcome == null ? "" : outcome.signal()).stream()
                .filter(word -> word.is(OriginWord.ADD))
                .mapToLong(OriginWord::points)
                .sum();
        return named == 0 ? rule.points() : Math.min(named, 100L * rule.points());
    }

    private void count(Ending ending, long now) {
        boolean done = false;
        while (!done) {
            Scope scope = counts.scope(ending.request, ending.counting, false);
            done = scope.locked(() -> {
                add(ending, scope, now);
                counts.note(ending.request, scope);
                return true;
            });
        }
        for (Found near : ending.near) {
            CompiledRule rule = near.rule();
            if (rule.notesMembers()) {
                collaterals.note(rule, ending.request);
            }
            if (rule.adds() && near.counted() > rule.limit().over()) {
                rule.state.countActed();
            } else if (rule.bans() && rule.members == null) {
                banOrRemember(rule, near.counted(), ending, now);
            }
        }
    }

    private void add(Ending ending, Scope scope, long now) {
        Counting counting = ending.counting;
        for (int i = 0; i < counting.size(); i++) {
            if (!counting.counter(i).isScore()) {
                add(i, counting.event(i), ending, scope, now);
            }
        }
        for (int i = 0; ending.points > 0 && i < counting.size(); i++) {
            if (counting.counter(i).isScore()) {
                add(i, ending.points, ending, scope, now);
            }
        }
    }

    private void add(int i, long event, Ending ending, Scope scope, long now) {
        Counter counter = ending.counting.counter(i);
        Tally tally = scope.of(counter.dimension());
        boolean calmly = ending.counting.leftOut(i) == null && !counts.areReplaced();
        if (calmly && tally.addCalmly(counter.limits, event, now)) {
            return;
        }
        tally.add(counter.limits, event, now, ending.counting.leftOut(i));
        int index = tally.nextNear(counter.limits, 0, now, 0);
        while (index != Tally.NONE_NEAR) {
            if (!ending.counting.isLeftOut(i, index)) {
                near(counter.rule(index), tally, ending, now);
            }
            index = tally.nextNear(counter.limits, 0, now, index + 1);
        }
    }

    /** A rule has counted the request and is past half of its limit. */
    private static void near(CompiledRule rule, Tally tally, Ending ending, long now) {
        long counted = tally.count(rule.slot(), rule.limit(), now);
        ending.near.add(new Found(rule, counted, 0));
        if (rule.adds() && counted > rule.limit().over()) {
            ending.points += rule.points();
            tally.clear(rule.slot());
        }
    }

    private void banOrRemember(CompiledRule rule, long counted, Ending ending, long now) {
        if (counted <= probation.most(rule, rule.limit(), counted, ending.request.client(), now)) {
            sanctions.remember(rule, ending.request, ending.outcome);
        } else if (!rule.sparesCrawlers() || !ending.request.isGenuineCrawler()) {
            sanctions.ban(new Found(rule, counted, 0), ending.request, ending.outcome);
        }
    }
}
