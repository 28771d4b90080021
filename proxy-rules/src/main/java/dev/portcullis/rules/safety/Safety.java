package dev.portcullis.rules.safety;

import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.rule.SafetySettings;
import dev.portcullis.rules.time.Ticker;
import dev.portcullis.rules.time.WallClock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * All that is heeded before a rule acts, beyond the allow-list. What it has learnt outlives a reload; a rule that was stopped goes on after
 * one. Safe between threads.
 */
public final class Safety {

    private final Ticker ticker;
    private final WallClock clock;
    private final KnownVisitors visitors;
    private final Breaker breaker;
    private final LearnedAdmins admins;
    private final SuspectedProxies proxies;
    private volatile boolean counts;
    private volatile UnaryOperator<IpPrefix> networks = UnaryOperator.identity();

    /** Heeds nothing until it is configured. */
    public Safety(Ticker ticker, WallClock clock) {
        this.ticker = ticker;
        this.clock = clock;
        this.visitors = new KnownVisitors(ticker.nanos());
        this.breaker = new Breaker(visitors);
        this.admins = new LearnedAdmins(ticker, clock);
        this.proxies = new SuspectedProxies(ticker);
    }

    /**
     * Goes by these settings from now on.
     *
     * @param network the network of a client
     * @param adminPaths whether a path is one of those of {@link SafetySettings.Admins#paths}
     */
    public void configure(SafetySettings to, UnaryOperator<IpPrefix> network, Predicate<String> adminPaths) {
        networks = network;
        counts = to.breaker().share() <= 1;
        breaker.configure(to.breaker());
        admins.configure(to.admins(), adminPaths);
        proxies.configure(to.noticesProxies());
    }

    /** What tells the time of day. */
    public WallClock clock() {
        return clock;
    }

    /** What tells the time that nobody sets. */
    public Ticker ticker() {
        return ticker;
    }

    /**
     * The site has given a client something.
     *
     * @param suspected whether the client is on the way to a ban
     * @param session gives the session that the request belongs to
     */
    public void served(IpPrefix client, Outcome outcome, boolean suspected, LongSupplier session, long now) {
        if (counts && !suspected && outcome.statusIsOrigins() && outcome.status() < 400) {
            visitors.behaved(client, networks, session, now);
        }
    }

    /** A request has ended that was let through. */
    public void ended(Facts facts, Outcome outcome, Predicate<IpPrefix> isNoProxy) {
        admins.ended(facts, outcome, client -> isNoProxy.test(client) && !proxies.suspects(client, ticker.nanos()));
    }

    /** Whether the rule of this name only watches this client now. */
    public boolean onlyWatches(String rule, IpPrefix client) {
        long now = ticker.nanos();
        return breaker.isStopped(rule, now) || proxies.suspects(client, now);
    }

    /**
     * Whether the rule of this name may ban for what this client did; a rule that bans too many visitors is stopped by asking.
     *
     * @param subject whom it would ban: the client, or its network
     * @param session that the client belongs to; {@link dev.portcullis.rules.session.Sessions#NONE} for none that the origin began
     */
    public boolean mayBan(String rule, IpPrefix subject, IpPrefix client, long session) {
        long now = ticker.nanos();
        return !proxies.suspects(client, now) && breaker.allows(rule, subject, client, session, now);
    }

    /** Forgets what is over; to be called about once a second. */
    public void sweep() {
        long now = ticker.nanos();
        breaker.sweep(now);
        admins.sweep();
        proxies.sweep(now);
    }

    /** Stops rules that ban too many. */
    public Breaker breaker() {
        return breaker;
    }

    /** Who is spared as an administrator. */
    public LearnedAdmins admins() {
        return admins;
    }

    /** Peers that seem to be proxies. */
    public SuspectedProxies proxies() {
        return proxies;
    }
}
