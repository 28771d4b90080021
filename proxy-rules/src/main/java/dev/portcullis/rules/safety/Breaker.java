package dev.portcullis.rules.safety;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.rule.SafetySettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
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
 * <p>Clients that nobody knew before don't count, however many they are, and whatever cookies they have just been given: an attack of a thousand
 * new addresses is what rules are for. Those
 * whom the rule has banned stay banned: they are in the list, by its name. Safe between threads.
 */
public final class Breaker {

    private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final KnownVisitors visitors;

    /** By the rule, the visitors that it has banned within a minute and when, the oldest first. */
    private final Map<String, Map<Long, Long>> bans = new HashMap<>();

    private final ConcurrentHashMap<String, Long> stoppedUntil = new ConcurrentHashMap<>();
    private SafetySettings.Breaker settings = SafetySettings.Breaker.OFF;
    private final AtomicLong trips = new AtomicLong();

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
     * Whether the rule may ban this client; if not it is stopped. Only bans of visitors count, each once: of clients or sessions that have {@linkplain
     * KnownVisitors been known} as such for some time.
     */
    synchronized boolean allows(String rule, IpPrefix client, long session, long now) {
        if (settings.share() > 1) {
            return true;
        }
        if (isStopped(rule, now)) {
            return false;
        }
        long visitor = visitors.visitor(client, session, now);
        if (visitor == KnownVisitors.STRANGER) {
            return true;
        }
        visitors.asked(visitor, now);
        Map<Long, Long> lately = bans.computeIfAbsent(rule, added -> new LinkedHashMap<>());
        Iterator<Long> times = lately.values().iterator();
        while (times.hasNext() && now - times.next() >= MINUTE) {
            times.remove();
        }
        if (lately.containsKey(visitor)) {
            return true;
        }
        if (lately.size() >= settings.least()) {
            long active = visitors.active(now);
            if (lately.size() + 1 > settings.share() * active) {
                stop(rule, lately.size() + 1, active, now);
                return false;
            }
        }
        lately.put(visitor, now);
        return true;
    }

    private void stop(String rule, int banned, long clients, long now) {
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
