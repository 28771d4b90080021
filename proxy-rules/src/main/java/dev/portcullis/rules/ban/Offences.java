package dev.portcullis.rules.ban;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.rule.Rule.BanTerms;
import dev.portcullis.rules.time.Ticker;
import java.time.Duration;

/**
 * How often each subject was banned by each rule, so that the next ban is longer.
 *
 * <p>A subject is remembered for as long as the rule's longest ban after its last one ended. The number of those remembered
 * is bounded: past it some are forgotten, and their next ban is a first one.
 */
final class Offences {

    private static final int MAX_REMEMBERED = 250_000;
    private static final Duration USUAL_LONGEST = Duration.ofDays(30);

    private final Cache<Offender, Memory> memories;

    Offences(Ticker ticker) {
        this.memories = Caffeine.newBuilder()
                .maximumSize(MAX_REMEMBERED)
                .expireAfter(Expiry.<Offender, Memory>writing((offender, memory) -> memory.remembered()))
                .ticker(ticker::nanos)
                .executor(Runnable::run)
                .build();
    }

    /** Counts one more ban and says which it is and how long it lasts. */
    Sentence next(IpPrefix subject, String rule, boolean observed, BanTerms terms) {
        Offender offender = new Offender(subject, rule, observed);
        Memory known = memories.getIfPresent(offender);
        int times = known == null ? 1 : known.times() + 1;
        Duration atMost = shorter(terms.atMost(), Bans.LONGEST);
        Duration lasts = lasts(terms, atMost, times);
        memories.put(offender, new Memory(times, lasts.plus(atMost)));
        return new Sentence(times, lasts);
    }

    /** Remembers a ban of before, which lasts for so long yet, as if its rule's bans last 30 days at most. */
    void restore(Ban ban, Duration left) {
        Offender offender = new Offender(ban.subject(), ban.rule(), ban.observed());
        memories.put(offender, new Memory(ban.times(), left.plus(USUAL_LONGEST)));
    }

    /** Forgets the subject's bans by this rule. */
    void forget(IpPrefix subject, String rule, boolean observed) {
        memories.invalidate(new Offender(subject, rule, observed));
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

    /** Which ban of its kind it is, 1 or more, and how long it lasts. */
    record Sentence(int times, Duration lasts) {}

    private record Offender(IpPrefix subject, String rule, boolean observed) {}

    private record Memory(int times, Duration remembered) {}
}
