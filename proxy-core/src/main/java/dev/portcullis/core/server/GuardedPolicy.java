package dev.portcullis.core.server;

import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Policy;
import dev.portcullis.rules.api.Precedence;
import dev.portcullis.rules.api.Verdict;
import dev.portcullis.rules.time.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a fault of policy from taking the site down: the request passes, and the fault is logged, at most once a minute. Without
 * it an exception would close the client's connection, or leave an exchange open that never ends.
 */
final class GuardedPolicy implements Policy {

    private static final Logger log = LoggerFactory.getLogger(GuardedPolicy.class);
    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

    private final Policy policy;
    private final Ticker ticker;
    private final AtomicLong toldAt;

    GuardedPolicy(Policy policy, Ticker ticker) {
        this.policy = policy;
        this.ticker = ticker;
        this.toldAt = new AtomicLong(ticker.nanos() - QUIET_NANOS);
    }

    @Override
    public Verdict decide(Facts facts, long now) {
        try {
            return policy.decide(facts, now);
        } catch (RuntimeException e) {
            tell(e);
            return Verdict.Pass.INSTANCE;
        }
    }

    @Override
    public void ended(Facts facts, Verdict verdict, Outcome outcome, long now) {
        try {
            policy.ended(facts, verdict, outcome, now);
        } catch (RuntimeException e) {
            tell(e);
        }
    }

    @Override
    public boolean refuses(IpPrefix client, long now) {
        try {
            return policy.refuses(client, now);
        } catch (RuntimeException e) {
            tell(e);
            return false;
        }
    }

    @Override
    public boolean allows(IpPrefix client) {
        try {
            return policy.allows(client);
        } catch (RuntimeException e) {
            tell(e);
            return false;
        }
    }

    @Override
    public Precedence precedence(Facts facts, Verdict verdict, long now) {
        try {
            return policy.precedence(facts, verdict, now);
        } catch (RuntimeException e) {
            tell(e);
            return Precedence.UNKNOWN;
        }
    }

    @Override
    public void waits(Facts facts, Verdict verdict, long now) {
        try {
            policy.waits(facts, verdict, now);
        } catch (RuntimeException e) {
            tell(e);
        }
    }

    @Override
    public void cookiesSet(Facts facts, List<String> setCookies, long now) {
        try {
            policy.cookiesSet(facts, setCookies, now);
        } catch (RuntimeException e) {
            tell(e);
        }
    }

    @Override
    public String signalField() {
        try {
            return policy.signalField();
        } catch (RuntimeException e) {
            tell(e);
            return "";
        }
    }

    @Override
    public void malformed(IpPrefix client, long now) {
        try {
            policy.malformed(client, now);
        } catch (RuntimeException e) {
            tell(e);
        }
    }

    private void tell(RuntimeException fault) {
        long now = ticker.nanos();
        long last = toldAt.get();
        if (now - last >= QUIET_NANOS && toldAt.compareAndSet(last, now)) {
            log.error("policy failed: the request passes", fault);
        }
    }
}
