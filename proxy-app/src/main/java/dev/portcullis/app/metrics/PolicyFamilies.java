package dev.portcullis.app.metrics;

import dev.portcullis.rules.ban.BanListener;
import dev.portcullis.rules.cache.CacheState;
import dev.portcullis.rules.engine.Collateral;
import dev.portcullis.rules.engine.RuleState;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** What the metrics page says of policy: bans, rules, what is remembered. */
public final class PolicyFamilies {

    private final MetricsPage page;

    /** Adds to this page. */
    public PolicyFamilies(MetricsPage page) {
        this.page = page;
    }

    /** Adds the bans in force, and those that began and ended. */
    public void addBans(BanMetrics counts, ActiveBans active) {
        List<String> originAndAction = List.of("origin", "action");
        page.family(
                MetricsPage.Kind.GAUGE,
                "portcullis_active_bans",
                "Bans in force, by what made them: a rule, manual or _other; those whose action is observe refuse nobody",
                out -> counts.forEachOf(
                        active, (rule, action, count) -> out.add("", originAndAction, List.of(rule, action), count)));
        List<String> ruleAndAction = List.of("rule", "action");
        page.family(
                MetricsPage.Kind.COUNTER,
                "portcullis_bans_total",
                "Bans that began, by the rule that made them (manual: an administrator); those whose action is observe refuse nobody",
                out -> counts.forEachBegun(
                        (rule, action, count) -> out.add("_total", ruleAndAction, List.of(rule, action), count)));
        List<String> reason = List.of("reason");
        page.family(
                MetricsPage.Kind.COUNTER,
                "portcullis_bans_ended_total",
                "Bans that ended, by why: expired, or removed by an administrator",
                out -> {
                    for (BanListener.Lift why : BanListener.Lift.values()) {
                        String word = why.name().toLowerCase(Locale.ROOT);
                        out.add("_total", reason, List.of(word), counts.lifted(why));
                    }
                });
    }

    /** Adds what the rules that are in force have done beyond their verdicts. */
    public void addRules(Supplier<List<RuleState>> rules) {
        List<String> rule = List.of("rule");
        page.family(
                MetricsPage.Kind.COUNTER,
                "portcullis_rule_spared_total",
                "Requests for which a rule would have banned somebody who can't be banned",
                out -> rules.get()
                        .forEach(state ->
                                out.add("_total", rule, List.of(state.rule().name()), state.spared())));
        List<String> labels = List.of("rule", "session");
        page.family(
                MetricsPage.Kind.GAUGE,
                "portcullis_rule_group_clients",
                "Clients of the group that a rule last acted on, by whether they carried a session of the site's",
                out -> rules.get().forEach(state -> {
                    Collateral hit = state.collateral();
                    if (hit.clients() > 0) {
                        out.add("", labels, List.of(state.rule().name(), "yes"), hit.withSession());
                        out.add("", labels, List.of(state.rule().name(), "no"), hit.clients() - hit.withSession());
                    }
                }));
    }

    /** Adds what keeps mistakes from locking people out: rules stopped now, and ever; suspected proxies; learnt administrators. */
    public void addSafety(LongSupplier stopped, LongSupplier stops, LongSupplier proxies, LongSupplier admins) {
        page.gauge(
                "portcullis_stopped_rules",
                "Rules that only watch, for they were about to ban many of the clients",
                stopped::getAsLong);
        page.counter("portcullis_rule_stops_total", "Times that a rule was stopped for that", stops);
        page.gauge(
                "portcullis_suspected_proxies",
                "Peers that forward for many and are not in trusted-proxies",
                proxies::getAsLong);
        page.gauge("portcullis_learned_admins", "Clients that learn-admins spares", admins::getAsLong);
    }

    /** Adds the clients that are remembered. */
    public void addTrackedClients(LongSupplier count) {
        page.gauge(
                "portcullis_tracked_clients", "Clients whose requests are remembered for counting", count::getAsLong);
    }

    /** Adds how full is what is bounded in number. */
    public void addCaches(Supplier<List<CacheState>> caches) {
        eachCache(
                MetricsPage.Kind.GAUGE,
                "portcullis_cache_entries",
                "How many are remembered, by what they are",
                caches,
                CacheState::entries);
        eachCache(
                MetricsPage.Kind.GAUGE,
                "portcullis_cache_max_entries",
                "How many may be remembered at most",
                caches,
                CacheState::most);
        eachCache(
                MetricsPage.Kind.COUNTER,
                "portcullis_cache_evictions_total",
                "How many were forgotten because their place was needed",
                caches,
                CacheState::evicted);
    }

    private void eachCache(
            MetricsPage.Kind kind,
            String name,
            String help,
            Supplier<List<CacheState>> caches,
            ToLongFunction<CacheState> value) {
        List<String> cache = List.of("cache");
        String suffix = kind == MetricsPage.Kind.COUNTER ? "_total" : "";
        page.family(kind, name, help, out -> caches.get()
                .forEach(state -> out.add(suffix, cache, List.of(state.name()), value.applyAsLong(state))));
    }
}
