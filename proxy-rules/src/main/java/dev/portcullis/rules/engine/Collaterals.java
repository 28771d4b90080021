package dev.portcullis.rules.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.cache.CacheState;
import dev.portcullis.rules.cache.Evictions;
import dev.portcullis.rules.count.Slot;
import dev.portcullis.rules.hash.Fingerprint;
import dev.portcullis.rules.rule.Per;
import dev.portcullis.rules.session.Sessions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Notes the clients of groups that are on their way to a rule's limit, so that it can be told who is hit. Bounded: a thousand groups, of
 * each a thousand clients; a group that is not seen for an hour is forgotten.
 */
final class Collaterals {

    private static final int MAX_GROUPS = 1000;
    private static final int MAX_CLIENTS = 1000;
    private static final int MAX_NAME = 100;
    private static final long KEPT_FOR = Duration.ofHours(1).toNanos();

    private final Evictions evictions = new Evictions();
    private final Cache<Group, Members> groups = Caffeine.newBuilder()
            .maximumSize(MAX_GROUPS)
            .evictionListener(evictions)
            .executor(Runnable::run)
            .build();

    /** The groups of one client or one session: as many as there are of these, so that they don't push out the others. */
    private final Cache<Group, Members> own = Caffeine.newBuilder()
            .maximumSize(MAX_GROUPS)
            .executor(Runnable::run)
            .build();

    private record Group(Slot slot, Fingerprint print) {}

    /** Whether each of the clients has been seen with a session. */
    private static final class Members {
        private final Map<IpPrefix, Boolean> clients = new ConcurrentHashMap<>();
        private final AtomicInteger withSession = new AtomicInteger();
        private final String name;
        private volatile long seen;

        Members(String name) {
            this.name = name;
        }

        private void add(IpPrefix client, boolean session) {
            Boolean before = clients.get(client);
            if (before == null && clients.size() < MAX_CLIENTS) {
                before = clients.putIfAbsent(client, session);
                if (before == null && session) {
                    withSession.incrementAndGet();
                }
            } else if (session && before != null && !before && clients.replace(client, false, true)) {
                withSession.incrementAndGet();
            }
        }

        private void clear() {
            clients.clear();
            withSession.set(0);
        }
    }

    /** Notes the request's client as one of its group. */
    void note(CompiledRule rule, Inquiry request) {
        Cache<Group, Members> noted = rule.isOfGroups() ? groups : own;
        Members members = noted.get(group(rule, request), added -> new Members(name(rule, request)));
        long now = request.now();
        if (now - members.seen >= KEPT_FOR) {
            members.clear();
        }
        members.seen = now;
        members.add(request.client(), request.session() != Sessions.NONE);
    }

    private static String name(CompiledRule rule, Inquiry request) {
        StringJoiner name = new StringJoiner(" ");
        for (Per.Key key : rule.per().keys()) {
            switch (key) {
                case AGENT -> name.add(cut(request.facts.userAgent()));
                case PATH -> name.add(cut(request.facts.path()));
                case HOST -> name.add(cut(request.facts.host()));
                case SESSION -> name.add("a session");
                case TLS_FINGERPRINT -> name.add(cut(request.facts.tlsFingerprint()));
                case CLIENT, NETWORK, ALL -> {}
            }
        }
        return name.toString();
    }

    private static String cut(String text) {
        return text.length() <= MAX_NAME ? text : text.substring(0, MAX_NAME);
    }

    /** The groups of a rule that the client was noted in: what stands for each, and its name. */
    Map<Fingerprint, String> groupsOf(CompiledRule rule, IpPrefix client) {
        Map<Fingerprint, String> found = new HashMap<>();
        (rule.isOfGroups() ? groups : own).asMap().forEach((group, members) -> {
            if (group.slot() == rule.slot() && members.clients.containsKey(client)) {
                found.put(group.print(), members.name);
            }
        });
        return found;
    }

    /** Who is in the request's group. */
    Collateral of(CompiledRule rule, Inquiry request) {
        Members members = groups.getIfPresent(group(rule, request));
        if (members == null) {
            return Collateral.NONE;
        }
        return new Collateral(members.clients.size(), members.withSession.get());
    }

    /** How full it is, and how many groups went because their place was needed. */
    CacheState state() {
        return evictions.state("groups", groups);
    }

    private static Group group(CompiledRule rule, Inquiry request) {
        return new Group(rule.slot(), request.fingerprint(rule.per()));
    }
}
