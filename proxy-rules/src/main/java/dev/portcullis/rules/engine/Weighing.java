package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.ban.Bans;
import dev.portcullis.rules.count.Limit;
import dev.portcullis.rules.count.Limits;
import dev.portcullis.rules.count.Tally;
import dev.portcullis.rules.session.Sessions;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One request that arrives, held against the rules that count it: the counts are read, and added to, with the monitors of all the
 * request's tallies held at once, so that of requests that come at the same time exactly as many pass as the limits allow.
 */
final class Weighing implements BooleanSupplier {

    private final Inquiry request;
    private final Counting rules;
    private final Findings findings;
    private final Counts counts;
    private final Bans bans;
    private final Probation probation;
    private final long now;
    private List<CompiledRule> near = List.of();
    private @Nullable Scope scope;
    private boolean retired;

    Weighing(
            Inquiry request,
            Counting rules,
            Findings findings,
            Counts counts,
            Bans bans,
            Probation probation,
            long now) {
        this.request = request;
        this.rules = rules;
        this.findings = findings;
        this.counts = counts;
        this.bans = bans;
        this.probation = probation;
        this.now = now;
    }

    /** Weighs. Gives false when one of the rules was retired meanwhile: nothing is counted then. */
    boolean done() {
        while (!retired) {
            scope = counts.scope(request, rules, true);
            if (scope.locked(this)) {
                return true;
            }
            // a tally was forgotten in between, and its successor is asked for, or a rule was retired
        }
        return false;
    }

    @Override
    public boolean getAsBoolean() {
        retired = counts.areReplaced();
        if (retired) {
            return false;
        }
        for (int i = 0; i < rules.calm().size(); i++) {
            rules.calm().get(i).count(scope().of(Dimensions.CLIENT), rules, now);
        }
        boolean scores = false;
        for (int i = 0; i < rules.size(); i++) {
            boolean score = rules.counter(i).isScore();
            scores |= score;
            if (!score && !countCalmly(i)) {
                weigh(i, rules.event(i));
            }
        }
        for (int i = 0; scores && i < rules.size(); i++) {
            if (rules.counter(i).isScore()) {
                weigh(i, findings.points());
            }
        }
        if (findings.acting() == null) {
            count();
            counts.note(request, scope());
        } else {
            takeBack();
        }
        return true;
    }

    /** Counts the request if no rule of the counter there is near its limit by that, and gives whether it did. Mostly it does, and that is all. */
    private boolean countCalmly(int i) {
        Counter counter = rules.counter(i);
        long event = rules.event(i);
        if (event == 0 || rules.leftOut(i) != null || counter.members() != null) {
            return false;
        }
        boolean counted = scope().of(counter.dimension()).addCalmly(counter.limits, event, now);
        rules.setCounted(i, counted);
        return counted;
    }

    /** A rule acts, so that none counts the request. */
    private void takeBack() {
        rules.calm().forEach(asked -> asked.takeBack(scope().of(Dimensions.CLIENT)));
        for (int i = 0; i < rules.size(); i++) {
            if (rules.isCounted(i)) {
                Counter counter = rules.counter(i);
                scope().of(counter.dimension()).takeBack(counter.limits, rules.event(i));
                rules.setCounted(i, false);
            }
        }
    }

    /** Looks at the rules that are near their limits: no other does anything. */
    private void weigh(int i, long event) {
        Counter counter = rules.counter(i);
        Limits limits = counter.limits;
        Tally tally = scope().of(counter.dimension());
        int index = tally.nextNear(limits, event, now, 0);
        while (index != Tally.NONE_NEAR) {
            if (!rules.isLeftOut(i, index)) {
                weigh(i, index, event, tally);
            }
            index = tally.nextNear(limits, event, now, index + 1);
        }
    }

    private void weigh(int i, int index, long event, Tally tally) {
        CompiledRule rule = rules.counter(i).rule(index);
        Limit limit = rule.limit();
        long count =
                event == 0 ? tally.count(rule.slot(), limit, now) : tally.countWith(rule.slot(), limit, event, now);
        long most = probation.most(rule, limit, count, request.client(), now);
        if (count > most && over(rule, tally, count, most)) {
            rules.leaveOut(i, index);
        } else if (!rule.isScore() || event != 0) {
            near = near.isEmpty() ? new ArrayList<>() : near;
            near.add(rule);
        }
    }

    /** Finds what a rule does that is over its limit. Gives whether it leaves the request uncounted. */
    private boolean over(CompiledRule rule, Tally tally, long count, long allowed) {
        if (rule.sparesCrawlers() && request.isGenuineCrawler()) {
            return true;
        }
        if (rule.adds()) {
            findings.addPoints(rule);
            return true;
        }
        CompiledRule.Membership members = rule.members;
        long wait;
        if (members == null) {
            long most = allowed - (rule.countsOutcomes() ? 0 : 1);
            wait = tally.untilAtMost(most, rule.slot(), rule.limit(), now);
        } else {
            Tally own = scope().of(members.dimension());
            boolean spared = members.sparesSessions() && request.session() != Sessions.NONE;
            if (spared
                    || own.countWith(members.slot(), members.limit(), 1, now)
                            <= members.limit().over()) {
                return false;
            }
            wait = own.untilAtMost(members.limit().over() - 1, members.slot(), members.limit(), now);
        }
        found(new Found(rule, count, wait));
        if (rule.notesMembers()) {
            findings.crowd(rule);
        }
        return true;
    }

    private void found(Found found) {
        CompiledRule rule = found.rule();
        IpPrefix subject = rule.subject(request.client());
        if (!rule.bans() || bans.bannable(subject)) {
            findings.add(found);
        } else if (!rule.countsOutcomes()) {
            findings.spare(rule);
        }
    }

    private void count() {
        scope().of(Dimensions.CLIENT).expect(rules.size());
        for (int i = 0; i < rules.size(); i++) {
            if (!rules.isCounted(i)) {
                count(i);
            }
        }
        near.forEach(this::nearLimit);
    }

    private void count(int i) {
        Counter counter = rules.counter(i);
        Tally tally = scope().of(counter.dimension());
        BitSet leftOut = rules.leftOut(i);
        long event = counter.isScore() ? findings.points() : rules.event(i);
        if (event != 0) {
            tally.add(counter.limits, event, now, leftOut);
        }
        for (int index = leftOut == null ? -1 : leftOut.nextSetBit(0);
                leftOut != null && index >= 0;
                index = leftOut.nextSetBit(index + 1)) {
            spend(counter.rule(index), tally);
        }
        CompiledRule.Membership members = counter.members();
        if (members != null && leftOut == null && (event != 0 || !counter.isScore())) {
            scope().of(members.dimension()).add(members.slot(), members.limit(), 1, now);
        }
    }

    /** What a rule that adds points had counted is gone with that. */
    private static void spend(CompiledRule rule, Tally tally) {
        if (rule.adds()) {
            tally.clear(rule.slot());
        }
    }

    private void nearLimit(CompiledRule rule) {
        if (rule.bans() && (!rule.countsOutcomes() || rule.isScore()) && rule.members == null) {
            findings.suspect(rule);
        }
        if (rule.notesMembers()) {
            findings.crowd(rule);
        }
    }

    private Scope scope() {
        return Objects.requireNonNull(scope);
    }
}
