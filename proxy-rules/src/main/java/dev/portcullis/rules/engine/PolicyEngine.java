package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Outcome.Ending;
import dev.portcullis.rules.api.Policy;
import dev.portcullis.rules.api.Precedence;
import dev.portcullis.rules.api.Verdict;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.ban.Bans;
import dev.portcullis.rules.ban.Standing;
import dev.portcullis.rules.cache.CacheState;
import dev.portcullis.rules.count.Tallies;
import dev.portcullis.rules.crawler.Crawlers;
import dev.portcullis.rules.crawler.NameService;
import dev.portcullis.rules.hash.FingerprintKey;
import dev.portcullis.rules.pattern.GlobSet;
import dev.portcullis.rules.rule.PolicySettings;
import dev.portcullis.rules.rule.SafetySettings;
import dev.portcullis.rules.safety.LearnedAdmins;
import dev.portcullis.rules.safety.Safety;
import dev.portcullis.rules.session.Sessions;
import dev.portcullis.rules.time.Ticker;
import dev.portcullis.rules.time.WallClock;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Decides about requests by allow-list, bans and rules, counts them, and bans.
 *
 * <p>What is decided when a request arrives, in this order:
 *
 * <ol>
 *   <li>A client on the allow-list, or learnt to be an administrator's, is let through. Nothing is counted for it, and no rule sees it.
 *   <li>A client under an enforced ban, its own or its network's, is refused. Nothing is counted.
 *   <li>The rules are asked. One without a threshold acts on each request that matches. One that counts requests, or different paths or
 *       user agents, acts if this one would be more than the limit. One that counts what is known only at the end (errors, the
 *       origin's time, bytes, failed logins, having to wait, and whatever has a condition on the status or the origin's word) acts as long as its
 *       window is over the limit. One that counts points acts if those that the others add would be more than the limit. One that
 *       adds points does so instead of acting; what it had counted is spent by that. The strictest action wins: ban, drop, deny,
 *       throttle, observe.
 *   <li>A genuine crawler is spared by every rule with a threshold that doesn't say otherwise. While it isn't known whether a client is the
 *       crawler that it says it is, such a rule bans nobody, and refuses only what is over its limit.
 *   <li>Only a request that passes is counted, by the rules that count requests. A refused request is counted by no rule, so
 *       that no refusal of ours leads to another. Nor does a rule count a request that it acts on, or would.
 * </ol>
 *
 * <p>When a request that was let through has ended, the other rules count it: the origin's time and bytes however it ended, errors
 * and statuses only if the status is the origin's own. {@code errors} means 400 to 599, unless the rule names statuses itself. A
 * rule that bans does so here, at once, when its window goes over. While a client is banned nothing more is counted for it.
 *
 * <p>A ban spends what its rule had counted: when it is over, or lifted, the client begins anew. 127.0.0.1, ::1 and trusted
 * proxies may be throttled or refused, but never banned: such a rule does nothing then but be counted as {@link RuleState#spared}.
 * When no more bans are taken, a rule that bans refuses each request for as long as it is over its limit.
 *
 * <p>A rule in observe mode, or each when the whole program only watches, is evaluated and measured in the same way and
 * changes nothing. Its bans are in the register as observed ones: made once, with evidence, and while one lasts the client's
 * requests pass as {@code observe} and are not counted by that rule. When the whole program watches, no ban is enforced,
 * whoever made it.
 *
 * <p>The settings may change while requests come and go ({@link #reconfigure}); what that costs a request is one volatile read.
 */
public final class PolicyEngine implements Policy {

    private final Bans bans;
    private final Tallies tallies;
    private final Samples samples = new Samples();
    private final Collaterals collaterals = new Collaterals();
    private final Sessions sessions;
    private final Crawlers crawlers;
    private final Safety safety;
    private final Regime.Parts parts;
    private final Object changing = new Object();
    private volatile Regime current;
    private final Judgement judgement;
    private final CountKeeping keeping;
    private final LongAdder allows = new LongAdder();

    /**
     * An engine that has counted nothing yet, and verifies crawlers by their published networks only.
     *
     * @param bans the register that bans are found in and made in
     * @param clock dates the evidence of bans
     * @throws IllegalArgumentException when a rule can't be carried out
     */
    public PolicyEngine(PolicySettings settings, Bans bans, WallClock clock) {
        this(settings, bans, clock, NameService.NONE);
    }

    /** As above, but crawlers are verified by {@code names}. */
    public PolicyEngine(PolicySettings settings, Bans bans, WallClock clock, NameService names) {
        this(settings, bans, names, new Safety(Ticker.system(), clock));
    }

    /**
     * An engine that has counted nothing yet.
     *
     * @param bans the register that bans are found in and made in
     * @param names verifies crawlers
     * @param safety is heeded before a rule acts; its clock dates the evidence of bans
     * @throws IllegalArgumentException when a rule can't be carried out
     */
    public PolicyEngine(PolicySettings settings, Bans bans, NameService names, Safety safety) {
        this(settings, bans, names, safety, FingerprintKey.random());
    }

    /**
     * As above, with fingerprints under a key that is kept, so that another process understands what is {@linkplain #keeping kept}.
     *
     * @throws IllegalArgumentException when a rule can't be carried out
     */
    public PolicyEngine(PolicySettings settings, Bans bans, NameService names, Safety safety, FingerprintKey key) {
        this.bans = bans;
        this.safety = safety;
        this.tallies = new Tallies(settings.clients().max());
        this.sessions = new Sessions(settings.signals().sessions(), key);
        this.crawlers = new Crawlers(settings.signals().crawlers(), names);
        this.parts = new Regime.Parts(tallies, samples, collaterals, sessions, crawlers, key, bans, safety);
        this.current = new Regime(settings, parts, new Placement(tallies), List.of());
        this.judgement = new Judgement(collaterals, safety);
        this.keeping = new CountKeeping(parts, () -> current);
        heed(current);
    }

    /**
     * Goes by these settings from now on, all of them at once: no request is judged half by the earlier ones and half by these. A
     * request that is under way is counted, when it ends, by the rules of these settings.
     *
     * <p>What stays:
     *
     * <ul>
     *   <li>All bans until they end, whether their rule is still there or not, and how often each client was banned by each rule,
     *       by the rule's name. Only a client that is now on the allow-list or a trusted proxy is refused no more, at once.
     *   <li>What was counted, by each rule that still counts the same: its name, {@code count}, {@code per}, {@code where} and sites
     *       are what they were. {@code over}, {@code within} and what follows may have changed: what the count then says is never
     *       too high, so that it holds by the new limit at once, but may be too low until the longer of the two windows has
     *       passed. Every other rule counts from zero.
     *   <li>The figures of the rules whose names are still there; those of a rule that comes back later begin anew.
     *   <li>What was counted of a client or network whose length in bits is no longer what the settings say: nothing reads it, and it
     *       goes when its place is needed. The new client or network counts from zero. A ban covers all clients within its subject;
     *       a wider client than that it doesn't cover, and ends in time.
     * </ul>
     *
     * <p>If fewer clients are to be remembered than are, those seen least often are forgotten. Goes through all clients if a rule has gone, or
     * counts something else; not to be called on an event loop.
     *
     * @throws IllegalArgumentException when a rule can't be carried out; nothing is changed then
     */
    public void reconfigure(PolicySettings settings) {
        synchronized (changing) {
            Regime earlier = current;
            Placement placement = new Placement(
                    tallies, earlier.rules, earlier.settings.signals().logins());
            Regime next;
            try {
                next = new Regime(settings, parts, placement, earlier.states());
            } catch (RuntimeException impossible) {
                tallies.retire(placement.taken());
                throw impossible;
            }
            bans.heed(next.bannable);
            sessions.configure(settings.signals().sessions());
            crawlers.configure(settings.signals().crawlers());
            current = next;
            earlier.counts.replace();
            tallies.retire(placement.left());
            samples.drop(placement.left());
            tallies.limit(settings.clients().max());
            heed(next);
        }
    }

    private void heed(Regime regime) {
        SafetySettings settings = regime.settings.safety();
        GlobSet paths = new GlobSet(List.of(settings.admins().paths()), false);
        safety.configure(
                settings, regime.lookups::network, path -> !paths.match(path).isEmpty());
    }

    /** What it goes by now. */
    public PolicySettings settings() {
        return current.settings;
    }

    @Override
    public Verdict decide(Facts facts, long now) {
        Verdict verdict = null;
        while (verdict == null) { // a second time only when a rule has gone meanwhile
            verdict = decide(current, facts, now);
        }
        return verdict;
    }

    private @Nullable Verdict decide(Regime regime, Facts facts, long now) {
        IpPrefix client = facts.client();
        Verdict.Allow allow = regime.allowed.find(client);
        if (allow != null) {
            allows.increment();
            return allow;
        }
        if (safety.admins().spares(client)) {
            allows.increment();
            return LearnedAdmins.VERDICT;
        }
        return judgement.of(regime, facts, now);
    }

    @Override
    public void ended(Facts facts, Verdict verdict, Outcome outcome, long now) {
        if (verdict.forwards()) {
            safety.ended(facts, outcome, bans::bannable);
        }
        if (!verdict.forwards() || verdict instanceof Verdict.Allow) {
            return;
        }
        Regime regime = current;
        if (!outcome.signal().isEmpty()) {
            regime.words.said(outcome.signal(), facts.path(), now);
        }
        boolean suspected = regime.sanctions.ended(facts, outcome, now);
        safety.served(facts.client(), outcome, suspected, () -> sessions.of(facts), now);
        count(regime, facts, outcome, now);
    }

    @Override
    public void waits(Facts facts, Verdict verdict, long now) {
        if (verdict.forwards() && !(verdict instanceof Verdict.Allow)) {
            count(current, facts, null, now);
        }
    }

    private static void count(Regime regime, Facts facts, @Nullable Outcome outcome, long now) {
        IpPrefix client = facts.client();
        if (regime.allowed.find(client) != null) {
            return;
        }
        Ban ban = regime.ban(client, now);
        if (ban == null || !regime.enforces(ban)) {
            regime.endings.count(regime.inquiry(facts, now), outcome, ban, now);
        }
    }

    @Override
    public void malformed(IpPrefix client, long now) {
        count(current, new NoRequest(client), new Outcome(Ending.BAD_REQUEST, 400, 0, 0, 0), now);
    }

    @Override
    public Precedence precedence(Facts facts, Verdict verdict, long now) {
        if (verdict instanceof Verdict.Allow) {
            return Precedence.ALLOWED;
        }
        if (verdict instanceof Verdict.Observe) {
            return Precedence.SUSPECTED;
        }
        return current.lookups.precedence(facts, now);
    }

    @Override
    public void cookiesSet(Facts facts, List<String> setCookies, long now) {
        sessions.set(setCookies);
    }

    @Override
    public String signalField() {
        return current.settings.signals().originField();
    }

    @Override
    public boolean refuses(IpPrefix client, long now) {
        Regime regime = current;
        Standing standing = regime.standing(client, now);
        return standing != null
                && regime.enforces(standing.ban())
                && standing.kept()
                && regime.allowed.find(client) == null
                && !safety.admins().spares(client);
    }

    @Override
    public boolean allows(IpPrefix client) {
        return current.allowed.find(client) != null || safety.admins().spares(client);
    }

    /**
     * The entry of the allow-list, as it was written, that lets all requests of this client through; null when there is none.
     * An IPv6 address on the list allows the client that it belongs to.
     */
    public @Nullable String allowedBy(IpPrefix client) {
        Regime regime = current;
        Verdict.Allow allow = regime.allowed.find(regime.bannable.subject(client));
        if (allow == null) {
            return safety.admins().spares(regime.bannable.subject(client)) ? LearnedAdmins.ENTRY : null;
        }
        return allow.rule();
    }

    /** What it heeds before a rule acts. */
    public Safety safety() {
        return safety;
    }

    /** The rules in force, in the order of the settings. */
    public List<RuleState> rules() {
        return current.states();
    }

    /** Requests on which no rule acted. */
    public long passed() {
        return judgement.passed();
    }

    /** Requests of allow-listed clients. */
    public long allowed() {
        return allows.sum();
    }

    /** Requests refused for a ban that none of the {@link #rules} made: an administrator's, or a rule's that is gone. */
    public long manuallyBanned() {
        return judgement.banned();
    }

    /** Requests that would have been refused for such a ban if the program did not only watch. */
    public long manuallyObserved() {
        return judgement.observed();
    }

    /** How many clients are remembered, and networks when a rule counts by network; roughly. */
    public long trackedClients() {
        return tallies.size();
    }

    /** How full everything is that is bounded in number, and what it had no room for. */
    public List<CacheState> caches() {
        return List.of(
                tallies.state(),
                sessions.state(),
                crawlers.state(),
                samples.state(),
                collaterals.state(),
                bans.offences());
    }

    /**
     * For each rule with a threshold, in the order of the settings, what stands against the client now. Of a rule that counts requests
     * together by something else than their client or network, the groups that the client was seen in lately, past half of the limit.
     */
    public List<RuleCount> counts(IpPrefix client, long now) {
        return current.counts(client, now);
    }

    /** What it goes by now, made ready. */
    Regime regime() {
        return current;
    }

    /** What was counted, as it outlives the process. */
    public CountKeeping keeping() {
        return keeping;
    }

    /** Forgets what was counted for exactly this client or network, an IPv6 address standing for its client. */
    public void forget(IpPrefix client) {
        IpPrefix subject = current.bannable.subject(client);
        tallies.forget(subject);
        samples.forget(subject);
    }

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

    /**
     * Lifts all bans that a rule made ({@link Bans#removeOf}) and forgets what was counted for those who were banned.
     *
     * @return the bans that were lifted
     */
    public List<Ban> liftAll(String rule) {
        List<Ban> lifted = bans.removeOf(rule);
        lifted.forEach(ban -> forget(ban.subject()));
        return lifted;
    }
}
