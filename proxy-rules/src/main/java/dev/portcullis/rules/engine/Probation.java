package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.ban.Bans;
import dev.portcullis.rules.count.Limit;
import java.time.Duration;

/** The time after a ban in which half of the limit of its rule is the limit for its subject. */
final class Probation {

    private final Duration lasts;
    private final Bans bans;

    /** One of this length; zero for none. */
    Probation(Duration lasts, Bans bans) {
        this.lasts = lasts;
        this.bans = bans;
    }

    /** Half of a limit, 1 at least. */
    static long half(long over) {
        return Math.max(1, over / 2);
    }

    /** The most that the rule allows this client now, of which it has counted so much: nothing is looked up below half of its limit. */
    long most(CompiledRule rule, Limit limit, long counted, IpPrefix client, long now) {
        long half = half(limit.over());
        boolean near = rule.bans() && counted > half && counted <= limit.over() && !lasts.isZero();
        return near && bans.endedWithin(lasts, rule.subject(client), rule.rule.name(), rule.watches, now)
                ? half
                : limit.over();
    }
}
