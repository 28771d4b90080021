package dev.portcullis.rules.rule;

import java.util.List;

/**
 * Which requests a rule looks at: the keys together are "all of", the list of each is "any of", an empty list is "any".
 *
 * <p>A pattern is a glob for the whole text, or, if it begins with {@code ~}, a regular expression (RE2) that is sought in it.
 *
 * @param methods methods, compared exactly (RFC 9110 9.1)
 * @param hosts patterns for the host, without regard to case
 * @param paths patterns for the normalised path, with regard to case
 * @param statuses ranges that the origin's status must be in; when there are any, the rule looks at outcomes
 * @param userAgents patterns for the User-Agent, without regard to case
 * @param traits what else must hold, all of it
 * @param not conditions none of which may hold
 */
public record Condition(
        List<String> methods,
        List<String> hosts,
        List<String> paths,
        List<StatusRange> statuses,
        List<String> userAgents,
        List<Trait> traits,
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
        traits = List.copyOf(traits);
        not = List.copyOf(not);
    }

    /** A condition without traits. */
    public Condition(
            List<String> methods,
            List<String> hosts,
            List<String> paths,
            List<StatusRange> statuses,
            List<String> userAgents,
            List<Condition> not) {
        this(methods, hosts, paths, statuses, userAgents, List.of(), not);
    }

    /** A condition that is one trait. */
    public static Condition of(Trait trait) {
        return new Condition(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(trait), List.of());
    }

    /** Whether a part of it, however deep, is known only when a request has ended: its status, or the origin's word of it. */
    public boolean looksAtOutcome() {
        return !statuses.isEmpty()
                || traits.stream().anyMatch(Trait.Signal.class::isInstance)
                || not.stream().anyMatch(Condition::looksAtOutcome);
    }

    /** Whether it asks what the origin said of the request. */
    public boolean looksAtSignal() {
        return traits.stream().anyMatch(Trait.Signal.class::isInstance);
    }

    /** Whether a part of it, however deep, asks for the client's country. */
    public boolean looksAtCountry() {
        return traits.stream().anyMatch(Trait.Country.class::isInstance)
                || not.stream().anyMatch(Condition::looksAtCountry);
    }

    /** Status codes from {@code first} to {@code last}, both included, within 100 to 599. */
    public record StatusRange(int first, int last) {

        /** Whether the status is in the range. */
        public boolean contains(int status) {
            return status >= first && status <= last;
        }
    }
}
