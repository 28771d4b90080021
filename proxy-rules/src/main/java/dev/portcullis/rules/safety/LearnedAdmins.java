package dev.portcullis.rules.safety;

import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Verdict;
import dev.portcullis.rules.rule.Condition.StatusRange;
import dev.portcullis.rules.rule.SafetySettings.Admins;
import dev.portcullis.rules.time.Ticker;
import dev.portcullis.rules.time.WallClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clients that were learnt to be an administrator's: the site has answered them as it answers only who is signed in. They are let through
 * as those on the allow-list are, for some days from the last such answer. Safe between threads.
 *
 * <p>Everybody behind one address is one client: a colleague, a café. So few are learnt at once, and an administrator's ban ends
 * it ({@link #forget}).
 */
public final class LearnedAdmins {

    /** What lets them through, in the place of an entry of the allow-list. */
    public static final String ENTRY = "learn-admins";

    /** The verdict of their requests. */
    public static final Verdict.Allow VERDICT = new Verdict.Allow(ENTRY);

    private static final Logger LOG = LoggerFactory.getLogger(LearnedAdmins.class);
    private static final int MOST = 200;
    private static final Duration RENEWED_AFTER = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofDays(3650);

    private final ConcurrentHashMap<IpPrefix, Learned> learned = new ConcurrentHashMap<>();
    private final Ticker ticker;
    private final WallClock clock;
    private volatile Wanted wanted;
    private volatile AdminJournal journal = AdminJournal.NONE;
    private boolean full;

    private record Learned(long endNanos, Instant end) {}

    /** The settings, and whether a path is one of theirs. */
    private record Wanted(Admins settings, Predicate<String> paths) {}

    /** A client that is spared until a time by the calendar. */
    public record Spared(IpPrefix client, Instant until) {}

    /** Where they are kept so that they outlive the process. Called on event loops: returns at once. */
    public interface AdminJournal {

        /** Keeps nothing. */
        AdminJournal NONE = new AdminJournal() {
            @Override
            public void keep(Spared spared) {
                // the process takes them along
            }

            @Override
            public void forget(IpPrefix client) {
                // nothing was kept
            }
        };

        /** Keeps one, in place of what was kept of the same client. */
        void keep(Spared spared);

        /** Keeps nothing of this client any more. */
        void forget(IpPrefix client);
    }

    LearnedAdmins(Ticker ticker, WallClock clock) {
        this.wanted = new Wanted(Admins.NONE, path -> false);
        this.ticker = ticker;
        this.clock = clock;
    }

    /** Goes by these settings from now on. Who was learnt stays so, unless nobody is to be learnt any more. */
    void configure(Admins to, Predicate<String> paths) {
        wanted = new Wanted(to, paths);
        if (to.paths().isEmpty()) {
            all().forEach(each -> forget(each.client()));
        }
    }

    /** From now on they are kept there; those that were learnt already are not told to it ({@link #all}). */
    public void keepIn(AdminJournal kept) {
        journal = kept;
    }

    /** Whether the client is spared now. */
    public boolean spares(IpPrefix client) {
        if (learned.isEmpty()) {
            return false;
        }
        Learned known = learned.get(client);
        return known != null && known.endNanos() - ticker.nanos() > 0;
    }

    /** Learns from a request that has ended, if its client is no proxy. */
    void ended(Facts facts, Outcome outcome, Predicate<IpPrefix> isNoProxy) {
        Wanted now = wanted;
        if (now.settings().paths().isEmpty() || !isSignedIn(now, facts, outcome) || !isNoProxy.test(facts.client())) {
            return;
        }
        Instant end = clock.now().plus(now.settings().lasts());
        Learned known = learned.get(facts.client());
        if (known == null || known.end().isBefore(end.minus(RENEWED_AFTER))) {
            learn(new Spared(facts.client(), end), known == null);
        }
    }

    private static boolean isSignedIn(Wanted wanted, Facts facts, Outcome outcome) {
        if (!outcome.statusIsOrigins() || !wanted.paths().test(facts.path())) {
            return false;
        }
        for (StatusRange range : wanted.settings().statuses()) {
            if (range.contains(outcome.status())) {
                return wanted.settings().cookie().isEmpty()
                        || hasCookie(facts, wanted.settings().cookie());
            }
        }
        return false;
    }

    private static boolean hasCookie(Facts facts, String name) {
        StringTokenizer pairs = new StringTokenizer(facts.header("cookie"), "; ");
        while (pairs.hasMoreTokens()) {
            if (pairs.nextToken().startsWith(name + "=")) {
                return true;
            }
        }
        return false;
    }

    private synchronized void learn(Spared spared, boolean isNew) {
        if (isNew && learned.size() >= MOST) {
            if (!full) {
                LOG.warn("{} clients are learnt as administrators': no more are. Is learn-admins too wide?", MOST);
            }
            full = true;
            return;
        }
        full = false;
        put(spared);
        journal.keep(spared);
        if (isNew) {
            LOG.info("{} is spared as an administrator's until {} (learn-admins)", spared.client(), spared.until());
        }
    }

    private void put(Spared spared) {
        Duration left = Duration.between(clock.now(), spared.until());
        if (!left.isNegative() && !left.isZero()) {
            // not longer by a calendar that was set back since it was kept
            Duration longest = shorter(wanted.settings().lasts(), LONGEST);
            learned.put(
                    spared.client(),
                    new Learned(ticker.nanos() + shorter(left, longest).toNanos(), spared.until()));
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Takes in what was kept. */
    public void restore(List<Spared> kept) {
        if (!wanted.settings().paths().isEmpty()) {
            kept.stream().limit(MOST).forEach(this::put);
        }
    }

    /** Spares those within the subject no more. */
    public void forget(IpPrefix subject) {
        for (IpPrefix client : learned.keySet()) {
            if (subject.contains(client)) {
                learned.remove(client);
                journal.forget(client);
            }
        }
    }

    /** Forgets those whose time is over. */
    void sweep() {
        learned.forEach((client, known) -> {
            if (known.endNanos() - ticker.nanos() <= 0 && learned.remove(client, known)) {
                journal.forget(client);
            }
        });
    }

    /** All who are spared, in no order. */
    public List<Spared> all() {
        List<Spared> all = new ArrayList<>();
        learned.forEach((client, known) -> all.add(new Spared(client, known.end())));
        return all;
    }
}
