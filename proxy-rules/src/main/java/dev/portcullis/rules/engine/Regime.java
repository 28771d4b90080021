package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.ban.Bannable;
import dev.portcullis.rules.ban.Bans;
import dev.portcullis.rules.ban.Standing;
import dev.portcullis.rules.client.NetworkList;
import dev.portcullis.rules.count.RowBook;
import dev.portcullis.rules.count.Tallies;
import dev.portcullis.rules.crawler.Crawlers;
import dev.portcullis.rules.hash.FingerprintKey;
import dev.portcullis.rules.rule.Logins;
import dev.portcullis.rules.rule.PolicySettings;
import dev.portcullis.rules.safety.Safety;
import dev.portcullis.rules.session.Sessions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the engine goes by at one time: its settings, made ready for requests. A reload puts another in its place. */
final class Regime {

    final PolicySettings settings;
    final Allowed allowed;
    final Bannable bannable;
    final List<CompiledRule> rules;
    final Counts counts;
    final Sanctions sanctions;
    final Arrivals arrivals;
    final Endings endings;
    final RowBook book;
    final Lookups lookups;
    final Collaterals collaterals;
    final SiteWords words;
    private final Map<String, CompiledRule> byName = new HashMap<>();
    private final NetworkList trusted;
    private final Bans bans;

    /**
     * A regime of these settings.
     *
     * @param parts what outlives it
     * @param placement of its rules in tallies
     * @param earlier rules whose figures go on with the rules of the same names
     * @throws IllegalArgumentException when a rule can't be carried out
     */
    Regime(PolicySettings settings, Parts parts, Placement placement, List<RuleState> earlier) {
        this.settings = settings;
        this.allowed = new Allowed(settings);
        this.bans = parts.bans();
        this.bannable = Bannable.of(settings);
        this.trusted = new NetworkList(settings.trustedProxies().entries().stream()
                .map(entry -> entry.widen(32, settings.clients().ipv6Prefix()))
                .toList());
        this.lookups = new Lookups(
                parts.sessions(), parts.crawlers(), settings.signals().countries(), settings.clients(), parts.key());
        this.collaterals = parts.collaterals();
        this.words = new SiteWords(settings.rules(), parts.safety().ticker().nanos());
        RuleCompiler compiler = new RuleCompiler(settings, placement, earlier);
        this.rules = compiler.rules();
        RuleSets sets = compiler.sets();
        rules.forEach(rule -> byName.put(rule.rule.name(), rule));
        this.counts = new Counts(parts.tallies(), compiler.dimensions(), lookups);
        this.sanctions = new Sanctions(
                rules,
                counts,
                parts.samples(),
                collaterals,
                parts.bans(),
                parts.safety(),
                parts.safety().clock());
        Probation probation = new Probation(settings.safety().probation(), parts.bans());
        this.book = book();
        this.arrivals = new Arrivals(sets, counts, parts.bans(), probation);
        this.endings = new Endings(sets, counts, parts.bans(), sanctions, collaterals, probation);
    }

    private RowBook book() {
        Logins logins = settings.signals().logins();
        List<RowBook.Entry> entries = new ArrayList<>();
        for (CompiledRule rule : rules) {
            if (rule.limit != null) {
                entries.add(new RowBook.Entry(rule.slot(), rule.limit, Placement.words(rule.rule, logins, false)));
            }
            if (rule.members != null) {
                entries.add(new RowBook.Entry(
                        rule.members.slot(), rule.members.limit(), Placement.words(rule.rule, logins, true)));
            }
        }
        return new RowBook(entries);
    }

    /** The register of bans. */
    Bans bans() {
        return bans;
    }

    /** As {@link PolicyEngine#counts}. */
    List<RuleCount> counts(IpPrefix client, long now) {
        IpPrefix subject = bannable.subject(client);
        return rules.stream()
                .filter(rule -> rule.limit != null)
                .map(rule -> count(rule, subject, now))
                .toList();
    }

    private RuleCount count(CompiledRule rule, IpPrefix client, long now) {
        if (!rule.isByOther()) {
            return new RuleCount(
                    rule.rule, counts.count(rule, client, now), rule.limit().over(), List.of());
        }
        List<RuleCount.Group> groups = new ArrayList<>();
        collaterals.groupsOf(rule, client).forEach((print, name) -> {
            long counted = counts.count(rule, print, now);
            if (counted > 0) {
                groups.add(new RuleCount.Group(name, counted));
            }
        });
        groups.sort(Comparator.comparingLong(RuleCount.Group::counted).reversed());
        long most = groups.isEmpty() ? 0 : groups.get(0).counted();
        return new RuleCount(rule.rule, most, rule.limit().over(), groups);
    }

    /** What outlives a regime. */
    record Parts(
            Tallies tallies,
            Samples samples,
            Collaterals collaterals,
            Sessions sessions,
            Crawlers crawlers,
            FingerprintKey key,
            Bans bans,
            Safety safety) {}

    /** The request as all rules see it. */
    Inquiry inquiry(Facts facts, long now) {
        return new Inquiry(facts, now, lookups);
    }

    /** The rule of this name; null when none has it. */
    @Nullable
    CompiledRule rule(String name) {
        return byName.get(name);
    }

    /** The rules and what they have done, in the order of the settings. */
    List<RuleState> states() {
        return rules.stream().map(rule -> rule.state).toList();
    }

    /** The ban that covers the client; null when there is none, or the client has become a trusted proxy since. */
    @Nullable
    Ban ban(IpPrefix client, long now) {
        Standing standing = standing(client, now);
        return standing == null ? null : standing.ban();
    }

    /** As {@link #ban}, with what the register knows of it. */
    @Nullable
    Standing standing(IpPrefix client, long now) {
        Standing standing = bans.standing(client, now);
        return standing == null || trusted.contains(client) ? null : standing;
    }

    /** Whether a ban refuses its clients: none does when the program only watches. */
    boolean enforces(Ban ban) {
        return !settings.observe() && !ban.observed();
    }
}
