package dev.portcullis.rules.count;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.cache.CacheState;
import dev.portcullis.rules.cache.Evictions;
import dev.portcullis.rules.hash.Fingerprint;
import dev.portcullis.rules.keep.Changes;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tallies of all subjects, bounded in number: of clients and networks, and of sessions, paths and what else requests have alike.
 *
 * <p>When there are too many, the one seen least often goes (Caffeine's W-TinyLFU): a flood of new addresses pushes out its own,
 * not the heavy offenders. For this the whole table is set up at once, 16 bytes for each subject there may be: otherwise Caffeine
 * begins to note who is seen often only when the table is half full, too late for whoever was busy before the flood. Nothing
 * goes for its age alone: a time of last use would cost every entry 8 bytes, and an idle subject goes when its place is needed.
 *
 * <p>The tally of everybody together stands beside them. It is never pushed out or forgotten.
 *
 * <p>Rules come and go while requests are counted: a slot that is retired is swept out of every tally before its number is given to
 * another rule.
 *
 * <p>No update is lost between threads. A tally that goes is marked under its monitor, so that a thread which still has it in
 * hand sees so and asks again.
 */
public final class Tallies {

    /** How many tallies are dropped at once: event loops may have to wait for as long as that takes. */
    private static final int STEP = 4096;

    /** The subject that stands for everybody together. */
    public static final Object EVERYBODY = new Object();

    private final Cache<Object, Tally> tallies;
    private final Policy<Object, Tally> quietly;
    private final Tally everybody = new Tally();
    private final Changes changes = new Changes();
    private final Forgotten forgotten = new Forgotten();
    private final Slots slots = new Slots();
    private final Evictions evictions = new Evictions();

    /** Remembers {@code max} subjects at most. */
    public Tallies(int max) {
        this.tallies = Caffeine.newBuilder()
                .maximumSize(max)
                .initialCapacity(max)
                .evictionListener((@Nullable Object subject, @Nullable Tally tally, RemovalCause why) -> {
                    forget(tally);
                    evictions.onRemoval(subject, tally, why);
                })
                .executor(Runnable::run)
                .build();
        this.quietly = tallies.policy();
    }

    /** The subject's tally, a new one when nothing is remembered. Never called while a tally's monitor is held. */
    public Tally of(IpPrefix subject) {
        return tallies.get(subject, added -> new Tally());
    }

    /** The tally of what isn't clients alone: a new one when nothing is remembered. */
    public Tally of(Fingerprint subject) {
        return tallies.get(subject, added -> new Tally());
    }

    /** The tally of what isn't clients alone; null when nothing is remembered. Does not count as having seen it. */
    public @Nullable Tally known(Fingerprint subject) {
        return quietly.getIfPresentQuietly(subject);
    }

    /** The subject's tally; null when nothing is remembered. Does not count as having seen the subject. */
    public @Nullable Tally known(IpPrefix subject) {
        return quietly.getIfPresentQuietly(subject);
    }

    /** Forgets all that was counted of the subject. */
    public void forget(IpPrefix subject) {
        forgotten.add(
                subject); // before its tally goes: whoever takes in what was counted before looks at it in the next
        // one's monitor
        forget(tallies.asMap().remove(subject));
        changes.addCertainly(subject); // or it would come back with the next process
    }

    /** From now until {@link #takenIn}, what was counted before is about to be taken in. */
    public void awaitEarlier() {
        forgotten.begin();
    }

    /** What was counted before is taken in. */
    public void takenIn() {
        forgotten.end();
    }

    /** Whether the subject was forgotten since {@link #awaitEarlier}: nothing of before is its. To be asked with its tally's monitor held. */
    public boolean isForgotten(Object subject) {
        return forgotten.has(subject);
    }

    /** Takes note, for whoever writes it down, that the subject's tally has changed. Called with its monitor held, if it is {@link Tally#isUnnoted}. */
    public void note(IpPrefix subject, Tally tally) {
        noteAny(subject, tally);
    }

    /** As {@link #note(IpPrefix, Tally)}, of what isn't clients alone. */
    public void note(Fingerprint subject, Tally tally) {
        noteAny(subject, tally);
    }

    /** As {@link #note(IpPrefix, Tally)}, of everybody's tally. */
    public void noteEverybody() {
        noteAny(EVERYBODY, everybody);
    }

    private void noteAny(Object subject, Tally tally) {
        if (changes.add(subject)) {
            tally.setNoted();
        }
    }

    /**
     * The subjects whose tallies have changed, and those that were forgotten on purpose: {@link IpPrefix}es, {@link Fingerprint}s and {@link
     * #EVERYBODY}. Nothing is noted before its {@link Changes#begin}.
     */
    public Changes changes() {
        return changes;
    }

    /** The tally of one of {@link #changes}, or of {@link #forEach}; null when nothing is remembered. Does not count as having seen it. */
    public @Nullable Tally known(Object subject) {
        return subject == EVERYBODY ? everybody : quietly.getIfPresentQuietly(subject);
    }

    /** The tally of such a subject, a new one when nothing is remembered. */
    public Tally ofAny(Object subject) {
        return subject == EVERYBODY ? everybody : tallies.get(subject, added -> new Tally());
    }

    /** Goes through all subjects and tallies, everybody's included, in no order; what comes or goes meanwhile may be met or not. */
    public void forEach(BiConsumer<Object, Tally> action) {
        action.accept(EVERYBODY, everybody);
        tallies.asMap().forEach(action);
    }

    /** What is counted of everybody together. */
    public Tally everybody() {
        return everybody;
    }

    /** Slots under which no tally has anything yet, in one row: for so many rules, 1 or more, that count the same. */
    public List<Slot> take(int rules) {
        return slots.take(rules);
    }

    /**
     * Retires slots whose rules are gone, drops what was counted under them and gives their numbers back. Goes through all the tallies,
     * about 0.3 seconds for a million, one monitor at a time; not to be called on an event loop, nor with a tally's monitor held.
     *
     * <p>Why nothing stale is left: a thread adds to a tally under its monitor, and only after it has seen there that the slot is not
     * retired. If it saw so before the slot was retired, then the tally was in the table by then, the walk below meets it, and its
     * monitor makes the walk wait for the thread. If it looks later, it adds nothing.
     */
    public void retire(Collection<Slot> gone) {
        if (gone.isEmpty()) {
            return;
        }
        gone.forEach(Slot::retire);
        Set<Row> rows = gone.stream().map(Slot::row).filter(Row::isRetired).collect(Collectors.toSet());
        BitSet numbers = new BitSet();
        rows.forEach(row -> numbers.set(row.number()));
        Map<Integer, BitSet> single = new HashMap<>();
        gone.stream().filter(slot -> !slot.row().isRetired()).forEach(slot -> single.computeIfAbsent(
                        slot.row().number(), added -> new BitSet())
                .set(slot.index()));
        drop(everybody, numbers, single);
        tallies.asMap().values().forEach(tally -> drop(tally, numbers, single));
        slots.giveBack(rows);
    }

    private static void drop(Tally tally, BitSet rows, Map<Integer, BitSet> single) {
        synchronized (tally) {
            if (tally.live()) {
                tally.drop(rows, single);
            }
        }
    }

    /**
     * Remembers {@code max} subjects at most from now on. If that is fewer than there are, those seen least often go, some thousand at a
     * time so that event loops don't have to wait for all of them; not to be called on one.
     */
    public void limit(int max) {
        Policy.Eviction<Object, Tally> eviction = quietly.eviction().orElseThrow();
        for (long next = tallies.estimatedSize() - STEP; next > max; next -= STEP) {
            eviction.setMaximum(next);
        }
        if (eviction.getMaximum() != max) {
            eviction.setMaximum(max);
        }
    }

    /** How many subjects are remembered, roughly. */
    public long size() {
        return tallies.estimatedSize();
    }

    /** How full it is, and how many subjects went because their place was needed. */
    public CacheState state() {
        return evictions.state("clients", tallies);
    }

    private static void forget(@Nullable Tally tally) {
        if (tally != null) {
            synchronized (tally) {
                tally.forget();
            }
        }
    }
}
