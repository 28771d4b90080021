package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.ban.Bans;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.rule.Rule.Count;
import dev.portcullis.rules.rule.Rule.Threshold;
import dev.portcullis.rules.safety.Safety;
import dev.portcullis.rules.time.WallClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes rules' bans, with the evidence that was kept for them. */
final class Sanctions {

    private final Bans bans;
    private final Counts counts;
    private final Samples samples;
    private final Collaterals collaterals;
    private final Safety safety;

    /** A rule for clients and one for networks by which requests are kept before they have ended. */
    private final Map<Boolean, CompiledRule> sampling = new HashMap<>();

    private final WallClock clock;

    Sanctions(
            List<CompiledRule> rules,
            Counts counts,
            Samples samples,
            Collaterals collaterals,
            Bans bans,
            Safety safety,
            WallClock clock) {
        this.bans = bans;
        this.counts = counts;
        this.samples = samples;
        this.collaterals = collaterals;
        this.safety = safety;
        this.clock = clock;
        rules.stream()
                .filter(rule -> rule.bans() && rule.limit != null && isKeptEarly(rule))
                .forEach(rule -> sampling.putIfAbsent(rule.bansNetworks(), rule));
    }

    /** Whether it keeps requests that have not ended. */
    private static boolean isKeptEarly(CompiledRule rule) {
        return !rule.countsOutcomes() || rule.isScore() || rule.count == Count.WAITS;
    }

    /** Keeps a request that brought its client nearer to this rule's ban. */
    void remember(CompiledRule rule, Inquiry request, @Nullable Outcome outcome) {
        samples.add(rule.subject(request.client()), rule.slot(), sample(request.facts, outcome), request.now());
        request.claim(); // whether it is a crawler's is to be known before it comes to a ban
    }

    /**
     * Fills in how a request that was perhaps kept has ended. Gives whether its client is on the way to a ban by what it did itself: that its network
     * is says nothing of it.
     */
    boolean ended(Facts facts, Outcome outcome, long now) {
        boolean suspected = false;
        for (CompiledRule rule : sampling.values()) {
            boolean is = samples.ended(rule.subject(facts.client()), facts, outcome, now);
            suspected |= is && !rule.bansNetworks();
        }
        return suspected;
    }

    /**
     * Bans. What the rule had counted is spent by it: when the ban is over, the subject begins anew and no ban follows from the
     * same requests. Does nothing when the subject can't be banned, or no more bans are taken, or the client perhaps is a crawler
     * that the rule would spare: as long as that isn't known, the rule refuses what is over its limit.
     *
     * @param outcome how the last request ended; null when it has just arrived
     */
    void ban(Found found, Inquiry request, @Nullable Outcome outcome) {
        CompiledRule rule = found.rule();
        IpPrefix subject = rule.subject(request.client());
        if (!bans.bannable(subject)) {
            rule.state.countSpared();
            return;
        }
        if (rule.sparesCrawlers() && request.isPerhapsCrawler()) {
            return;
        }
        boolean watches =
                rule.watches || !safety.mayBan(rule.rule.name(), subject, request.client(), request.session());
        Collateral hit = rule.isOfGroups() ? collaterals.of(rule, request) : Collateral.NONE;
        Ban.Evidence evidence = evidence(found, subject, request, sample(request.facts, outcome));
        String reason =
                Reason.of(rule.rule, evidence, request.facts, outcome, rule.bansNetworks() ? hit : Collateral.NONE);
        Ban ban = bans.ban(subject, termed(rule.rule, outcome), watches, reason, evidence);
        if (ban != null && rule.limit != null) {
            counts.clear(rule, request);
            samples.clear(subject, rule.slot());
        }
    }

    /** The rule, with the duration that the origin named instead of its own, if it is the origin that bans; never more than the rule's longest. */
    private static Rule termed(Rule rule, @Nullable Outcome outcome) {
        Duration named = OriginWord.first(outcome == null ? "" : outcome.signal(), OriginWord.BAN)
                .duration();
        Rule.BanTerms terms = rule.terms();
        if (named == null
                || terms == null
                || rule.threshold() != null
                || !rule.where().looksAtSignal()) {
            return rule;
        }
        Duration lasts = named.compareTo(terms.atMost()) < 0 ? named : terms.atMost();
        return rule.with(new Rule.BanTerms(lasts, 1, lasts));
    }

    private Sample sample(Facts facts, @Nullable Outcome outcome) {
        return outcome == null ? new Sample(facts, clock.now()) : new Sample(facts, outcome, clock.now());
    }

    private Ban.Evidence evidence(Found found, IpPrefix subject, Inquiry request, Sample last) {
        Threshold threshold = found.rule().rule.threshold();
        if (threshold == null) {
            return new Ban.Evidence(null, 1, 0, Duration.ZERO, List.of(last.request()));
        }
        List<Ban.Request> requests = samples.of(subject, found.rule().slot(), last, threshold.within());
        long limit = found.counted() > threshold.over() ? threshold.over() : Probation.half(threshold.over());
        return new Ban.Evidence(
                threshold.count(),
                found.counted(),
                limit,
                threshold.within(),
                requests,
                counts.group(found.rule(), request));
    }
}
