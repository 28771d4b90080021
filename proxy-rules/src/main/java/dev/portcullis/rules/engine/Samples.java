package dev.portcullis.rules.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.ban.Ban.Evidence;
import dev.portcullis.rules.cache.CacheState;
import dev.portcullis.rules.cache.Evictions;
import dev.portcullis.rules.count.Slot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The last requests of those who are on their way to a ban: its evidence, should it come to that. Bounded: when many thousands are
 * suspected at once, some bans have a shorter sample.
 */
final class Samples {

    private static final int MAX_SUBJECTS = 10_000;

    /** How long somebody is suspected after the last request that was kept: for as long as visitors are remembered. */
    private static final long SUSPECTED = Duration.ofMinutes(20).toNanos();

    private final Evictions evictions = new Evictions();
    private final Cache<IpPrefix, Trail> trails = Caffeine.newBuilder()
            .maximumSize(MAX_SUBJECTS)
            .initialCapacity(MAX_SUBJECTS)
            .evictionListener(evictions)
            .executor(Runnable::run)
            .build();

    /** Keeps a request that the rule of this slot has counted. */
    void add(IpPrefix subject, Slot slot, Sample sample, long now) {
        trails.get(subject, added -> new Trail()).add(slot, sample, now);
    }

    /** Fills in how a request ended, if it is one of the subject's samples. Gives whether any was kept lately. */
    boolean ended(IpPrefix subject, Facts facts, Outcome outcome, long now) {
        Trail trail = trails.getIfPresent(subject);
        return trail != null && trail.ended(facts, outcome, now);
    }

    /** The requests that made a ban, the last one included: of those kept what is not longer before it than {@code within}. */
    List<Ban.Request> of(IpPrefix subject, Slot slot, Sample last, Duration within) {
        Trail trail = trails.getIfPresent(subject);
        Instant since = last.request().at().minus(within);
        List<Ban.Request> requests = trail == null ? new ArrayList<>() : trail.requests(slot, since);
        requests.add(last.request());
        return requests.subList(Math.max(0, requests.size() - Evidence.MAX_REQUESTS), requests.size());
    }

    /** Begins anew for the rule of this slot. */
    void clear(IpPrefix subject, Slot slot) {
        Trail trail = trails.getIfPresent(subject);
        if (trail != null) {
            trail.clear(slot);
        }
    }

    /** Those who are on their way to a ban. */
    Set<IpPrefix> subjects() {
        return trails.asMap().keySet();
    }

    void forget(IpPrefix subject) {
        trails.invalidate(subject);
    }

    /** Drops what was kept for rules that are gone. */
    void drop(Collection<Slot> gone) {
        trails.asMap().values().forEach(trail -> trail.drop(gone));
    }

    /** How full it is, and how many subjects went because their place was needed. */
    CacheState state() {
        return evictions.state("suspects", trails);
    }

    /** The samples of one subject, for each rule that suspects it. */
    private static final class Trail {

        private final Map<Slot, ArrayDeque<Sample>> bySlot = new HashMap<>();

        /** When a request was kept last. */
        private long last;

        synchronized void add(Slot slot, Sample sample, long now) {
            if (slot.retired()) {
                return;
            }
            last = now;
            ArrayDeque<Sample> samples = bySlot.computeIfAbsent(slot, added -> new ArrayDeque<>());
            if (samples.size() == Evidence.MAX_REQUESTS) {
                samples.removeFirst();
            }
            samples.addLast(sample);
        }

        synchronized boolean ended(Facts facts, Outcome outcome, long now) {
            bySlot.values().forEach(samples -> samples.forEach(sample -> sample.ended(facts, outcome)));
            return now - last < SUSPECTED && !bySlot.isEmpty();
        }

        synchronized List<Ban.Request> requests(Slot slot, Instant since) {
            @Nullable ArrayDeque<Sample> samples = bySlot.get(slot);
            List<Ban.Request> requests = new ArrayList<>();
            if (samples != null) {
                samples.forEach(sample -> requests.add(sample.request()));
                requests.removeIf(request -> request.at().isBefore(since));
            }
            return requests;
        }

        synchronized void drop(Collection<Slot> gone) {
            gone.forEach(bySlot::remove);
        }

        synchronized void clear(Slot slot) {
            bySlot.remove(slot);
        }
    }
}
