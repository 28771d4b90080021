package dev.portcullis.rules.safety;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.rule.SafetySettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops a rule that is about to ban a large part of the visitors: a rule that was written with a slip bans the world within seconds, and
 * nobody is left to notice. A rule that is stopped only watches, for a while or until the rules are read again.
 *
 * <p>A ban of a network counts for each known visitor who has asked from there lately: one of them may be the world.
 *
 * <p>Clients that nobody knew before don't count, however many they are, and whatever cookies they have just been given: an attack of a thousand
 * new addresses is what rules are for. Those
 * whom the rule has banned stay banned: they are in the list, by its name. Safe between threads.
 */
public final class Breaker {

    private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final KnownVisitors visitors;

    /** By the rule, the visitors and networks that it has banned within a minute, the oldest first. */
    private final Map<String, Map<Long, Hit>> bans = new HashMap<>();

    private final ConcurrentHashMap<String, Long> stoppedUntil = new ConcurrentHashMap<>();
    private SafetySettings.Breaker settings = SafetySettings.Breaker.OFF;
    private final AtomicLong trips = new AtomicLong();

    /** A ban that hit visitors, and how many. */
    private record Hit(long at, long visitors) {}

    Breaker(KnownVisitors visitors) {
        this.visitors = visitors;
    }

    /** Goes by these settings from now on; no rule is stopped any more. */
    synchronized void configure(SafetySettings.Breaker to) {
        settings = to;
        bans.clear();
        stoppedUntil.clear();
    }

    /** Whether the rule only watches now. */
    public boolean isStopped(String rule, long now) {
        if (stoppedUntil.isEmpty()) {
            return false;
        }
        Long until = stoppedUntil.get(rule);
        return until != null && until - now > 0;
    }

    /**
     * Whether the rule may ban; if not it is stopped. Only visitors count whom the ban hits, each once: clients or sessions that have {@linkplain
     * KnownVisitors been known} as such for some time.
     *
     * @param subject whom the ban is to be of: the client, or its network
     */
    synchronized boolean allows(String rule, IpPrefix subject, IpPrefix client, long session, long now) {
        if (settings.share() > 1) {
            return true;
        }
        if (isStopped(rule, now)) {
            return false;
        }
        long visitor = visitors.visitor(client, session, now);
        boolean alone = subject.equals(client);
        long hit = Math.max(visitor == KnownVisitors.STRANGER ? 0 : 1, alone ? 0 : visitors.activeIn(subject, now));
        if (hit == 0) {
            return true;
        }
        if (visitor != KnownVisitors.STRANGER) {
            visitors.asked(visitor, now);
        }
        Map<Long, Hit> lately = bans.computeIfAbsent(rule, added -> new LinkedHashMap<>());
        lately.values().removeIf(earlier -> now - earlier.at() >= MINUTE);
        long whom = alone ? visitor : KnownVisitors.ofNetwork(subject);
        if (lately.containsKey(whom)) {
            return true;
        }
        long all = hit + lately.values().stream().mapToLong(Hit::visitors).sum();
        if (all > settings.least()) {
            long active = visitors.active(now);
            if (all > settings.share() * active) {
                stop(rule, all, active, now);
                return false;
            }
        }
        lately.put(whom, new Hit(now, hit));
        return true;
    }

    private void stop(String rule, long banned, long clients, long now) {
        stoppedUntil.put(rule, now + settings.pause().toNanos());
        bans.remove(rule);
        trips.incrementAndGet();
        LOG.error(
                "RULE {} IS STOPPED: it was about to ban {} of the {} known visitors that asked lately, within a minute. It only watches for {}"
                        + " minutes, or until the configuration is read again. \"ban list\" shows whom it has banned",
                rule,
                banned,
                clients,
                settings.pause().toMinutes());
    }

    /** Lets rules go on whose pause is over; to be called about once a second. */
    void sweep(long now) {
        stoppedUntil.forEach((rule, until) -> {
            if (until - now <= 0 && stoppedUntil.remove(rule, until)) {
                LOG.warn("rule {} goes on: its pause is over", rule);
            }
        });
    }

    /** The rules that are stopped now. */
    public List<String> stopped(long now) {
        List<String> names = new ArrayList<>();
        stoppedUntil.forEach((rule, until) -> {
            if (until - now > 0) {
                names.add(rule);
            }
        });
        names.sort(null);
        return names;
    }

    /** How often a rule was stopped. */
    public long trips() {
        return trips.get();
    }
}
