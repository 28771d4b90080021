package dev.portcullis.rules.safety;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.rule.SafetySettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
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
 * <p>Clients that nobody knew before don't count, however many they are: an attack of a thousand new addresses is what rules are for. Those
 * whom the rule has banned stay banned: they are in the list, by its name. Safe between threads.
 */
public final class Breaker {

    private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final KnownVisitors visitors;
    private final Map<String, ArrayDeque<Long>> bans = new HashMap<>();
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
     * Whether the rule may ban this client; if not it is stopped. Only bans of visitors count: of clients that have {@linkplain KnownVisitors
     * been known} as such for some time, or that carry a session.
     */
    synchronized boolean allows(String rule, IpPrefix client, boolean hasSession, long now) {
        if (settings.share() > 1) {
            return true;
        }
        if (isStopped(rule, now)) {
            return false;
        }
        if (!hasSession && !visitors.knows(client, now)) {
            return true;
        }
        visitors.asked(client, now);
        ArrayDeque<Long> times = bans.computeIfAbsent(rule, added -> new ArrayDeque<>());
        while (!times.isEmpty() && now - times.getFirst() >= MINUTE) {
            times.removeFirst();
        }
        if (times.size() >= settings.least()) {
            long clients = visitors.active(now);
            if (times.size() + 1 > settings.share() * clients) {
                stop(rule, times.size() + 1, clients, now);
                return false;
            }
        }
        times.addLast(now);
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
