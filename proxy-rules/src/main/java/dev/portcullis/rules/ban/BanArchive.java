package dev.portcullis.rules.ban;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Keeping;
import dev.portcullis.rules.time.Ticker;
import dev.portcullis.rules.time.WallClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The register of bans as it outlives the process: what is to be kept of it, and how it is taken in again. Guarded by the register's lock. */
final class BanArchive {

    private final BanIndex index;
    private final Offences offences;
    private final Object lock;
    private final Ticker ticker;
    private final WallClock clock;
    private final long born;
    private long made;

    BanArchive(BanIndex index, Offences offences, Object lock, Ticker ticker, WallClock clock, long born) {
        this.index = index;
        this.offences = offences;
        this.lock = lock;
        this.ticker = ticker;
        this.clock = clock;
        this.born = born;
    }

    /** The number of the next ban: of two that end together the first is the one made first. */
    long next() {
        return made++;
    }

    /** As {@link Bans#restoreKept}. */
    int restore(List<KeptBan> kept) {
        int taken = 0;
        Instant now = clock.now();
        for (KeptBan each : kept) {
            Ban ban = each.ban();
            // a calendar that was set back, or a machine that doesn't know the date yet, makes no ban longer than it
            // was to be
            Duration whole = shorter(Duration.between(ban.start(), ban.end()), Bans.LONGEST);
            Duration left = shorter(Duration.between(now, ban.end()), whole);
            synchronized (lock) {
                if (stands(ban.subject(), ban.rule(), ban.observed())) {
                    continue;
                }
                if (!left.isNegative() && !left.isZero()) {
                    index.add(new Standing(ban, ticker.nanos() - born + left.toNanos(), next(), Keeping.DONE));
                    taken++;
                }
                if (!ban.rule().equals(Ban.MANUAL)) {
                    offences.restore(each, now);
                }
            }
        }
        return taken;
    }

    /** As {@link Bans#kept}. */
    List<KeptBan> all() {
        synchronized (lock) {
            Map<Key, KeptBan> all = new HashMap<>();
            offences.all().forEach(each -> all.put(Key.of(each.ban()), each));
            long age = ticker.nanos() - born;
            index.forEach(standing -> {
                Ban ban = standing.ban();
                if (standing.active(age)) {
                    KeptBan remembered = all.get(Key.of(ban));
                    Instant until = remembered == null ? ban.end() : later(remembered.remembered(), ban.end());
                    all.put(Key.of(ban), new KeptBan(ban, until));
                }
            });
            return List.copyOf(all.values());
        }
    }

    /** As {@link Bans#spent}. */
    @Nullable
    Instant spent(IpPrefix subject, String rule) {
        synchronized (lock) {
            if (stands(subject, rule, false) || stands(subject, rule, true)) {
                return Instant.MAX;
            }
        }
        Instant enforced = offences.end(subject, rule, false);
        Instant observed = offences.end(subject, rule, true);
        return enforced == null ? observed : observed == null ? enforced : later(enforced, observed);
    }

    private boolean stands(IpPrefix subject, String rule, boolean observed) {
        long age = ticker.nanos() - born;
        return index.of(subject).stream()
                .anyMatch(standing -> standing.active(age)
                        && standing.ban().observed() == observed
                        && standing.ban().rule().equals(rule));
    }

    /** What the last ban is kept under. */
    private record Key(IpPrefix subject, String rule, boolean observed) {
        static Key of(Ban ban) {
            return new Key(ban.subject(), ban.rule(), ban.observed());
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
