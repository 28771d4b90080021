package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.browser.Browser;
import dev.portcullis.rules.crawler.Claim;
import dev.portcullis.rules.crawler.Proof;
import dev.portcullis.rules.pattern.PatternSet;
import dev.portcullis.rules.rule.Condition;
import dev.portcullis.rules.rule.Condition.StatusRange;
import dev.portcullis.rules.rule.Trait;
import dev.portcullis.rules.session.Sessions;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A condition, compiled once so that a request pays as little as may be. */
final class Where {

    private final boolean any;
    private final boolean looksAtOutcome;
    private final Set<String> methods;
    private final Patterns.@Nullable Some hosts;
    private final Patterns.@Nullable Some paths;
    private final Patterns.@Nullable Some userAgents;
    private final StatusRange[] statuses;
    private final Check[] checks;
    private final Where[] not;

    /** Whether a trait holds. */
    private interface Check {
        /**
         * Whether it holds.
         *
         * @param outcome null when the request has just arrived: what it would say is left open then
         */
        boolean holds(Reading request, @Nullable Outcome outcome);
    }

    Where(Condition condition, Patterns patterns) {
        this.any = condition.equals(Condition.ANY);
        this.looksAtOutcome = condition.looksAtOutcome();
        this.methods = Set.copyOf(condition.methods());
        this.hosts = patterns.hosts(condition.hosts());
        this.paths = patterns.paths(condition.paths());
        this.userAgents = patterns.userAgents(condition.userAgents());
        this.statuses = condition.statuses().toArray(StatusRange[]::new);
        this.checks =
                condition.traits().stream().map(trait -> check(trait, patterns)).toArray(Check[]::new);
        this.not = condition.not().stream()
                .map(excluded -> new Where(excluded, patterns))
                .toArray(Where[]::new);
    }

    private static Check check(Trait trait, Patterns patterns) {
        if (trait instanceof Trait.Query query) {
            Patterns.Some some = patterns.queries(query.patterns());
            return (request, outcome) -> request.matches(some);
        }
        if (trait instanceof Trait.Header header) {
            Patterns.Some some = patterns.headers(header.name(), header.patterns());
            return (request, outcome) -> request.matches(some);
        }
        if (trait instanceof Trait.TlsFingerprint fingerprint) {
            Patterns.Some some = patterns.fingerprints(fingerprint.patterns());
            return (request, outcome) -> request.matches(some);
        }
        if (trait instanceof Trait.ForgedBrowser browser) {
            return (request, outcome) -> is(browser, request.inquiry.forgedBrowser());
        }
        if (trait instanceof Trait.Country country) {
            return (request, outcome) -> country.codes().contains(request.inquiry.country());
        }
        if (trait instanceof Trait.Crawler crawler) {
            return (request, outcome) -> is(crawler, request.inquiry.claim());
        }
        if (trait instanceof Trait.Session session) {
            return (request, outcome) -> session.has() == (request.inquiry.session() != Sessions.NONE);
        }
        Trait.Signal signal = (Trait.Signal) trait;
        PatternSet set = new PatternSet(List.of(signal.patterns()), true);
        return (request, outcome) -> outcome == null || isSaid(set, outcome.signal());
    }

    private static boolean is(Trait.Crawler wanted, @Nullable Claim claim) {
        return claim != null
                && claim.proof() == (wanted.genuine() ? Proof.GENUINE : Proof.FORGED)
                && (wanted.names().isEmpty() || wanted.names().contains(claim.crawler()));
    }

    private static boolean is(Trait.ForgedBrowser wanted, @Nullable Browser forged) {
        return forged != null && (wanted.names().isEmpty() || wanted.names().contains(forged.word()));
    }

    /** The reason, which is for people, is not looked at. */
    private static boolean isSaid(PatternSet patterns, String signal) {
        int semicolon = signal.indexOf(';');
        String said = semicolon < 0 ? signal : signal.substring(0, semicolon).stripTrailing();
        return !signal.isEmpty() && (patterns.globs(said).get(0) || patterns.expressions(0, said));
    }

    /** Its patterns of paths; null when there is none. */
    Patterns.@Nullable Some paths() {
        return paths;
    }

    /** Whether a part of the condition, however deep, is known only when a request has ended. */
    boolean looksAtOutcome() {
        return looksAtOutcome;
    }

    /**
     * Whether the condition holds, or may hold for a request that has just arrived.
     *
     * @param outcome how the origin answered; null when that isn't known: what the condition says of it is left open then
     */
    boolean matches(Reading request, @Nullable Outcome outcome) {
        return any
                || (request.matches(paths)
                        && (methods.isEmpty() || methods.contains(request.inquiry.facts.method()))
                        && (outcome == null || hasStatus(outcome.status()))
                        && request.matches(hosts)
                        && request.matches(userAgents)
                        && hasTraits(request, outcome)
                        && noneExcludes(request, outcome));
    }

    private boolean hasStatus(int status) {
        for (StatusRange range : statuses) {
            if (range.contains(status)) {
                return true;
            }
        }
        return statuses.length == 0;
    }

    private boolean hasTraits(Reading request, @Nullable Outcome outcome) {
        for (Check check : checks) {
            if (!check.holds(request, outcome)) {
                return false;
            }
        }
        return true;
    }

    private boolean noneExcludes(Reading request, @Nullable Outcome outcome) {
        for (Where excluded : not) {
            boolean known = outcome != null || !excluded.looksAtOutcome;
            if (known && excluded.matches(request, outcome)) {
                return false;
            }
        }
        return true;
    }
}
