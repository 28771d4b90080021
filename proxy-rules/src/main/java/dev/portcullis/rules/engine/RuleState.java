package dev.portcullis.rules.engine;

import dev.portcullis.rules.rule.Rule;
import java.util.concurrent.atomic.LongAdder;

/** A rule in force and what it has done since the start. Any thread may read it, at no cost to the data path. */
public final class RuleState {

    private final Rule rule;
    private final LongAdder acted;
    private final LongAdder observed;
    private final LongAdder spared;
    private volatile Collateral collateral = Collateral.NONE;

    /** A rule that has done nothing yet. */
    RuleState(Rule rule) {
        this(rule, new LongAdder(), new LongAdder(), new LongAdder());
    }

    private RuleState(Rule rule, LongAdder acted, LongAdder observed, LongAdder spared) {
        this.rule = rule;
        this.acted = acted;
        this.observed = observed;
        this.spared = spared;
    }

    /** The same figures, which go on for a rule that takes the place of this one. */
    RuleState of(Rule successor) {
        RuleState next = new RuleState(successor, acted, observed, spared);
        next.collateral = collateral;
        return next;
    }

    /** The rule. */
    public Rule rule() {
        return rule;
    }

    /** Requests refused by the rule's action, for a rule that bans by its bans; for one that adds points, how often it added them. */
    public long acted() {
        return acted.sum();
    }

    /** Requests that passed as {@code observe}: the rule would have acted. */
    public long observed() {
        return observed.sum();
    }

    /** Requests for which the rule would have banned somebody who can't be banned: this machine or a trusted proxy. */
    public long spared() {
        return spared.sum();
    }

    /** Who was hit when the rule last acted, or would have, on a group. */
    public Collateral collateral() {
        return collateral;
    }

    void hit(Collateral last) {
        collateral = last;
    }

    void countActed() {
        acted.increment();
    }

    void countObserved() {
        observed.increment();
    }

    void countSpared() {
        spared.increment();
    }
}
