package dev.portcullis.app.metrics;

import dev.portcullis.core.observe.ExchangeListener;
import dev.portcullis.core.observe.FinishedExchange;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Verdict;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * What is counted of each exchange that is over, by site, by rule and by ending. Every number has its place before the first request comes, so that no
 * client can make more of them: methods are the nine of RFC 9110 and RFC 5789 or {@code _other}, statuses are 100 to 599 or
 * {@code none}, rules are those configured or {@code -}, sites those configured, {@code -} for the one that has no name, or {@code _other}
 * for what no site serves. A configuration that changes takes away what it no longer names, and leaves the counts of the rest.
 */
public final class ExchangeMetrics implements ExchangeListener {

    private static final String NONE = "-";
    private static final String OTHER = "_other";
    private static final List<String> ACTIONS = List.of("pass", "allow", "observe", "throttle", "deny", "drop", "ban");

    private final Map<Outcome.Ending, LongAdder> endings = new EnumMap<>(Outcome.Ending.class);
    private final LongAdder[] unruled = adders(ACTIONS.size());
    private final SiteCounts otherSite = new SiteCounts();
    private volatile Named named = new Named(Map.of(), Map.of());

    private final RouteMetrics routes;

    /** What is counted by name. Immutable but for its counts. */
    private record Named(Map<String, LongAdder[]> decisions, Map<String, Site> sites) {}

    /** What is counted of a site and its routes, so that a request finds both at once. */
    private record Site(SiteCounts counts, SiteRoutes routes) {}

    /** Counts that know no names yet, and those of the routes of each site beside them. */
    ExchangeMetrics(RouteMetrics routes) {
        this.routes = routes;
        for (Outcome.Ending ending : Outcome.Ending.values()) {
            endings.put(ending, new LongAdder());
        }
    }

    /**
     * Counts by these names from now on; the counts of names that stay go on.
     *
     * @param rules the names of the rules
     * @param sites the names of the sites, the empty one among them if there is a site without a name
     */
    public synchronized void name(Collection<String> rules, Collection<String> sites) {
        routes.name(sites);
        named = new Named(
                kept(named.decisions(), rules, rule -> adders(ACTIONS.size())),
                kept(named.sites(), sites, site -> new Site(new SiteCounts(), routes.of(site))));
    }

    private static <T> Map<String, T> kept(Map<String, T> before, Collection<String> names, Function<String, T> fresh) {
        Map<String, T> counts = new LinkedHashMap<>();
        for (String name : names) {
            T known = before.get(name);
            counts.put(name, known == null ? fresh.apply(name) : known);
        }
        return counts;
    }

    @Override
    public void ended(FinishedExchange exchange) {
        Outcome outcome = exchange.outcome();
        Site site = named.sites().get(exchange.facts().site());
        if (site == null) {
            otherSite.count(exchange);
        } else {
            site.counts().count(exchange);
            routes.record(site.routes(), exchange);
        }
        ending(outcome.ending()).increment();
        decided(exchange.verdict()).increment();
    }

    /** Receives a count with the values of its two labels. */
    interface LabelledCount {
        void accept(String first, String second, long count);
    }

    /** What is counted of each site, by its label; of what no site serves as {@code _other}, if there was any. */
    void forEachSite(BiConsumer<String, SiteCounts> receiver) {
        named.sites().forEach((name, site) -> receiver.accept(siteLabel(name), site.counts()));
        if (otherSite.any()) {
            receiver.accept(OTHER, otherSite);
        }
    }

    /** A site's name as a label: the empty one is {@code -}. */
    static String siteLabel(String site) {
        return site.isEmpty() ? NONE : site;
    }

    /** The verdicts, by rule and action; only pairs that have occurred. */
    void forEachDecisionCount(LabelledCount receiver) {
        forEachAction(NONE, unruled, receiver);
        named.decisions().forEach((rule, counts) -> forEachAction(rule, counts, receiver));
    }

    /** How many ended in this way. */
    long ended(Outcome.Ending ending) {
        return ending(ending).sum();
    }

    private LongAdder ending(Outcome.Ending ending) {
        return Objects.requireNonNull(endings.get(ending));
    }

    private static void forEachAction(String rule, LongAdder[] counts, LabelledCount receiver) {
        for (int action = 0; action < counts.length; action++) {
            long count = counts[action].sum();
            if (count > 0) {
                receiver.accept(rule, ACTIONS.get(action), count);
            }
        }
    }

    /** An allow-list's entry names the rule of its verdict but is an address, which no label may hold: it counts as no rule. */
    private LongAdder decided(Verdict verdict) {
        String rule = verdict.rule();
        LongAdder[] counts = rule == null || verdict instanceof Verdict.Allow
                ? null
                : named.decisions().get(rule);
        return (counts == null ? unruled : counts)[actionIndex(verdict)];
    }

    private static int actionIndex(Verdict verdict) {
        if (verdict instanceof Verdict.Pass) {
            return 0;
        }
        return ACTIONS.indexOf(verdict.action());
    }

    private static LongAdder[] adders(int count) {
        LongAdder[] adders = new LongAdder[count];
        for (int i = 0; i < count; i++) {
            adders[i] = new LongAdder();
        }
        return adders;
    }
}
