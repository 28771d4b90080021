package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Outcome.Ending;
import dev.portcullis.rules.api.Verdict;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.ban.BanListener;
import dev.portcullis.rules.ban.Bannable;
import dev.portcullis.rules.ban.Bans;
import dev.portcullis.rules.client.NetworkList;
import dev.portcullis.rules.config.Checked;
import dev.portcullis.rules.config.Document;
import dev.portcullis.rules.config.RulesReader;
import dev.portcullis.rules.config.SignalsReader;
import dev.portcullis.rules.crawler.NameService;
import dev.portcullis.rules.hash.FingerprintKey;
import dev.portcullis.rules.rule.PolicySettings;
import dev.portcullis.rules.rule.PolicySettings.ClientSettings;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.rule.SafetySettings;
import dev.portcullis.rules.rule.Signals;
import dev.portcullis.rules.safety.Safety;
import dev.portcullis.rules.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An engine with its register of bans and a clock that a test moves. */
final class World {

    final ManualTime time = new ManualTime();
    final PolicySettings settings;
    final Bans bans;
    final PolicyEngine engine;
    final List<Ban> banned = new ArrayList<>();

    World(Rule... rules) {
        this(settings(rules));
    }

    World(PolicySettings settings) {
        this(settings, NameService.NONE);
    }

    World(PolicySettings settings, NameService names) {
        this(settings, names, FingerprintKey.random());
    }

    World(PolicySettings settings, NameService names, FingerprintKey key) {
        this.settings = settings;
        this.bans = new Bans(Bannable.of(settings), time, time);
        this.engine = new PolicyEngine(settings, bans, names, new Safety(time, time), key);
        bans.addListener(new BanListener() {
            @Override
            public void banned(Ban ban) {
                banned.add(ban);
            }

            @Override
            public void lifted(Ban ban, Lift why) {}
        });
    }

    /** An engine with the rules and signals of a file, and without the default rules. */
    static World of(String... lines) {
        return new World(read(lines));
    }

    /** The settings of such a file. */
    static PolicySettings read(String... lines) {
        Checked<PolicySettings> checked = Document.ofText(
                        "world.conf", "default-rules = off\n" + String.join("\n", lines))
                .check(root -> {
                    Signals signals = SignalsReader.read(root);
                    PolicySettings plain =
                            settings(RulesReader.read(root, signals).toArray(Rule[]::new));
                    return new PolicySettings(
                            plain.rules(), plain.allow(), plain.trustedProxies(), plain.clients(), false, signals);
                });
        return checked.value().orElseThrow(() -> new AssertionError(checked.problems()));
    }

    /** A request arrives; if it passes, the origin answers with this status, and says this of it. */
    Verdict visit(Facts facts, int status, String signal) {
        return visit(facts, new Outcome(Ending.SERVED, status, 0, 1000, 10_000_000, 0, signal));
    }

    static PolicySettings settings(Rule... rules) {
        return new PolicySettings(
                List.of(rules),
                Request.blocks("198.51.100.7", "2001:db8:a::5"),
                Request.blocks("203.0.113.9"),
                ClientSettings.DEFAULT,
                false);
    }

    /** Rules and what keeps them from hitting the wrong one; nobody is on the list of those who are allowed all. */
    static PolicySettings settings(SafetySettings safety, Rule... rules) {
        return new PolicySettings(
                List.of(rules),
                NetworkList.EMPTY,
                Request.blocks("203.0.113.9"),
                ClientSettings.DEFAULT,
                false,
                Signals.DEFAULT,
                safety);
    }

    static PolicySettings watching(PolicySettings settings) {
        return new PolicySettings(
                settings.rules(), settings.allow(), settings.trustedProxies(), settings.clients(), true);
    }

    /** The rules are others from now on, with all else as it was. */
    void reload(Rule... rules) {
        engine.reconfigure(new PolicySettings(
                List.of(rules), settings.allow(), settings.trustedProxies(), settings.clients(), settings.observe()));
    }

    /** A request arrives. The code of a ban is left out of the verdict. */
    Verdict ask(Facts facts) {
        Verdict verdict = engine.decide(facts, time.nanos());
        return verdict instanceof Verdict.Banned banned ? new Verdict.Banned(banned.rule()) : verdict;
    }

    /** A request arrives; if it passes, the origin answers 200 in 10 ms of its time. */
    Verdict visit(Facts facts) {
        return visit(facts, 200);
    }

    /** A request arrives; if it passes, the origin answers with this status in 10 ms of its time. */
    Verdict visit(Facts facts, int status) {
        return visit(facts, new Outcome(Ending.SERVED, status, 0, 1000, 10_000_000));
    }

    /** A request arrives; if it passes, it ends so, otherwise as refused. */
    Verdict visit(Facts facts, Outcome outcome) {
        Verdict verdict = ask(facts);
        Outcome refused = new Outcome(Ending.REFUSED, 403, 0, 100, 0);
        engine.ended(facts, verdict, verdict.forwards() ? outcome : refused, time.nanos());
        return verdict;
    }

    /** As many visits at once. */
    void visits(int count, Facts facts) {
        for (int i = 0; i < count; i++) {
            visit(facts);
        }
    }

    /** As many visits at once; how many of them passed. */
    int passed(int count, Facts facts) {
        int passed = 0;
        for (int i = 0; i < count; i++) {
            passed += visit(facts).forwards() ? 1 : 0;
        }
        return passed;
    }

    static Outcome costing(Duration originTime) {
        return new Outcome(Ending.SERVED, 200, 0, 1000, originTime.toNanos());
    }

    void advance(Duration step) {
        time.advance(step);
    }

    long counted(String address, String rule) {
        return engine.counts(Request.client(address), time.nanos()).stream()
                .filter(count -> count.rule().name().equals(rule))
                .findFirst()
                .orElseThrow()
                .counted();
    }

    RuleState state(String rule) {
        return engine.rules().stream()
                .filter(state -> state.rule().name().equals(rule))
                .findFirst()
                .orElseThrow();
    }
}
