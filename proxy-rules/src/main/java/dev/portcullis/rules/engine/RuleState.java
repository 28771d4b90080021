package dev.portcullis.rules.engine;

import dev.portcullis.rules.rule.Rule;
import java.util.concurrent.atomic.LongAdder;

/** A rule in force and what it has done since the start. Any thread may read it, at no cost to the data path. */
public final class RuleState {

    private final Rule rule;
    private final LongAdder acted = new LongAdder();
    private final LongAdder observed = new LongAdder();
    private final LongAdder spared = new LongAdder();

    RuleState(Rule rule) {
        this.rule = rule;
    }

    /** The rule. */
    public Rule rule() {
        return rule;
    }

    /** Requests refused by the rule's action; for a rule that bans, by its bans. */
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
