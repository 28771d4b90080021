package dev.portcullis.rules.engine;

import dev.portcullis.rules.rule.Rule;

/**
 * How far a client is on its way to a rule's limit.
 *
 * @param rule a rule with a threshold
 * @param counted what stands against the client, its network or everybody within the window, in the unit that the rule
 *     counts: requests, nanoseconds or bytes
 * @param limit the rule's limit, in the same unit
 */
public record RuleCount(Rule rule, long counted, long limit) {}
