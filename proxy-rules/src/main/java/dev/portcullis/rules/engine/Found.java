package dev.portcullis.rules.engine;

/**
 * A rule that acts on a request, or would.
 *
 * @param counted what it counts, this request included
 * @param retryAfter nanoseconds until such a request would not be acted on
 */
record Found(CompiledRule rule, long counted, long retryAfter) {

    /** Whether this rule's action goes before the other's: the stricter one, then the one that lasts longer, then the rule that stands first. */
    boolean outranks(Found other) {
        int stricter = rule.rule.then().compareTo(other.rule.rule.then());
        if (stricter != 0 || retryAfter != other.retryAfter) {
            return stricter != 0 ? stricter > 0 : retryAfter > other.retryAfter;
        }
        return rule.order < other.rule.order;
    }
}
