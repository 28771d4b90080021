package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.ban.Bannable;
import dev.portcullis.rules.ban.Bans;
import dev.portcullis.rules.client.NetworkList;
import dev.portcullis.rules.rule.PolicySettings;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.time.WallClock;
import java.util.ArrayList;
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
    final Patterns.Reader reader;
    final Counts counts;
    final Sanctions sanctions;
    final Arrivals arrivals;
    final Endings endings;
    private final Map<String, CompiledRule> byName = new HashMap<>();
    private final NetworkList trusted;

    /** A regime of these settings; the rules' figures go on from those of earlier rules of the same names. */
    Regime(PolicySettings settings, Bans bans, WallClock clock, List<RuleState> earlier) {
        this.settings = settings;
        this.allowed = new Allowed(settings);
        this.bannable = Bannable.of(settings);
        this.trusted = new NetworkList(settings.trustedProxies().entries().stream()
                .map(entry -> entry.widen(32, settings.clients().ipv6Prefix()))
                .toList());
        Patterns patterns = new Patterns();
        this.rules = compile(settings, patterns, earlier);
        this.reader = patterns.reader();
        rules.forEach(rule -> byName.put(rule.rule.name(), rule));
        this.counts = new Counts(rules, settings.clients());
        this.sanctions = new Sanctions(rules, counts, bans, clock);
        this.arrivals = new Arrivals(rules, new RuleIndex(rules, reader.pathLists()), counts, bans);
        this.endings = new Endings(rules, counts, bans, sanctions);
    }

    private static List<CompiledRule> compile(PolicySettings settings, Patterns patterns, List<RuleState> earlier) {
        Map<String, RuleState> states = new HashMap<>();
        earlier.forEach(state -> states.put(state.rule().name(), state));
        List<CompiledRule> compiled = new ArrayList<>();
        for (Rule rule : settings.rules()) {
            RuleState before = states.get(rule.name());
            RuleState state = before == null ? new RuleState(rule) : before.of(rule);
            compiled.add(new CompiledRule(rule, compiled.size(), state, settings, patterns));
        }
        return List.copyOf(compiled);
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

    /** Whether a ban that covers the client refuses it: none does when the program only watches, or for a trusted proxy. */
    boolean enforces(Ban ban, IpPrefix client) {
        return !settings.observe() && !ban.observed() && !trusted.contains(client);
    }
}
