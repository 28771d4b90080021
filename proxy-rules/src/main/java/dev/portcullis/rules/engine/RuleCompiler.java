package dev.portcullis.rules.engine;

import dev.portcullis.rules.rule.Condition;
import dev.portcullis.rules.rule.PolicySettings;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.rule.Sites;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compiles the rules of settings, each together with those that are asked when it is. */
final class RuleCompiler {

    private final PolicySettings settings;
    private final Dimensions dimensions;
    private final List<CompiledRule> rules = new ArrayList<>();
    private final Group common = new Group();
    private final Map<String, Group> ofSites = new HashMap<>();

    /**
     * Compiles.
     *
     * @param placement of the rules in tallies
     * @param earlier rules whose figures go on with the rules of the same names
     * @throws IllegalArgumentException when a rule can't be carried out, or two have one name
     */
    RuleCompiler(PolicySettings settings, Placement placement, List<RuleState> earlier) {
        this.settings = settings;
        this.dimensions = new Dimensions(settings.rules());
        Map<String, RuleState> states = new HashMap<>();
        earlier.forEach(state -> states.put(state.rule().name(), state));
        Set<String> names = new HashSet<>();
        for (Rule rule : settings.rules()) {
            if (!names.add(rule.name())) {
                throw new IllegalArgumentException("two rules have the name " + rule.name());
            }
        }
        placement.place(settings.rules(), settings.signals().logins());
        for (Rule rule : settings.rules()) {
            RuleState before = states.get(rule.name());
            compile(rule, placement, before == null ? new RuleState(rule) : before.of(rule));
        }
    }

    private void compile(Rule rule, Placement placement, RuleState state) {
        Group group = rule.sites() instanceof Sites.Only only
                ? ofSites.computeIfAbsent(only.site(), added -> new Group())
                : common;
        Placement.Slots slots = placement.of(rule, settings.signals().logins());
        CompiledRule compiled = new CompiledRule(rule, slots, state, settings, dimensions, group, rules.size());
        group.rules.add(compiled);
        rules.add(compiled);
    }

    /** The rules, in the order of the settings. */
    List<CompiledRule> rules() {
        return List.copyOf(rules);
    }

    /** The ways in which the rules count requests together. */
    Dimensions dimensions() {
        return dimensions;
    }

    /** The rules by site. */
    RuleSets sets() {
        Map<String, RuleSet> sets = new HashMap<>();
        ofSites.forEach((site, group) -> sets.put(site, group.set()));
        return new RuleSets(common.set(), Map.copyOf(sets));
    }

    /** Rules that are asked together. Those that have the same condition share it. */
    static final class Group {

        private final Patterns patterns = new Patterns();
        private final Map<Condition, Where> conditions = new HashMap<>();
        private final List<CompiledRule> rules = new ArrayList<>();

        /** The condition, compiled with the others of the group. */
        Where where(Condition condition) {
            return conditions.computeIfAbsent(condition, added -> new Where(added, patterns));
        }

        private RuleSet set() {
            return new RuleSet(rules, patterns);
        }
    }
}
