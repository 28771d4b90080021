package dev.portcullis.rules.count;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.portcullis.rules.api.IpPrefix;
import org.jspecify.annotations.Nullable;

/**
 * The tallies of all subjects, clients and networks alike, bounded in number.
 *
 * <p>When there are too many, the one seen least often goes (Caffeine's W-TinyLFU): a flood of new addresses pushes out its own,
 * not the heavy offenders. For this the whole table is set up at once, 16 bytes for each subject there may be: otherwise Caffeine
 * begins to note who is seen often only when the table is half full, too late for whoever was busy before the flood. Nothing
 * goes for its age alone: a time of last use would cost every entry 8 bytes, and an idle subject goes when its place is needed.
 *
 * <p>No update is lost between threads. A tally that goes is marked under its monitor, so that a thread which still has it in
 * hand sees so and asks again.
 */
public final class Tallies {

    private final Cache<IpPrefix, Tally> tallies;
    private final Policy<IpPrefix, Tally> quietly;

    /** Remembers {@code max} subjects at most. */
    public Tallies(int max) {
        this.tallies = Caffeine.newBuilder()
                .maximumSize(max)
                .initialCapacity(max)
                .evictionListener(
                        (@Nullable IpPrefix subject, @Nullable Tally tally, RemovalCause why) -> forget(tally))
                .executor(Runnable::run)
                .build();
        this.quietly = tallies.policy();
    }

    /** The subject's tally, a new one when nothing is remembered. Never called while a tally's monitor is held. */
    public Tally of(IpPrefix subject) {
        return tallies.get(subject, added -> new Tally());
    }

    /** The subject's tally; null when nothing is remembered. Does not count as having seen the subject. */
    public @Nullable Tally known(IpPrefix subject) {
        return quietly.getIfPresentQuietly(subject);
    }

    /** Forgets all that was counted of the subject. */
    public void forget(IpPrefix subject) {
        forget(tallies.asMap().remove(subject));
    }

    /** How many subjects are remembered, roughly. */
    public long size() {
        return tallies.estimatedSize();
    }

    private static void forget(@Nullable Tally tally) {
        if (tally != null) {
            synchronized (tally) {
                tally.forget();
            }
        }
    }
}
