package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.api.Verdict;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.ban.Standing;
import dev.portcullis.rules.safety.Safety;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a request whose client no list spares: the bans first, then what the rules have found, the strictest of it. Bans are
 * made here, and all that acts is counted.
 */
final class Judgement {

    private final Collaterals collaterals;
    private final Safety safety;
    private final LongAdder passed = new LongAdder();
    private final LongAdder banned = new LongAdder();
    private final LongAdder observed = new LongAdder();

    Judgement(Collaterals collaterals, Safety safety) {
        this.collaterals = collaterals;
        this.safety = safety;
    }

    /** Requests on which no rule acted. */
    long passed() {
        return passed.sum();
    }

    /** Requests refused for a ban that no rule of now made. */
    long banned() {
        return banned.sum();
    }

    /** Requests that would have been refused for such a ban if the program did not only watch. */
    long observed() {
        return observed.sum();
    }

    /** The verdict; null when a rule has gone meanwhile, and the regime of now is to be asked. */
    @Nullable
    Verdict of(Regime regime, Facts facts, long now) {
        Standing standing = regime.standing(facts.client(), now);
        Ban ban = standing == null ? null : standing.ban();
        if (standing != null && regime.enforces(standing.ban())) {
            return banned(regime, standing);
        }
        Inquiry request = regime.inquiry(facts, now);
        Findings findings = regime.arrivals.judge(request, ban, now);
        if (findings == null) {
            return null;
        }
        for (CompiledRule spared : findings.spared()) {
            spared.state.countSpared();
        }
        for (CompiledRule crowded : findings.crowded()) {
            collaterals.note(crowded, request);
        }
        Found acting = findings.acting();
        return acting != null ? act(regime, acting, request) : pass(regime, findings, ban, request);
    }

    private Verdict banned(Regime regime, Standing standing) {
        CompiledRule rule = regime.rule(standing.ban().rule());
        if (rule == null) {
            banned.increment();
        } else {
            rule.state.countActed();
        }
        return standing.refuse();
    }

    private Verdict act(Regime regime, Found acting, Inquiry request) {
        CompiledRule rule = acting.rule();
        hit(rule, request);
        if (rule.bans()) {
            regime.sanctions.ban(acting, request, null);
            Standing made = regime.standing(request.client(), request.now());
            if (made != null && regime.enforces(made.ban())) {
                rule.state.countActed();
                return made.refuse();
            }
        }
        if (safety.onlyWatches(rule.rule.name(), request.client())) {
            rule.state.countObserved();
            return rule.observes;
        }
        rule.state.countActed();
        return rule.refusal(acting.retryAfter());
    }

    private void hit(CompiledRule rule, Inquiry request) {
        if (rule.isOfGroups()) {
            rule.state.hit(collaterals.of(rule, request));
        }
    }

    private Verdict pass(Regime regime, Findings findings, @Nullable Ban watched, Inquiry request) {
        for (CompiledRule adding : findings.adding()) {
            adding.state.countActed();
        }
        for (CompiledRule suspecting : findings.suspecting()) {
            regime.sanctions.remember(suspecting, request, null);
        }
        Found strictest = null;
        for (Found found : findings.watching()) {
            hit(found.rule(), request);
            if (found.rule().bans()) {
                regime.sanctions.ban(found, request, null);
            }
            strictest = strictest == null || found.outranks(strictest) ? found : strictest;
        }
        if (watched != null) {
            return observed(regime, watched);
        }
        if (strictest == null) {
            passed.increment();
            return Verdict.Pass.INSTANCE;
        }
        strictest.rule().state.countObserved();
        return strictest.rule().observes;
    }

    private Verdict observed(Regime regime, Ban ban) {
        CompiledRule rule = regime.rule(ban.rule());
        if (rule == null) {
            observed.increment();
        } else {
            rule.state.countObserved();
        }
        return new Verdict.Observe(ban.rule(), "ban");
    }
}
