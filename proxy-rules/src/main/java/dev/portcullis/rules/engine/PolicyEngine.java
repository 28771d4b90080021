package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Policy;
import dev.portcullis.rules.api.Verdict;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.ban.Bannable;
import dev.portcullis.rules.ban.Bans;
import dev.portcullis.rules.count.Limit;
import dev.portcullis.rules.rule.PolicySettings;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.time.WallClock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Decides about requests by allow-list, bans and rules, counts them, and bans.
 *
 * <p>What is decided when a request arrives, in this order:
 *
 * <ol>
 *   <li>A client on the allow-list is let through. Nothing is counted for it, and no rule sees it.
 *   <li>A client under an enforced ban, its own or its network's, is refused. Nothing is counted.
 *   <li>The rules are asked. One without a threshold acts on each request that matches. One that counts requests acts if this
 *       one would be more than the limit. One that counts what is known only at the end (errors, the origin's time, bytes, and
 *       whatever has a condition on the status) acts as long as its window is over the limit. The strictest action wins: ban,
 *       drop, deny, throttle, observe.
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
 */
public final class PolicyEngine implements Policy {

    private final Bans bans;
    private final boolean watches;
    private final Allowed allowed;
    private final List<CompiledRule> rules;
    private final Map<String, CompiledRule> byName = new HashMap<>();
    private final Patterns.Reader reader;
    private final Bannable bannable;
    private final Counts counts;
    private final Sanctions sanctions;
    private final Arrivals arrivals;
    private final Endings endings;
    private final LongAdder passed = new LongAdder();
    private final LongAdder allows = new LongAdder();
    private final LongAdder banned = new LongAdder();
    private final LongAdder observed = new LongAdder();

    /**
     * An engine that has counted nothing yet.
     *
     * @param bans the register that bans are found in and made in
     * @param clock dates the evidence of bans
     * @throws IllegalArgumentException when a rule can't be carried out
     */
    public PolicyEngine(PolicySettings settings, Bans bans, WallClock clock) {
        this.bans = bans;
        this.watches = settings.observe();
        this.allowed = new Allowed(settings);
        Patterns patterns = new Patterns();
        this.rules = compile(settings, patterns);
        this.reader = patterns.reader();
        rules.forEach(rule -> byName.put(rule.rule.name(), rule));
        this.bannable = Bannable.of(settings);
        this.counts = new Counts(rules, settings.clients());
        this.sanctions = new Sanctions(rules, counts, bans, clock);
        this.arrivals = new Arrivals(rules, new RuleIndex(rules, reader.pathLists()), counts, bans);
        this.endings = new Endings(rules, counts, bans, sanctions);
    }

    private static List<CompiledRule> compile(PolicySettings settings, Patterns patterns) {
        List<CompiledRule> compiled = new ArrayList<>();
        for (Rule rule : settings.rules()) {
            compiled.add(new CompiledRule(rule, compiled.size(), settings, patterns));
        }
        return List.copyOf(compiled);
    }

    @Override
    public Verdict decide(Facts facts, long now) {
        Verdict.Allow allow = allowed.find(facts.client());
        if (allow != null) {
            allows.increment();
            return allow;
        }
        Ban ban = bans.find(facts.client(), now);
        if (ban != null && enforced(ban)) {
            return banned(ban);
        }
        Findings findings = arrivals.judge(reader.read(facts), ban, now);
        Found acting = findings.acting();
        return acting != null ? act(acting, facts) : pass(findings, ban, facts);
    }

    private boolean enforced(Ban ban) {
        return !watches && !ban.observed();
    }

    private Verdict banned(Ban ban) {
        CompiledRule rule = byName.get(ban.rule());
        if (rule == null) {
            banned.increment();
        } else {
            rule.state.countActed();
        }
        return new Verdict.Banned(ban.rule());
    }

    private Verdict act(Found acting, Facts facts) {
        if (acting.rule().bans()) {
            sanctions.ban(acting, facts, null);
        }
        acting.rule().state.countActed();
        return acting.rule().refusal(acting.retryAfter());
    }

    private Verdict pass(Findings findings, @Nullable Ban watched, Facts facts) {
        for (CompiledRule suspecting : findings.suspecting()) {
            sanctions.remember(suspecting, facts, null);
        }
        Found strictest = null;
        for (Found found : findings.watching()) {
            if (found.rule().bans()) {
                sanctions.ban(found, facts, null);
            }
            strictest = strictest == null || found.outranks(strictest) ? found : strictest;
        }
        if (watched != null) {
            return observed(watched);
        }
        if (strictest == null) {
            passed.increment();
            return Verdict.Pass.INSTANCE;
        }
        strictest.rule().state.countObserved();
        return strictest.rule().observes;
    }

    private Verdict observed(Ban ban) {
        CompiledRule rule = byName.get(ban.rule());
        if (rule == null) {
            observed.increment();
        } else {
            rule.state.countObserved();
        }
        return new Verdict.Observe(ban.rule(), "ban");
    }

    @Override
    public void ended(Facts facts, Verdict verdict, Outcome outcome, long now) {
        if (!verdict.forwards() || verdict instanceof Verdict.Allow) {
            return;
        }
        sanctions.ended(facts, outcome);
        Ban ban = bans.find(facts.client(), now);
        if (ban == null || !enforced(ban)) {
            endings.count(reader.read(facts), outcome, ban, now);
        }
    }

    @Override
    public boolean refuses(IpPrefix client, long now) {
        Ban ban = bans.find(client, now);
        return ban != null && enforced(ban) && allowed.find(client) == null;
    }

    /**
     * The entry of the allow-list, as it was written, that lets all requests of this client through; null when there is none.
     * An IPv6 address on the list allows the client that it belongs to.
     */
    public @Nullable String allowedBy(IpPrefix client) {
        Verdict.Allow allow = allowed.find(bannable.subject(client));
        return allow == null ? null : allow.rule();
    }

    /** The rules in force, in the order of the settings. */
    public List<RuleState> rules() {
        return rules.stream().map(rule -> rule.state).toList();
    }

    /** Requests on which no rule acted. */
    public long passed() {
        return passed.sum();
    }

    /** Requests of allow-listed clients. */
    public long allowed() {
        return allows.sum();
    }

    /** Requests refused for a ban that none of the {@link #rules} made: an administrator's. */
    public long manuallyBanned() {
        return banned.sum();
    }

    /** Requests that would have been refused for such a ban if the program did not only watch. */
    public long manuallyObserved() {
        return observed.sum();
    }

    /** How many clients are remembered, and networks when a rule counts by network; roughly. */
    public long trackedClients() {
        return counts.size();
    }

    /** For each rule with a threshold, in the order of the settings, what stands against the client now. */
    public List<RuleCount> counts(IpPrefix client, long now) {
        List<RuleCount> found = new ArrayList<>();
        for (CompiledRule rule : rules) {
            Limit limit = rule.limit;
            if (limit != null) {
                long counted = counts.count(rule, limit, bannable.subject(client), now);
                found.add(new RuleCount(rule.rule, counted, limit.over()));
            }
        }
        return found;
    }

    /** Forgets what was counted for exactly this client or network, an IPv6 address standing for its client. */
    public void forget(IpPrefix client) {
        IpPrefix subject = bannable.subject(client);
        counts.forget(subject);
        sanctions.forget(subject);
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
}
