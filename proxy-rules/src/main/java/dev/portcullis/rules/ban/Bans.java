package dev.portcullis.rules.ban;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Keeping;
import dev.portcullis.rules.ban.BanListener.Lift;
import dev.portcullis.rules.cache.CacheState;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.time.Ticker;
import dev.portcullis.rules.time.WallClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The register of bans, in memory. Safe between threads; {@link #find} takes no lock and may be called on event loops.
 *
 * <p>Bans run by monotonic time: a jump of the calendar neither makes nor ends one. A subject may be under several bans
 * at once, at most one for each rule, one of them the administrator's.
 *
 * <p>Memory is bounded whoever attacks. No ban is ever pushed out by others: past {@link #MAX_BANS} a rule's further bans are
 * refused instead, loudly, and an administrator's are still taken. Past {@link #MAX_DETAILED} a ban keeps only the last request of its
 * evidence.
 */
public final class Bans {

    /** How many bans there may be before a rule's are refused. */
    public static final int MAX_BANS = 250_000;

    /** How many bans there may be before new ones keep only the last request of their evidence. */
    public static final int MAX_DETAILED = 10_000;

    /** The longest that any ban lasts: an administrator's longer one is refused, a rule's is cut. */
    public static final Duration LONGEST = Duration.ofDays(36_500);

    private static final Duration USUALLY_REMEMBERED = Duration.ofDays(30);
    private static final Logger LOG = LoggerFactory.getLogger(Bans.class);
    private static final long FULL_LOGGED_EVERY = Duration.ofMinutes(1).toNanos();

    private volatile Bannable bannable;
    private final Ticker ticker;
    private final WallClock clock;
    private final long born;
    private final int max;
    private final int maxDetailed;
    private final BanListeners listeners = new BanListeners();
    private final Object changing = new Object();
    private final BanIndex index = new BanIndex();
    private final Offences offences;
    private final BanArchive archive;
    private volatile BanJournal journal = BanJournal.NONE;
    private long refused;
    private long fullLoggedAt;

    /** An empty register. */
    public Bans(Bannable bannable, Ticker ticker, WallClock clock) {
        this(bannable, ticker, clock, MAX_BANS, MAX_DETAILED);
    }

    Bans(Bannable bannable, Ticker ticker, WallClock clock, int max, int maxDetailed) {
        this.bannable = bannable;
        this.ticker = ticker;
        this.clock = clock;
        this.born = ticker.nanos();
        this.max = max;
        this.maxDetailed = maxDetailed;
        this.offences = new Offences(ticker);
        this.archive = new BanArchive(index, offences, changing, ticker, clock, born);
    }

    /** From now on bans are kept in this journal; those that stand already are not told to it ({@link #kept}). */
    public void keepIn(BanJournal kept) {
        journal = kept;
    }

    /** From now on the listener hears of every ban. */
    public void addListener(BanListener listener) {
        listeners.add(listener);
    }

    /**
     * The ban that covers all of {@code client}: its own, or of a network it is in. Of several, an enforced one before an
     * observed one, then the one that ends last. Null when there is none.
     *
     * @param client a client, an address or a network
     * @param now monotonic time in nanoseconds
     */
    public @Nullable Ban find(IpPrefix client, long now) {
        Standing standing = standing(client, now);
        return standing == null ? null : standing.ban();
    }

    /** As {@link #find}, with what the register knows of the ban. */
    public @Nullable Standing standing(IpPrefix client, long now) {
        return index.find(client, now - born);
    }

    /** Whether the client is under an observed ban of this rule. */
    public boolean observes(IpPrefix client, String rule, long now) {
        return index.covers(client, rule, true, now - born);
    }

    /** The bans that have not ended, observed ones included; the one that ends first being first. */
    public List<Ban> list(long now) {
        return standings(now).stream().map(Standing::ban).toList();
    }

    /** As {@link #list}, with what the register knows of each. */
    public List<Standing> standings(long now) {
        List<Standing> active = new ArrayList<>();
        forEach(now, active::add);
        return active.stream().sorted().toList();
    }

    /** How many enforced bans have not ended. */
    public int active(long now) {
        synchronized (changing) {
            return index.active(false, now - born);
        }
    }

    /** How many observed bans have not ended: clients that would be refused if the rule, or the program, did not only watch. */
    public int observed(long now) {
        synchronized (changing) {
            return index.active(true, now - born);
        }
    }

    /** Goes through the bans that have not ended, observed ones included, in no order and without making a list of them. */
    public void forEach(long now, Consumer<Standing> action) {
        index.forEach(standing -> {
            if (standing.active(now - born)) {
                action.accept(standing);
            }
        });
    }

    /** Whether it knows of no ban, nor of one that has ended. */
    public boolean isEmpty() {
        return index.size() == 0 && offences.state().entries() == 0;
    }

    /** How full the memory of earlier bans is. */
    public CacheState offences() {
        return offences.state();
    }

    /**
     * An administrator's ban. It takes the place of an earlier one of the same subject; bans that rules made stay beside it.
     *
     * @param subject a network, or an address; an IPv6 address stands for the client it belongs to
     * @param lasts 1 second to {@link #LONGEST}
     * @param reason the administrator's words
     * @throws IllegalArgumentException when the subject can't be banned, or not for so long; the message is for people
     */
    public Ban add(IpPrefix subject, Duration lasts, String reason) {
        IpPrefix meant = bannable.subject(subject);
        String refusal = bannable.refusal(meant);
        if (refusal != null) {
            throw new IllegalArgumentException(refusal);
        }
        if (lasts.compareTo(Duration.ofSeconds(1)) < 0 || lasts.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a ban lasts 1 second to " + LONGEST.toDays() + " days, not " + lasts);
        }
        Standing earlier;
        Standing standing;
        synchronized (changing) {
            earlier = active(meant, Ban.MANUAL, false);
            standing = stand(meant, Ban.MANUAL, reason, new Offences.Sentence(1, lasts, lasts), false, null);
            if (earlier != null) {
                index.remove(earlier); // only now: nobody who looks meanwhile finds no ban
            }
        }
        if (earlier != null) {
            listeners.tell(listener -> listener.lifted(earlier.ban(), Lift.REMOVED));
        }
        tellBanned(standing);
        return standing.ban();
    }

    /**
     * A rule's ban, longer each time the rule bans the same subject. One that is active already is given back as it is.
     *
     * @param subject a client or a network, as requests are charged to
     * @param rule a rule that bans
     * @param observed whether nobody is to be refused for it
     * @return null when the subject can't be banned, or the register is full
     */
    public @Nullable Ban ban(IpPrefix subject, Rule rule, boolean observed, String reason, Ban.Evidence evidence) {
        if (!bannable.byRule(subject)) {
            return null;
        }
        Rule.BanTerms terms = Objects.requireNonNull(rule.terms(), "a rule that bans says for how long");
        Standing standing;
        synchronized (changing) {
            Standing active = active(subject, rule.name(), observed);
            if (active != null) {
                return active.ban();
            }
            if (index.size() >= max) {
                logFull(rule);
                return null;
            }
            standing = stand(
                    subject,
                    rule.name(),
                    reason,
                    offences.next(subject, rule.name(), observed, terms, clock.now()),
                    observed,
                    index.size() < maxDetailed ? evidence : evidence.brief());
        }
        tellBanned(standing);
        return standing.ban();
    }

    private void tellBanned(Standing standing) {
        listeners.tell(to -> to.banned(standing.ban()));
        standing.keeping().whenDone(() -> listeners.tell(listener -> listener.kept(standing.ban())));
    }

    /**
     * Takes in bans that another process made, as {@link #restoreKept} does, as if each is remembered for 30 days after its end.
     *
     * @return how many were taken in
     */
    public int restore(List<Ban> made) {
        return restoreKept(made.stream()
                .map(ban -> new KeptBan(ban, ban.end().plus(USUALLY_REMEMBERED)))
                .toList());
    }

    /**
     * Takes in bans that a process makes which hands over to this one, while it finishes what it had begun: as {@link #restore} does, but they
     * are kept, and whoever closes connections hears of it.
     */
    public void adopt(List<Ban> made) {
        for (Ban ban : made) {
            if (restore(List.of(ban)) > 0) {
                journal.keep(new KeptBan(ban, ban.end().plus(USUALLY_REMEMBERED)))
                        .whenDone(() -> listeners.tell(listener -> listener.kept(ban)));
            }
        }
    }

    /**
     * Takes in bans that were kept: each goes on until its end by the calendar, and counts for the length of the subject's next one
     * while it is remembered. Those that are here already are left out. Neither listeners nor the journal are told: they are no news.
     *
     * @return how many bans were taken in that have not ended
     */
    public int restoreKept(List<KeptBan> kept) {
        return archive.restore(kept);
    }

    /** All that is to be kept: the bans that stand, and those that have ended and are remembered, without their evidence. */
    public List<KeptBan> kept() {
        return archive.all();
    }

    /**
     * The time up to which nothing that the rule has counted of the subject counts any more, since a ban of it has spent it; {@link
     * Instant#MAX} while one stands, null when none is remembered.
     */
    public @Nullable Instant spent(IpPrefix subject, String rule) {
        return archive.spent(subject, rule);
    }

    /** Whether a ban of the subject by this rule ended within the time before {@code now}. */
    public boolean endedWithin(Duration time, IpPrefix subject, String rule, boolean observed, long now) {
        return offences.endedWithin(time, subject, rule, observed, now);
    }

    /** From now on these can be banned. Bans of others, made before, stay: it is up to whoever asks to heed who can't be. */
    public void heed(Bannable changed) {
        bannable = changed;
    }

    /** Whether a rule may ban the subject; it may not when the subject acts for others. */
    public boolean bannable(IpPrefix subject) {
        return bannable.byRule(subject);
    }

    /**
     * Lifts the bans of exactly this subject, an IPv6 address standing for the client it belongs to, and forgets how often
     * it was banned, by bans that have ended too. A ban of a network around the subject stays, for it is about others too: {@link #find}
     * tells of it.
     *
     * @return the bans that were lifted
     */
    public List<Ban> remove(IpPrefix subject) {
        offences.forgetAll(bannable.subject(subject), journal);
        return remove(() -> index.of(bannable.subject(subject)));
    }

    /**
     * Lifts all bans that this rule made, observed ones too, and forgets how often it banned whom they were of. What other rules, or the
     * administrator, have banned stays so.
     *
     * @param rule {@link Ban#MANUAL} for the administrator's
     * @return the bans that were lifted
     */
    public List<Ban> removeOf(String rule) {
        return remove(() -> {
            List<Standing> all = new ArrayList<>();
            index.forEach(all::add);
            return all.stream()
                    .filter(standing -> standing.ban().rule().equals(rule))
                    .toList();
        });
    }

    private List<Ban> remove(Supplier<List<Standing>> which) {
        List<Standing> lifted;
        synchronized (changing) {
            lifted = which.get().stream()
                    .filter(standing -> standing.active(ticker.nanos() - born))
                    .toList();
            for (Standing standing : lifted) {
                index.remove(standing);
                Ban ban = standing.ban();
                offences.forget(ban.subject(), ban.rule(), ban.observed());
                journal.forget(ban.subject(), ban.rule(), ban.observed());
            }
        }
        lifted.forEach(standing -> listeners.tell(listener -> listener.lifted(standing.ban(), Lift.REMOVED)));
        return lifted.stream().map(Standing::ban).toList();
    }

    /** Sweeps out the bans that have ended. To be called about once a second; a ban ends on time without it. */
    public void expire(long now) {
        List<Standing> ended;
        synchronized (changing) {
            ended = index.removeEnded(now - born);
            ended.forEach(this::keepWithoutEvidence);
        }
        ended.forEach(standing -> listeners.tell(listener -> listener.lifted(standing.ban(), Lift.EXPIRED)));
    }

    /** What has ended is kept only for the length of the next ban. */
    private void keepWithoutEvidence(Standing ended) {
        Ban ban = ended.ban();
        if (active(ban.subject(), ban.rule(), ban.observed()) != null) {
            return; // the next one is kept in its place already
        }
        Instant remembered = offences.remembered(ban.subject(), ban.rule(), ban.observed());
        if (remembered == null) {
            journal.forget(ban.subject(), ban.rule(), ban.observed());
        } else if (ban.evidence() != null) {
            Ban slim =
                    new Ban(ban.subject(), ban.rule(), "", ban.start(), ban.end(), ban.times(), ban.observed(), null);
            journal.keep(new KeptBan(slim, remembered));
        }
    }

    private @Nullable Standing active(IpPrefix subject, String rule, boolean observed) {
        long age = ticker.nanos() - born;
        for (Standing standing : index.of(subject)) {
            Ban ban = standing.ban();
            if (standing.active(age) && ban.observed() == observed && ban.rule().equals(rule)) {
                return standing;
            }
        }
        return null;
    }

    private Standing stand(
            IpPrefix subject,
            String rule,
            String reason,
            Offences.Sentence sentence,
            boolean observed,
            Ban.@Nullable Evidence evidence) {
        Instant start = clock.now();
        Ban ban = new Ban(
                subject, rule, reason, start, start.plus(sentence.lasts()), sentence.times(), observed, evidence);
        Keeping keeping = journal.keep(new KeptBan(ban, start.plus(sentence.remembered())));
        long end = ticker.nanos() - born + sentence.lasts().toNanos();
        Standing standing = new Standing(ban, end, archive.next(), keeping);
        index.add(standing);
        return standing;
    }

    private void logFull(Rule rule) {
        long now = ticker.nanos();
        if (refused++ == 0 || now - fullLoggedAt >= FULL_LOGGED_EVERY) {
            fullLoggedAt = now;
            LOG.error(
                    "The register is full with {} bans: rule {} could not ban; {} bans refused so far",
                    max,
                    rule.name(),
                    refused);
        }
    }
}
