package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.browser.Browser;
import dev.portcullis.rules.crawler.Claim;
import dev.portcullis.rules.crawler.Proof;
import dev.portcullis.rules.engine.Patterns.Some;
import dev.portcullis.rules.pattern.PatternSet;
import dev.portcullis.rules.rule.Condition;
import dev.portcullis.rules.rule.Condition.StatusRange;
import dev.portcullis.rules.rule.Trait;
import dev.portcullis.rules.session.Sessions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A condition, compiled once so that a request pays as little as may be. Most of what it asks a {@link Sieve} finds out for all conditions at once;
 * the {@linkplain #restMatches rest} is asked of each.
 */
final class Where {

    private final boolean any;
    private final boolean looksAtOutcome;
    private final Set<String> methods;
    private final List<Some> texts = new ArrayList<>();
    private final List<Set<String>> countries = new ArrayList<>();
    private final StatusRange[] statuses;
    private final Check[] checks;
    private final Where[] not;

    /** What a sieve does not find out. */
    private final Some[] restOfTexts;

    private final Where[] restOfNot;

    /** Whether a trait holds that only few rules ask for. */
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
        this.statuses = condition.statuses().toArray(StatusRange[]::new);
        this.not = condition.not().stream()
                .map(excluded -> new Where(excluded, patterns))
                .toArray(Where[]::new);
        Stream.of(
                        patterns.paths(condition.paths()),
                        patterns.hosts(condition.hosts()),
                        patterns.userAgents(condition.userAgents()))
                .filter(Objects::nonNull)
                .forEach(texts::add);
        List<Check> few = new ArrayList<>();
        condition.traits().forEach(trait -> add(trait, patterns, few));
        this.checks = few.toArray(Check[]::new);
        this.restOfTexts =
                texts.stream().filter(some -> !isSifted(some) || !some.whole()).toArray(Some[]::new);
        this.restOfNot = Arrays.stream(not)
                .filter(excluded -> excluded.onlyText() == null)
                .toArray(Where[]::new);
    }

    private void add(Trait trait, Patterns patterns, List<Check> few) {
        if (trait instanceof Trait.Query query) {
            addText(patterns.queries(query.patterns()));
        } else if (trait instanceof Trait.Header header) {
            addText(patterns.headers(header.name(), header.patterns()));
        } else if (trait instanceof Trait.TlsFingerprint fingerprint) {
            addText(patterns.fingerprints(fingerprint.patterns()));
        } else if (trait instanceof Trait.Country country) {
            countries.add(country.codes());
        } else if (trait instanceof Trait.ForgedBrowser browser) {
            few.add((request, outcome) -> is(browser, request.inquiry.forgedBrowser()));
        } else if (trait instanceof Trait.Crawler crawler) {
            few.add((request, outcome) -> is(crawler, request.inquiry.claim()));
        } else if (trait instanceof Trait.Session session) {
            few.add((request, outcome) -> session.has() == (request.inquiry.session() != Sessions.NONE));
        } else {
            Trait.Signal signal = (Trait.Signal) trait;
            PatternSet set = new PatternSet(List.of(signal.patterns()), true);
            few.add((request, outcome) -> outcome == null || isSaid(set, outcome.signal()));
        }
    }

    private void addText(@Nullable Some some) {
        if (some != null) {
            texts.add(some);
        }
    }

    private static boolean is(Trait.Crawler wanted, @Nullable Claim claim) {
        return claim != null
                && claim.proof() == (wanted.genuine() ? Proof.GENUINE : Proof.FORGED)
                && (wanted.names().isEmpty() || wanted.names().contains(claim.crawler()));
    }

    private static boolean is(Trait.ForgedBrowser wanted, @Nullable Browser forged) {
        return forged != null && (wanted.names().isEmpty() || wanted.names().contains(forged.word()));
    }

    /** Whether one of the lines says it. The reason, which is for people, is not looked at. */
    private static boolean isSaid(PatternSet patterns, String signal) {
        return signal.lines().anyMatch(line -> SiteWords.matches(patterns, line));
    }

    /** Whether a sieve looks for these patterns: the first quick ones for a text. */
    private boolean isSifted(Some some) {
        for (Some other : texts) {
            if (other.quick() && other.text() == some.text()) {
                return other.equals(some);
            }
        }
        return false;
    }

    /** The patterns that a sieve looks for, of each text some at most: all of them have to match, expressions as far as it looks at them. */
    List<Some> sifted() {
        return texts.stream().filter(this::isSifted).toList();
    }

    /** The patterns that a sieve looks for, none of which may match. */
    List<Some> siftedOut() {
        return Arrays.stream(not).map(Where::onlyText).filter(Objects::nonNull).toList();
    }

    /** The patterns, if it asks for nothing else and they are globs; otherwise null. */
    private @Nullable Some onlyText() {
        boolean only = texts.size() == 1
                && texts.get(0).whole()
                && methods.isEmpty()
                && countries.isEmpty()
                && statuses.length == 0
                && checks.length == 0
                && not.length == 0;
        return only ? texts.get(0) : null;
    }

    /** The methods that it is for; empty for any. */
    Set<String> methods() {
        return methods;
    }

    /** The countries that it is for, each set of them; empty for any. */
    List<Set<String>> countries() {
        return countries;
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
        if (any) {
            return true;
        }
        if (!methods.isEmpty() && !methods.contains(request.inquiry.facts.method())) {
            return false;
        }
        for (Some some : texts) {
            if (!request.matches(some)) {
                return false;
            }
        }
        for (Set<String> each : countries) {
            if (!each.contains(request.inquiry.country())) {
                return false;
            }
        }
        return isLeftOpenOrHas(outcome) && hasTraits(request, outcome) && noneExcludes(not, request, outcome);
    }

    /** Whether there is no rest: of a request that has just arrived, and that a sieve has let through, the condition holds. */
    boolean isSifted() {
        return restOfTexts.length == 0 && statuses.length == 0 && checks.length == 0 && restOfNot.length == 0;
    }

    /** As {@link #matches}, of a request that a sieve has let through. */
    boolean restMatches(Reading request, @Nullable Outcome outcome) {
        for (Some some : restOfTexts) {
            if (!request.matches(some)) {
                return false;
            }
        }
        return isLeftOpenOrHas(outcome) && hasTraits(request, outcome) && noneExcludes(restOfNot, request, outcome);
    }

    private boolean isLeftOpenOrHas(@Nullable Outcome outcome) {
        return outcome == null || hasStatus(outcome.status());
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

    private static boolean noneExcludes(Where[] not, Reading request, @Nullable Outcome outcome) {
        for (Where excluded : not) {
            boolean known = outcome != null || !excluded.looksAtOutcome;
            if (known && excluded.matches(request, outcome)) {
                return false;
            }
        }
        return true;
    }
}
