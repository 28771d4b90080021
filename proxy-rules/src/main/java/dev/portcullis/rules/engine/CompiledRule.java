package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Outcome.Ending;
import dev.portcullis.rules.api.Verdict;
import dev.portcullis.rules.ban.Bans;
import dev.portcullis.rules.count.Limit;
import dev.portcullis.rules.count.Slot;
import dev.portcullis.rules.rule.Particulars.Members;
import dev.portcullis.rules.rule.Per;
import dev.portcullis.rules.rule.PolicySettings;
import dev.portcullis.rules.rule.PolicySettings.ClientSettings;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.rule.Rule.Action;
import dev.portcullis.rules.rule.Rule.Count;
import dev.portcullis.rules.rule.Rule.Threshold;
import dev.portcullis.rules.rule.Sites;
import dev.portcullis.rules.session.Sessions;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A rule made ready for requests: its condition compiled, its verdicts made, its places in tallies known. */
final class CompiledRule {

    /** Its place among the rules of the settings. */
    final int order;

    final RuleState state;
    final Rule rule;
    final Where where;
    final Verdict.Observe observes;

    /** Null when the first match acts. */
    final @Nullable Limit limit;

    /** What each member of a group may ask for; null when the rule has no eye for members. */
    final @Nullable Membership members;

    /** Whether it only watches. */
    final boolean watches;

    /** What it counts; requests when it has no limit. */
    final Count count;

    private final @Nullable Slot slot;
    private final Set<String> leftOut;
    private final Per per;
    private final int dimension;
    private final ClientSettings clients;
    private final boolean countsOutcomes;
    private final boolean needsSession;
    private final boolean needsFingerprint;
    private final boolean ofGroups;
    private final boolean bansNetworks;
    private final @Nullable Where failedLogin;

    /**
     * How the members of a group are counted.
     *
     * @param limit what each may ask for
     * @param slot the place of their windows
     * @param dimension the number of the way in which they are told apart
     * @param sparesSessions whether nothing happens to sessions
     */
    record Membership(Limit limit, Slot slot, int dimension, boolean sparesSessions) {}

    /** A rule whose windows are in these places, one of a group of rules. */
    CompiledRule(
            Rule rule,
            Placement.Slots slots,
            RuleState state,
            PolicySettings settings,
            Dimensions dimensions,
            RuleCompiler.Group group,
            int order) {
        this.order = order;
        this.state = state;
        this.rule = rule;
        this.slot = slots.own();
        this.leftOut = rule.sites() instanceof Sites.AllBut but ? but.sites() : Set.of();
        this.where = group.where(rule.where());
        this.watches = settings.observe() || rule.observe() || rule.then() == Action.OBSERVE;
        this.observes = new Verdict.Observe(rule.name(), rule.then().name().toLowerCase(Locale.ROOT));
        Threshold threshold = rule.threshold();
        this.limit = threshold == null ? null : limit(threshold);
        this.count = threshold == null ? Count.REQUESTS : threshold.count();
        this.per = threshold == null ? Per.CLIENT : threshold.per();
        this.dimension = dimensions.of(per);
        this.clients = settings.clients();
        this.countsOutcomes = where.looksAtOutcome() || count.isOfOutcomes();
        this.failedLogin = count == Count.FAILED_LOGINS
                ? group.where(settings.signals().logins().condition())
                : null;
        Members each = rule.particulars().members();
        this.members = each == null
                ? null
                : new Membership(
                        new Limit(each.over(), each.within()),
                        Objects.requireNonNull(slots.ofMembers()),
                        dimensions.of(Dimensions.ofMembers(per)),
                        each.sparesSessions());
        this.needsSession = limit != null && per.has(Per.Key.SESSION);
        this.needsFingerprint = limit != null && per.has(Per.Key.TLS_FINGERPRINT);
        this.ofGroups = limit != null && !needsSession && !per.has(Per.Key.CLIENT);
        this.bansNetworks = members == null && !per.has(Per.Key.CLIENT) && per.has(Per.Key.NETWORK);
        check();
    }

    private static Limit limit(Threshold threshold) {
        return threshold.count().isDistinct()
                ? Limit.distinct(threshold.over(), threshold.within())
                : new Limit(threshold.over(), threshold.within());
    }

    private void check() {
        if (bans() && members == null && !per.has(Per.Key.CLIENT) && !per.has(Per.Key.NETWORK)) {
            throw new IllegalArgumentException("rule " + rule.name() + " can't ban: it counts per " + per);
        }
        boolean mayActLate = bans() || adds() || rule.then() == Action.OBSERVE;
        if (limit == null && countsOutcomes && !mayActLate) {
            throw new IllegalArgumentException("rule " + rule.name()
                    + " acts on the first answer of a kind, when it has been sent: it can only ban or observe");
        }
    }

    /** Whether it bans, be it in observe mode. */
    boolean bans() {
        return rule.then() == Action.BAN;
    }

    /** Whether it adds points instead of acting. */
    boolean adds() {
        return rule.then() == Action.ADD;
    }

    /** The points that it adds, 0 when it only watches. */
    int points() {
        return rule.observe() ? 0 : rule.particulars().points();
    }

    /** Whether it counts points that other rules add. */
    boolean isScore() {
        return count == Count.SCORE;
    }

    /** Whether it counts, or acts, when a request has ended. */
    boolean countsOutcomes() {
        return countsOutcomes;
    }

    /** Whether those that it counts together are perhaps many clients. */
    boolean isOfGroups() {
        return ofGroups;
    }

    /** Whether it counts together by something else than the client, its network or all: it is noted then who was counted where. */
    boolean isByOther() {
        return limit != null && !per.equals(Per.CLIENT) && !per.equals(Per.NETWORK) && !per.equals(Per.ALL);
    }

    /** Whether it is noted who was counted in which group, once that is past half of the limit. */
    boolean notesMembers() {
        return ofGroups || isByOther();
    }

    /** Whether a genuine crawler may ask for as much as it likes. */
    boolean sparesCrawlers() {
        return limit != null && !rule.particulars().includesCrawlers();
    }

    /** The limit of a rule that has one. */
    Limit limit() {
        return Objects.requireNonNull(limit);
    }

    /** The place in tallies of a rule that has a limit. */
    Slot slot() {
        return Objects.requireNonNull(slot);
    }

    /** The place in tallies of what it bans by. */
    Slot banningSlot() {
        return members == null ? slot() : members.slot();
    }

    /** The number of the way in which it counts requests together. */
    int dimension() {
        return dimension;
    }

    Per per() {
        return per;
    }

    /** Whether it has banned the client already, watching: then it looks at nothing more of it until that ban ends. */
    boolean hasObservedBan(Bans bans, IpPrefix client, long now) {
        return watches && bans() && bans.observes(client, rule.name(), now);
    }

    /** Whether those whom the rule bans are networks. */
    boolean bansNetworks() {
        return bansNetworks;
    }

    /** Whom the rule bans when this client asks. */
    IpPrefix subject(IpPrefix client) {
        return bansNetworks ? client.widen(clients.ipv4Network(), clients.ipv6Network()) : client;
    }

    /** Whether it is for every request, whatever its site and whatever it has. */
    boolean isForAll() {
        return leftOut.isEmpty() && !needsSession && !needsFingerprint;
    }

    /** Whether the rule is for the site of the request, which has what the rule counts together. */
    boolean isFor(Inquiry request) {
        return (leftOut.isEmpty() || !leftOut.contains(request.facts.site()))
                && (!needsSession || request.session() != Sessions.NONE)
                && (!needsFingerprint || !request.facts.tlsFingerprint().isEmpty());
    }

    /** What a request that has just arrived is to the rule: the fingerprint of a thing, or 1. */
    long event(Inquiry request) {
        return switch (count) {
            case DISTINCT_PATHS -> request.path();
            case DISTINCT_AGENTS -> request.agent();
            case REQUESTS, ERRORS, ORIGIN_TIME, BYTES, FAILED_LOGINS, PROTOCOL_ERRORS, WAITS, SCORE -> 1;
        };
    }

    /**
     * What a request is to the rule, whose condition holds: 0 when the rule doesn't count it.
     *
     * @param outcome how it ended; null for a request that has to wait
     */
    long event(Reading request, @Nullable Outcome outcome) {
        if (outcome == null) {
            return count == Count.WAITS ? 1 : 0;
        }
        boolean named = !rule.where().statuses().isEmpty();
        return switch (count) {
            case REQUESTS, DISTINCT_PATHS, DISTINCT_AGENTS -> event(request.inquiry);
            case ERRORS -> outcome.statusIsOrigins() && (named || isError(outcome.status())) ? 1 : 0;
            case ORIGIN_TIME -> outcome.chargedNanos();
            case BYTES -> outcome.requestBytes() + outcome.responseBytes();
            case FAILED_LOGINS -> isFailedLogin(request, outcome) ? 1 : 0;
            case PROTOCOL_ERRORS -> outcome.ending() == Ending.BAD_REQUEST ? 1 : 0;
            case WAITS, SCORE -> 0;
        };
    }

    private static boolean isError(int status) {
        return status >= 400 && status <= 599;
    }

    private boolean isFailedLogin(Reading request, Outcome outcome) {
        return outcome.statusIsOrigins()
                && (OriginWord.first(outcome.signal(), OriginWord.FAILED_LOGIN).is(OriginWord.FAILED_LOGIN)
                        || Objects.requireNonNull(failedLogin).matches(request, outcome));
    }

    /** The verdict of a request that the rule refuses, {@code wait} nanoseconds before it would have room again. */
    Verdict refusal(long wait) {
        return switch (rule.then()) {
            case OBSERVE, ADD -> observes;
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
