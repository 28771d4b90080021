package dev.portcullis.rules.engine;

import dev.portcullis.rules.rule.Rule;
import java.util.List;

/**
 * How far a client is on its way to a rule's limit.
 *
 * @param rule a rule with a threshold
 * @param counted what stands against the client, its network or everybody within the window, in the unit that the rule
 *     counts: requests, nanoseconds or bytes; the most of its groups when the rule counts by something else
 * @param limit the rule's limit, in the same unit
 * @param groups of a rule that counts by something else: those that requests of the client belonged to, past half of the limit
 */
public record RuleCount(Rule rule, long counted, long limit, List<Group> groups) {

    /** Copies the list. */
    public RuleCount {
        groups = List.copyOf(groups);
    }

    /**
     * Requests that are counted together.
     *
     * @param name what they have in common, as it was sent, cut to 100 characters; a session is only called that
     * @param counted what the rule counts of them
     */
    public record Group(String name, long counted) {}
}
