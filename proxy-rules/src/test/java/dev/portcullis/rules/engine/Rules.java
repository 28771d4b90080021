package dev.portcullis.rules.engine;

import dev.portcullis.rules.rule.Condition;
import dev.portcullis.rules.rule.Condition.StatusRange;
import dev.portcullis.rules.rule.Per;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.rule.Rule.Action;
import dev.portcullis.rules.rule.Rule.BanTerms;
import dev.portcullis.rules.rule.Rule.Count;
import dev.portcullis.rules.rule.Rule.Threshold;
import dev.portcullis.rules.rule.Sites;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules as tests write them. */
final class Rules {

    static final BanTerms HOUR = new BanTerms(Duration.ofHours(1), 1, Duration.ofHours(1));

    private Rules() {}

    static Rule limit(String name, Count count, long over, Duration within, Action then) {
        return new Rule(name, new Threshold(count, Per.CLIENT, over, within), Condition.ANY, then, terms(then), false);
    }

    static Rule requests(String name, long over, Duration within, Action then) {
        return limit(name, Count.REQUESTS, over, within, then);
    }

    static Rule first(String name, Condition where, Action then) {
        return new Rule(name, null, where, then, terms(then), false);
    }

    static Rule where(Rule rule, Condition where) {
        return new Rule(rule.name(), rule.sites(), rule.threshold(), where, rule.then(), rule.terms(), rule.observe());
    }

    static Rule per(Rule rule, Per per) {
        Threshold old = Objects.requireNonNull(rule.threshold());
        Threshold threshold = new Threshold(old.count(), per, old.over(), old.within());
        return new Rule(rule.name(), rule.sites(), threshold, rule.where(), rule.then(), rule.terms(), rule.observe());
    }

    /** The rule of one site, named for it. */
    static Rule ofSite(String site, Rule rule) {
        return sites(site + "." + rule.name(), new Sites.Only(site), rule);
    }

    /** The rule for all sites but these. */
    static Rule butNot(Rule rule, String... sites) {
        return sites(rule.name(), new Sites.AllBut(Set.of(sites)), rule);
    }

    private static Rule sites(String name, Sites sites, Rule rule) {
        return new Rule(name, sites, rule.threshold(), rule.where(), rule.then(), rule.terms(), rule.observe());
    }

    static Rule lasting(Rule rule, BanTerms terms) {
        return new Rule(rule.name(), rule.sites(), rule.threshold(), rule.where(), rule.then(), terms, rule.observe());
    }

    static Rule observed(Rule rule) {
        return new Rule(rule.name(), rule.sites(), rule.threshold(), rule.where(), rule.then(), rule.terms(), true);
    }

    static Condition path(String... globs) {
        return new Condition(List.of(), List.of(), List.of(globs), List.of(), List.of(), List.of());
    }

    static Condition status(int first, int last) {
        return new Condition(
                List.of(), List.of(), List.of(), List.of(new StatusRange(first, last)), List.of(), List.of());
    }

    static Condition userAgent(String... globs) {
        return new Condition(List.of(), List.of(), List.of(), List.of(), List.of(globs), List.of());
    }

    static Condition not(Condition... excluded) {
        return new Condition(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(excluded));
    }

    private static @Nullable BanTerms terms(Action then) {
        return then == Action.BAN ? HOUR : null;
    }
}
