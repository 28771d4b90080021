package dev.portcullis.app.metrics;

import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.ban.BanListener;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts bans as they begin and end, by the rule that made them: one of those that are configured, {@code manual} for an administrator's, or
 * {@code _other} for a rule that is gone. A configuration that changes takes away what it no longer names, and leaves the counts of the rest.
 */
public final class BanMetrics implements BanListener {

    private static final String OTHER = "_other";

    private final Map<Lift, LongAdder> lifted = new EnumMap<>(Lift.class);
    private final Kinds others = new Kinds();
    private volatile Map<String, Kinds> byRule = Map.of(Ban.MANUAL, new Kinds());

    /** Bans that refuse, and bans that are only watched. */
    private record Kinds(LongAdder enforced, LongAdder observed) {

        Kinds() {
            this(new LongAdder(), new LongAdder());
        }

        void count(Ban ban) {
            (ban.observed() ? observed : enforced).increment();
        }
    }

    /** Counts of no rule yet. */
    public BanMetrics() {
        for (Lift why : Lift.values()) {
            lifted.put(why, new LongAdder());
        }
    }

    /** Counts by the names of these rules from now on; the counts of names that stay go on. */
    public synchronized void name(Collection<String> rules) {
        Map<String, Kinds> next = new LinkedHashMap<>();
        for (String rule : rules) {
            Kinds before = byRule.get(rule);
            next.put(rule, before == null ? new Kinds() : before);
        }
        Kinds manual = byRule.get(Ban.MANUAL);
        next.put(Ban.MANUAL, manual == null ? new Kinds() : manual);
        byRule = next;
    }

    @Override
    public void banned(Ban ban) {
        byRule.getOrDefault(ban.rule(), others).count(ban);
    }

    @Override
    public void lifted(Ban ban, Lift why) {
        counter(why).increment();
    }

    /** Receives how many bans there are of a rule, and of a kind: {@code ban} or {@code observe}. */
    interface Receiver {
        void accept(String rule, String action, long count);
    }

    /** How many have begun. */
    void forEachBegun(Receiver receiver) {
        tell(byRule, others, receiver);
    }

    /** How many of these bans there are. */
    void forEachOf(ActiveBans bans, Receiver receiver) {
        Map<String, Kinds> counts = new LinkedHashMap<>();
        byRule.keySet().forEach(rule -> counts.put(rule, new Kinds()));
        Kinds rest = new Kinds();
        bans.forEach(ban -> counts.getOrDefault(ban.rule(), rest).count(ban));
        tell(counts, rest, receiver);
    }

    /** How many have ended in this way. */
    long lifted(Lift why) {
        return counter(why).sum();
    }

    private LongAdder counter(Lift why) {
        return Objects.requireNonNull(lifted.get(why), "every way to end has a counter");
    }

    private static void tell(Map<String, Kinds> counts, Kinds rest, Receiver receiver) {
        counts.forEach((rule, kinds) -> tell(rule, kinds, receiver));
        if (rest.enforced().sum() + rest.observed().sum() > 0) {
            tell(OTHER, rest, receiver);
        }
    }

    private static void tell(String rule, Kinds kinds, Receiver receiver) {
        receiver.accept(rule, "ban", kinds.enforced().sum());
        receiver.accept(rule, "observe", kinds.observed().sum());
    }
}
