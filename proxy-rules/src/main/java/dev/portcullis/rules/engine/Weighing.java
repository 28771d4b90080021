package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.ban.Bans;
import dev.portcullis.rules.count.Limit;
import dev.portcullis.rules.count.Tally;
import dev.portcullis.rules.session.Sessions;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One request that arrives, held against the rules that count it: the counts are read, and added to, with the monitors of all the
 * request's tallies held at once, so that of requests that come at the same time exactly as many pass as the limits allow.
 */
final class Weighing implements BooleanSupplier {

    private final Inquiry request;
    private final RuleList rules;
    private final Findings findings;
    private final Bans bans;
    private final Probation probation;
    private final long now;
    private final long[] counted;
    private final boolean[] left;
    private @Nullable Scope scope;
    private boolean retired;

    Weighing(Inquiry request, RuleList rules, Findings findings, Bans bans, Probation probation, long now) {
        this.request = request;
        this.rules = rules;
        this.findings = findings;
        this.bans = bans;
        this.probation = probation;
        this.now = now;
        this.counted = new long[rules.size()];
        this.left = new boolean[rules.size()];
    }

    /** Weighs. Gives false when one of the rules was retired meanwhile: nothing is counted then. */
    boolean done(Counts counts) {
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
        retired = rules.anyRetired();
        if (retired) {
            return false;
        }
        boolean scores = false;
        for (int i = 0; i < rules.size(); i++) {
            boolean score = rules.rule(i).isScore();
            scores |= score;
            if (!score) {
                weigh(i);
            }
        }
        for (int i = 0; scores && i < rules.size(); i++) {
            if (rules.rule(i).isScore()) {
                weigh(i);
            }
        }
        if (findings.acting() == null) {
            for (int i = rules.size() - 1; i >= 0; i--) { // the last rule first: a new tally then grows once
                count(i);
            }
        }
        return true;
    }

    private void weigh(int i) {
        CompiledRule rule = rules.rule(i);
        Limit limit = rule.limit();
        Tally tally = scope().of(rule.dimension());
        long count = rule.countsOutcomes()
                ? tally.count(rule.slot(), limit, now)
                : tally.countWith(rule.slot(), limit, rules.event(i), now);
        if (rule.isScore()) {
            count += findings.points();
        }
        counted[i] = count;
        long most = probation.most(rule, limit, count, request.client(), now);
        if (count > most) {
            left[i] = over(rule, tally, count, most);
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
        if (rule.isOfGroups()) {
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

    private void count(int i) {
        CompiledRule rule = rules.rule(i);
        Tally tally = scope().of(rule.dimension());
        Limit limit = rule.limit();
        if (left[i]) {
            if (rule.adds()) {
                tally.clear(rule.slot());
            }
            return;
        }
        if (rule.isScore()) {
            if (findings.points() == 0) {
                return;
            }
            tally.add(rule.slot(), limit, findings.points(), now);
        } else if (!rule.countsOutcomes()) {
            tally.add(rule.slot(), limit, rules.event(i), now);
        }
        CompiledRule.Membership members = rule.members;
        if (members != null) {
            scope().of(members.dimension()).add(members.slot(), members.limit(), 1, now);
        }
        if (counted[i] > limit.over() / 2) {
            nearLimit(rule);
        }
    }

    private void nearLimit(CompiledRule rule) {
        if (rule.bans() && (!rule.countsOutcomes() || rule.isScore()) && rule.members == null) {
            findings.suspect(rule);
        }
        if (rule.isOfGroups()) {
            findings.crowd(rule);
        }
    }

    private Scope scope() {
        return Objects.requireNonNull(scope);
    }
}
