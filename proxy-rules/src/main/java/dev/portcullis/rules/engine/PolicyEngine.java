package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Policy;
import dev.portcullis.rules.api.Verdict;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.ban.Bans;
import dev.portcullis.rules.rule.PolicySettings;
import dev.portcullis.rules.time.WallClock;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Decides by rules, counts and bans. */
public final class PolicyEngine implements Policy {

    private final PolicySettings settings;
    private final Bans bans;
    private final List<RuleState> rules;
    private final LongAdder passed = new LongAdder();
    private final LongAdder allowed = new LongAdder();
    private final LongAdder manual = new LongAdder();
    private final LongAdder manualObserved = new LongAdder();

    /** An engine with nothing counted yet. */
    public PolicyEngine(PolicySettings settings, Bans bans, WallClock clock) {
        this.settings = settings;
        this.bans = bans;
        this.rules = settings.rules().stream().map(RuleState::new).toList();
    }

    @Override
    public Verdict decide(Facts facts, long now) {
        String entry = settings.allow().find(facts.client());
        if (entry != null) {
            allowed.increment();
            return new Verdict.Allow(entry);
        }
        Ban ban = bans.find(facts.client(), now);
        if (ban != null && !ban.observed() && !settings.observe()) {
            manual.increment();
            return new Verdict.Banned(ban.rule());
        }
        passed.increment();
        return Verdict.Pass.INSTANCE;
    }

    @Override
    public void ended(Facts facts, Verdict verdict, Outcome outcome, long now) {}

    @Override
    public boolean refuses(IpPrefix client, long now) {
        if (settings.observe() || settings.allow().contains(client)) {
            return false;
        }
        Ban ban = bans.find(client, now);
        return ban != null && !ban.observed();
    }

    /** The rules in force, in the order of the settings. */
    public List<RuleState> rules() {
        return rules;
    }

    /** Requests on which no rule acted. */
    public long passed() {
        return passed.sum();
    }

    /** Requests of allow-listed clients. */
    public long allowed() {
        return allowed.sum();
    }

    /** Requests refused for a ban that none of the {@link #rules} made: the administrator's. */
    public long manuallyBanned() {
        return manual.sum();
    }

    /** Requests that would have been refused for such a ban if the program did not only watch. */
    public long manuallyObserved() {
        return manualObserved.sum();
    }

    /** How many clients and networks something is counted for. */
    public long trackedClients() {
        return 0;
    }

    /** For each rule with a threshold, in the order of the settings, what stands against the client now. */
    public List<RuleCount> counts(IpPrefix client, long now) {
        return List.of();
    }

    /** Forgets what was counted for exactly this client or network, an IPv6 address standing for its client. */
    public void forget(IpPrefix client) {}

    /**
     * Lifts the subject's bans ({@link Bans#remove}) and forgets what was counted for it, so that no ban comes back by itself.
     *
     * @return the bans that were lifted
     */
    public List<Ban> lift(IpPrefix subject) {
        List<Ban> lifted = bans.remove(subject);
        forget(subject);
        return lifted;
    }
}
