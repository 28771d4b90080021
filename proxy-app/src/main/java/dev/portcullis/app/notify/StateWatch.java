package dev.portcullis.app.notify;

import dev.portcullis.app.notify.Observation.Server;
import dev.portcullis.app.report.DurationText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Compares how the program stands with how it stood a second ago, and says what has changed. What is bad when it first looks is told then. One
 * thread.
 */
final class StateWatch {

    private static final Duration SOON = Duration.ofDays(14);

    private final NotifyTime time;
    private final Consumer<Event> out;
    private final Map<String, Instant> down = new HashMap<>();
    private final Set<String> dark = new HashSet<>();
    private final Map<String, Waiting> waiting = new HashMap<>();
    private final Map<String, Episode> shedding = new HashMap<>();
    private final Set<String> stopped = new HashSet<>();
    private final Set<String> suspected = new HashSet<>();
    private final Map<String, Long> certificateDays = new HashMap<>();
    private final Set<String> notComing = new HashSet<>();
    private @Nullable Instant reloadSeen;
    private boolean reloadFailed;
    private @Nullable Instant unkeptSince;
    private @Nullable Episode accessLog;
    private @Nullable Episode banLog;

    /** A watch that gives what it finds to {@code out}. */
    StateWatch(NotifyTime time, Consumer<Event> out) {
        this.time = time;
        this.out = out;
    }

    private record Waiting(long since, boolean told) {}

    void look(Observation now, Duration busyAfter) {
        servers(now.servers());
        for (Observation.Site site : now.sites()) {
            waits(site, busyAfter);
            sheds(site);
        }
        keepOnly(now);
        appearing(
                stopped,
                now.stoppedRules(),
                rule -> "rule " + rule + " is stopped: it was about to ban a large part of the clients",
                rule -> "rule " + rule + " acts again",
                Topic.RULE_STOPPED);
        appearing(
                suspected,
                now.suspectedProxies(),
                peer -> peer + " forwards for many clients and is not in trusted-proxies: rules only watch it",
                peer -> peer + " does not act as a proxy any more",
                Topic.SUSPECTED_PROXY);
        reload(now.reload());
        losses(now.logs());
        certificates(now.certificates().served());
        failing(now.certificates().failing());
    }

    private void servers(List<Server> servers) {
        Map<String, List<Server>> bySite = new LinkedHashMap<>();
        servers.forEach(server ->
                bySite.computeIfAbsent(server.site(), name -> new ArrayList<>()).add(server));
        bySite.forEach(this::site);
        down.keySet().retainAll(servers.stream().map(StateWatch::key).toList());
        dark.retainAll(bySite.keySet());
    }

    private void site(String name, List<Server> servers) {
        boolean none = servers.stream().noneMatch(Server::up);
        boolean several = servers.size() > 1;
        for (Server server : servers) {
            if (!server.up() && down.putIfAbsent(key(server), time.clock().now()) == null && several) {
                tell(Topic.ORIGIN, Severity.WARNING, "server " + server.address() + of(name) + " is down");
            }
        }
        if (none && dark.add(name)) {
            String which = several
                    ? "no server" + of(name) + " answers"
                    : "the server" + of(name) + ", " + servers.get(0).address() + ", does not answer";
            tell(Topic.ORIGIN, Severity.CRITICAL, which + ": visitors get no pages");
        } else if (!none && dark.remove(name)) {
            tell(Topic.ORIGIN, Severity.GOOD, siteText(name) + " answers again" + since(earliest(servers)));
        }
        for (Server server : servers) {
            Instant since = server.up() ? down.remove(key(server)) : null;
            if (since != null && several) {
                tell(Topic.ORIGIN, Severity.GOOD, "server " + server.address() + of(name) + " is up" + since(since));
            }
        }
    }

    private @Nullable Instant earliest(List<Server> servers) {
        return servers.stream()
                .map(server -> down.get(key(server)))
                .filter(since -> since != null)
                .min(Instant::compareTo)
                .orElse(null);
    }

    private static String key(Server server) {
        return server.site() + " " + server.address();
    }

    private void waits(Observation.Site site, Duration busyAfter) {
        long now = time.ticker().nanos();
        Waiting before = waiting.get(site.name());
        if (site.waiting() == 0) {
            waiting.remove(site.name());
            if (before != null && before.told()) {
                String lasted = DurationText.rough(Duration.ofNanos(now - before.since()));
                tell(
                        Topic.BUSY,
                        Severity.GOOD,
                        "nobody waits for " + siteText(site.name()) + " any more, after " + lasted);
            }
        } else if (before == null) {
            waiting.put(site.name(), new Waiting(now, false));
        } else if (!before.told() && now - before.since() >= busyAfter.toNanos()) {
            waiting.put(site.name(), new Waiting(before.since(), true));
            tell(
                    Topic.BUSY,
                    Severity.WARNING,
                    siteText(site.name()) + " is busy: for " + DurationText.rough(busyAfter)
                            + " there have always been requests that wait for it, " + site.waiting() + " now");
        }
    }

    private void sheds(Observation.Site site) {
        Episode episode = shedding.computeIfAbsent(site.name(), name -> new Episode(site.shed()));
        switch (episode.look(site.shed(), time.ticker().nanos())) {
            case BEGINS ->
                tell(
                        Topic.BUSY,
                        Severity.CRITICAL,
                        "requests to " + siteText(site.name()) + " are turned away with 503");
            case ENDS ->
                tell(
                        Topic.BUSY,
                        Severity.GOOD,
                        "no request to " + siteText(site.name()) + " is turned away any more; " + episode.counted()
                                + " were");
            case NONE -> {}
        }
    }

    private void keepOnly(Observation now) {
        List<String> names = now.sites().stream().map(Observation.Site::name).toList();
        waiting.keySet().retainAll(names);
        shedding.keySet().retainAll(names);
    }

    private void appearing(Set<String> before, List<String> now, Wording comes, Wording goes, Topic topic) {
        for (String each : now) {
            if (before.add(each)) {
                tell(topic, Severity.WARNING, comes.of(each));
            }
        }
        for (String each : List.copyOf(before)) {
            if (!now.contains(each)) {
                before.remove(each);
                tell(topic, Severity.GOOD, goes.of(each));
            }
        }
    }

    private interface Wording {
        String of(String thing);
    }

    private void reload(Observation.Reload reload) {
        if (reload.at().equals(reloadSeen)) {
            return;
        }
        reloadSeen = reload.at();
        if (!reload.successful()) {
            reloadFailed = true;
            tell(
                    Topic.RELOAD,
                    Severity.WARNING,
                    reload.source() + " has mistakes and is not in force; portcullis reload says which");
        } else if (reloadFailed) {
            reloadFailed = false;
            tell(Topic.RELOAD, Severity.GOOD, reload.source() + " is in force");
        }
    }

    private void losses(Observation.Losses losses) {
        String problem = losses.stateProblem();
        Instant since = unkeptSince;
        if (problem != null && since == null) {
            unkeptSince = time.clock().now();
            tell(Topic.BAN_STORE, Severity.WARNING, "bans are not on the disk, and end with the process: " + problem);
        } else if (problem == null && since != null) {
            unkeptSince = null;
            tell(Topic.BAN_STORE, Severity.GOOD, "bans are on the disk again" + since(since));
        }
        accessLog = lines("access log", accessLog, losses.accessLog());
        banLog = lines("ban log", banLog, losses.banLog());
    }

    private Episode lines(String log, @Nullable Episode before, long dropped) {
        Episode episode = before == null ? new Episode(0) : before;
        switch (episode.look(dropped, time.ticker().nanos())) {
            case BEGINS ->
                tell(Topic.LOGS, Severity.WARNING, "lines of the " + log + " are lost: the disk is full or too slow");
            case ENDS ->
                tell(
                        Topic.LOGS,
                        Severity.GOOD,
                        "the " + log + " is written again; " + episode.counted() + " lines were lost");
            case NONE -> {}
        }
        return episode;
    }

    /** Tells of a certificate when two weeks are left, and then each day. */
    private void certificates(List<Observation.Certificate> certificates) {
        Instant now = time.clock().now();
        Map<String, Long> told = new HashMap<>();
        Map<String, Instant> ends = new LinkedHashMap<>(); // of two for the same host, the one that ends first
        certificates.forEach(each -> ends.merge(each.name(), each.end(), (a, b) -> a.isBefore(b) ? a : b));
        for (Map.Entry<String, Instant> certificate : ends.entrySet()) {
            String host = certificate.getKey();
            Duration left = Duration.between(now, certificate.getValue());
            if (left.compareTo(SOON) > 0) {
                continue;
            }
            long days = Math.floorDiv(left.toSeconds(), Duration.ofDays(1).toSeconds());
            told.put(host, days);
            Long before = certificateDays.get(host);
            if (before == null || before != days) {
                String text = left.isNegative()
                        ? " has ended: browsers refuse the site"
                        : " ends in " + DurationText.rough(left) + ": see why it was not renewed";
                tell(
                        Topic.CERTIFICATE,
                        left.isNegative() ? Severity.CRITICAL : Severity.WARNING,
                        "the certificate of " + host + text);
            }
        }
        for (String name : certificateDays.keySet()) {
            if (!told.containsKey(name) && ends.containsKey(name)) {
                tell(Topic.CERTIFICATE, Severity.GOOD, "the certificate of " + name + " is renewed");
            }
        }
        certificateDays.clear();
        certificateDays.putAll(told);
    }

    /** Tells once of a certificate that does not come, however often it is asked for. */
    private void failing(List<Observation.Failing> failing) {
        Map<String, String> texts = new LinkedHashMap<>();
        failing.forEach(each -> texts.put(
                each.host(),
                "no certificate for " + each.host() + " came from " + each.authority() + ": " + Defanged.of(each.why())
                        + "; it is tried again and again"));
        appearing(
                notComing,
                List.copyOf(texts.keySet()),
                host -> String.valueOf(texts.get(host)),
                host -> "the certificate of " + host + " is not waited for any more",
                Topic.CERTIFICATE);
    }

    private String since(@Nullable Instant began) {
        return began == null
                ? ""
                : ", after "
                        + DurationText.rough(
                                Duration.between(began, time.clock().now()));
    }

    private static String of(String site) {
        return site.isEmpty() ? "" : " of site " + site;
    }

    private static String siteText(String site) {
        return site.isEmpty() ? "the site" : "site " + site;
    }

    private void tell(Topic topic, Severity severity, String text) {
        out.accept(new Event(topic, severity, time.clock().now(), text));
    }
}
