package dev.portcullis.rules.ban;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.cache.CacheState;
import dev.portcullis.rules.cache.Evictions;
import dev.portcullis.rules.rule.Rule.BanTerms;
import dev.portcullis.rules.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How often each subject was banned by each rule, so that the next ban is longer.
 *
 * <p>A subject is remembered for as long as the rule's longest ban after its last one ended. The number of those remembered
 * is bounded: past it some are forgotten, and their next ban is a first one.
 */
final class Offences {

    private static final int MAX_REMEMBERED = 250_000;

    private final Cache<Offender, Memory> memories;
    private final Evictions evictions = new Evictions();
    private final Ticker ticker;

    Offences(Ticker ticker) {
        this.ticker = ticker;
        this.memories = Caffeine.newBuilder()
                .maximumSize(MAX_REMEMBERED)
                .evictionListener(evictions)
                .expireAfter(Expiry.<Offender, Memory>writing((offender, memory) -> memory.lasts()))
                .ticker(ticker::nanos)
                .executor(Runnable::run)
                .build();
    }

    /** Counts one more ban, which begins now, and says which it is and how long it lasts. */
    Sentence next(IpPrefix subject, String rule, boolean observed, BanTerms terms, Instant now) {
        Offender offender = new Offender(subject, rule, observed);
        Memory known = memories.getIfPresent(offender);
        int times = known == null ? 1 : known.times() + 1;
        Duration atMost = shorter(terms.atMost(), Bans.LONGEST);
        Duration lasts = lasts(terms, atMost, times);
        remember(offender, times, now, lasts, lasts.plus(atMost));
        return new Sentence(times, lasts, lasts.plus(atMost));
    }

    /** Remembers a ban of before, which may have ended. */
    void restore(KeptBan kept, Instant now) {
        Ban ban = kept.ban();
        Duration left =
                shorter(Duration.between(now, kept.remembered()), Duration.between(ban.start(), kept.remembered()));
        if (!left.isNegative() && !left.isZero()) {
            Offender offender = new Offender(ban.subject(), ban.rule(), ban.observed());
            Duration toEnd = shorter(Duration.between(now, ban.end()), Duration.between(ban.start(), ban.end()));
            remember(offender, ban.times(), now, toEnd, left);
        }
    }

    private void remember(Offender offender, int times, Instant now, Duration toEnd, Duration lasts) {
        long end = ticker.nanos() + shorter(toEnd, Bans.LONGEST).toNanos();
        Duration bounded = shorter(lasts, Bans.LONGEST);
        memories.put(offender, new Memory(times, end, now.plus(toEnd), now.plus(bounded), bounded));
    }

    /** Whether a ban of the subject by this rule ended within the time before {@code now}. */
    boolean endedWithin(Duration time, IpPrefix subject, String rule, boolean observed, long now) {
        Memory memory = memories.getIfPresent(new Offender(subject, rule, observed));
        long since = memory == null ? -1 : now - memory.endNanos();
        return since >= 0 && since < time.toNanos();
    }

    /** Until when the subject's last ban by this rule is remembered, by the calendar; null when none is. */
    @Nullable
    Instant remembered(IpPrefix subject, String rule, boolean observed) {
        Memory memory = memories.getIfPresent(new Offender(subject, rule, observed));
        return memory == null ? null : memory.remembered();
    }

    /** When the subject's last ban by this rule ended, or will, by the calendar; null when none is remembered. */
    @Nullable
    Instant end(IpPrefix subject, String rule, boolean observed) {
        Memory memory = memories.getIfPresent(new Offender(subject, rule, observed));
        return memory == null ? null : memory.end();
    }

    /** Forgets the subject's bans by this rule. */
    void forget(IpPrefix subject, String rule, boolean observed) {
        memories.invalidate(new Offender(subject, rule, observed));
    }

    /** Forgets all bans of exactly this subject, also where they are kept. */
    void forgetAll(IpPrefix subject, BanJournal journal) {
        for (Offender offender : memories.asMap().keySet()) {
            if (offender.subject().equals(subject)) {
                memories.invalidate(offender);
                journal.forget(subject, offender.rule(), offender.observed());
            }
        }
    }

    /** The last ban that is remembered of each subject, rule and kind, without its reason and evidence; in no order. */
    List<KeptBan> all() {
        List<KeptBan> all = new ArrayList<>();
        memories.asMap().forEach((offender, memory) -> {
            Instant end = memory.end();
            Ban ban = new Ban(
                    offender.subject(), offender.rule(), "", end, end, memory.times(), offender.observed(), null);
            all.add(new KeptBan(ban, memory.remembered()));
        });
        return all;
    }

    /** How full it is, and how many were forgotten because their place was needed. */
    CacheState state() {
        return evictions.state("offences", memories);
    }

    /** {@code lasts * repeat^(times - 1)}, at most {@code atMost}. */
    private static Duration lasts(BanTerms terms, Duration atMost, int times) {
        Duration lasts = terms.lasts();
        for (int i = 1; i < times && terms.repeat() > 1 && lasts.compareTo(atMost) < 0; i++) {
            lasts = lasts.multipliedBy(terms.repeat());
        }
        return shorter(lasts, atMost);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Which ban of its kind it is, 1 or more, how long it lasts, and for how long it is remembered. */
    record Sentence(int times, Duration lasts, Duration remembered) {}

    private record Offender(IpPrefix subject, String rule, boolean observed) {}

    /**
     * What is remembered of a subject's last ban.
     *
     * @param endNanos its end by monotonic time
     * @param end its end by the calendar
     * @param remembered until when it is remembered, by the calendar
     * @param lasts how long it is remembered from when it was written down
     */
    private record Memory(int times, long endNanos, Instant end, Instant remembered, Duration lasts) {}
}
