package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.ban.Bans;
import dev.portcullis.rules.rule.Rule.Per;
import dev.portcullis.rules.rule.Rule.Threshold;
import dev.portcullis.rules.time.WallClock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes rules' bans, with the evidence that was kept for them. */
final class Sanctions {

    private final Bans bans;
    private final Counts counts;
    private final Samples samples;
    /** A rule for each way of counting by which requests are kept before they have ended. */
    private final Map<Per, CompiledRule> sampling = new EnumMap<>(Per.class);

    private final WallClock clock;

    Sanctions(List<CompiledRule> rules, Counts counts, Samples samples, Bans bans, WallClock clock) {
        this.bans = bans;
        this.counts = counts;
        this.samples = samples;
        this.clock = clock;
        rules.stream()
                .filter(rule -> rule.bans() && rule.limit != null && !rule.countsOutcomes())
                .forEach(rule -> sampling.putIfAbsent(rule.per(), rule));
    }

    /** Keeps a request that brought its client nearer to this rule's ban. */
    void remember(CompiledRule rule, Facts facts, @Nullable Outcome outcome) {
        samples.add(rule.subject(facts.client()), rule.slot(), sample(facts, outcome));
    }

    /** Fills in how a request that was perhaps kept has ended. */
    void ended(Facts facts, Outcome outcome) {
        for (CompiledRule rule : sampling.values()) {
            samples.ended(rule.subject(facts.client()), facts, outcome);
        }
    }

    /**
     * Bans. What the rule had counted is spent by it: when the ban is over, the subject begins anew and no ban follows from the
     * same requests. Does nothing when the subject can't be banned, or no more bans are taken.
     *
     * @param outcome how the last request ended; null when it has just arrived
     */
    void ban(Found found, Facts facts, @Nullable Outcome outcome) {
        CompiledRule rule = found.rule();
        IpPrefix subject = rule.subject(facts.client());
        if (!bans.bannable(subject)) {
            rule.state.countSpared();
            return;
        }
        Ban.Evidence evidence = evidence(found, subject, sample(facts, outcome));
        Ban ban = bans.ban(subject, rule.rule, rule.watches, Reason.of(rule.rule, evidence, facts), evidence);
        if (ban != null && rule.limit != null) {
            counts.clear(rule, subject);
            samples.clear(subject, rule.slot());
        }
    }

    private Sample sample(Facts facts, @Nullable Outcome outcome) {
        return outcome == null ? new Sample(facts, clock.now()) : new Sample(facts, outcome, clock.now());
    }

    private Ban.Evidence evidence(Found found, IpPrefix subject, Sample last) {
        Threshold threshold = found.rule().rule.threshold();
        if (threshold == null) {
            return new Ban.Evidence(null, 1, 0, Duration.ZERO, List.of(last.request()));
        }
        List<Ban.Request> requests = samples.of(subject, found.rule().slot(), last);
        return new Ban.Evidence(threshold.count(), found.counted(), threshold.over(), threshold.within(), requests);
    }
}
