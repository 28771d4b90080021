package dev.portcullis.rules.rule;

import java.util.List;

/**
 * Which requests a rule looks at: the keys together are "all of", the list of each is "any of", an empty list is "any".
 *
 * @param methods methods, compared exactly (RFC 9110 9.1)
 * @param hosts globs on the host, without regard to case
 * @param paths globs on the normalised path, with regard to case
 * @param statuses ranges that the origin's status must be in; when there are any, the rule looks at outcomes
 * @param userAgents globs on the User-Agent, without regard to case
 * @param not conditions none of which may hold
 */
public record Condition(
        List<String> methods,
        List<String> hosts,
        List<String> paths,
        List<StatusRange> statuses,
        List<String> userAgents,
        List<Condition> not) {

    /** The condition that holds for every request. */
    public static final Condition ANY = new Condition(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    /** Copies the lists. */
    public Condition {
        methods = List.copyOf(methods);
        hosts = List.copyOf(hosts);
        paths = List.copyOf(paths);
        statuses = List.copyOf(statuses);
        userAgents = List.copyOf(userAgents);
        not = List.copyOf(not);
    }

    /** Status codes from {@code first} to {@code last}, both included, within 100 to 599. */
    public record StatusRange(int first, int last) {

        /** Whether the status is in the range. */
        public boolean contains(int status) {
            return status >= first && status <= last;
        }
    }
}
