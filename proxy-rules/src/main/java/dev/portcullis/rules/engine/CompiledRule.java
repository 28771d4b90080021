package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Outcome.Ending;
import dev.portcullis.rules.api.Verdict;
import dev.portcullis.rules.ban.Bans;
import dev.portcullis.rules.count.Limit;
import dev.portcullis.rules.count.Slot;
import dev.portcullis.rules.rule.PolicySettings;
import dev.portcullis.rules.rule.PolicySettings.ClientSettings;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.rule.Rule.Action;
import dev.portcullis.rules.rule.Rule.Count;
import dev.portcullis.rules.rule.Rule.Per;
import dev.portcullis.rules.rule.Rule.Threshold;
import dev.portcullis.rules.rule.Sites;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A rule made ready for requests: its condition compiled, its verdicts made, its place in every tally known. */
final class CompiledRule {

    final RuleState state;
    final Rule rule;
    final Where where;
    final Verdict.Observe observes;

    /** Null when the first match acts. */
    final @Nullable Limit limit;

    /** Whether it only watches. */
    final boolean watches;

    private final @Nullable Slot slot;
    private final Set<String> leftOut;
    private final Per per;
    private final ClientSettings clients;
    private final boolean countsOutcomes;

    /** A rule whose windows are under this slot, which only a rule with a threshold has. */
    CompiledRule(Rule rule, @Nullable Slot slot, RuleState state, PolicySettings settings, Patterns patterns) {
        this.state = state;
        this.rule = rule;
        this.slot = slot;
        this.leftOut = rule.sites() instanceof Sites.AllBut but ? but.sites() : Set.of();
        this.where = new Where(rule.where(), patterns);
        this.watches = settings.observe() || rule.observe() || rule.then() == Action.OBSERVE;
        this.observes = new Verdict.Observe(rule.name(), rule.then().name().toLowerCase(Locale.ROOT));
        Threshold threshold = rule.threshold();
        this.limit = threshold == null ? null : new Limit(threshold.over(), threshold.within());
        this.per = threshold == null ? Per.CLIENT : threshold.per();
        this.clients = settings.clients();
        this.countsOutcomes = where.looksAtStatus() || (threshold != null && threshold.count() != Count.REQUESTS);
        if (bans() && per == Per.ALL) {
            throw new IllegalArgumentException("rule " + rule.name() + " can't ban: it counts everybody together");
        }
        if (limit == null && countsOutcomes && !bans() && rule.then() != Action.OBSERVE) {
            throw new IllegalArgumentException("rule " + rule.name()
                    + " acts on the first answer of a status, when it has been sent: it can only ban or observe");
        }
    }

    /** Whether it bans, be it in observe mode. */
    boolean bans() {
        return rule.then() == Action.BAN;
    }

    /** Whether it counts, or acts, when a request has ended. */
    boolean countsOutcomes() {
        return countsOutcomes;
    }

    /** The limit of a rule that has one. */
    Limit limit() {
        return Objects.requireNonNull(limit);
    }

    /** The place in tallies of a rule that has a limit. */
    Slot slot() {
        return Objects.requireNonNull(slot);
    }

    /** Whether it has banned the client already, watching: then it looks at nothing more of it until that ban ends. */
    boolean hasObservedBan(Bans bans, IpPrefix client, long now) {
        return watches && bans() && bans.observes(client, rule.name(), now);
    }

    Per per() {
        return per;
    }

    /** Whom the rule bans, and counts unless it counts everybody together, when this client asks. */
    IpPrefix subject(IpPrefix client) {
        return per == Per.NETWORK ? client.widen(clients.ipv4Network(), clients.ipv6Network()) : client;
    }

    /** Whether the rule looks at a request that has just arrived, at a site that it is asked for. */
    boolean matches(Reading request) {
        return isFor(request) && where.matches(request);
    }

    private boolean isFor(Reading request) {
        return leftOut.isEmpty() || !leftOut.contains(request.facts.site());
    }

    /** What a request that ended weighs: 0 when the rule doesn't count it. */
    long weight(Reading request, Outcome outcome) {
        boolean ours = outcome.ending() == Ending.REFUSED
                || outcome.ending() == Ending.SHED
                || outcome.ending() == Ending.BAD_REQUEST;
        if (ours) {
            return 0;
        }
        if (!outcome.statusIsOrigins()) {
            return where.looksAtStatus() || !matches(request) ? 0 : weight(outcome, false);
        }
        boolean namesStatuses = !rule.where().statuses().isEmpty();
        boolean error = namesStatuses || (outcome.status() >= 400 && outcome.status() <= 599);
        return isFor(request) && where.matches(request, outcome.status()) ? weight(outcome, error) : 0;
    }

    private long weight(Outcome outcome, boolean error) {
        Threshold threshold = rule.threshold();
        if (threshold == null) {
            return 1;
        }
        return switch (threshold.count()) {
            case REQUESTS -> 1;
            case ERRORS -> error ? 1 : 0;
            case ORIGIN_TIME -> outcome.chargedNanos();
            case BYTES -> outcome.requestBytes() + outcome.responseBytes();
        };
    }

    /** The verdict of a request that the rule refuses, {@code wait} nanoseconds before it would have room again. */
    Verdict refusal(long wait) {
        return switch (rule.then()) {
            case OBSERVE -> observes;
            case THROTTLE -> new Verdict.Throttle(rule.name(), seconds(wait));
            case DENY -> new Verdict.Deny(rule.name());
            case DROP -> new Verdict.Drop(rule.name());
            case BAN -> new Verdict.Banned(rule.name());
        };
    }

    private static int seconds(long wait) {
        long second = TimeUnit.SECONDS.toNanos(1);
        return (int) Math.max(1, (wait + second - 1) / second);
    }
}
