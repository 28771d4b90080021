package dev.portcullis.rules.config;

import dev.portcullis.rules.rule.Condition;
import dev.portcullis.rules.rule.Particulars.Members;
import dev.portcullis.rules.rule.Per;
import dev.portcullis.rules.rule.Rule.Action;
import dev.portcullis.rules.rule.Rule.Count;
import dev.portcullis.rules.rule.Rule.Threshold;
import org.jspecify.annotations.Nullable;

/** Whether the parts of a rule about what is counted, and for whom, fit together. */
final class RuleChecks {

    private RuleChecks() {}

    static void check(
            Section rule, Action then, @Nullable Threshold threshold, Condition where, @Nullable Members members) {
        if (threshold != null) {
            checkBan(rule, then, threshold.per(), members);
            checkCount(rule, then, threshold.count(), where);
        }
        if (members != null) {
            checkMembers(rule, then, threshold);
        }
    }

    private static void checkBan(Section rule, Action then, Per per, @Nullable Members members) {
        boolean whom = per.has(Per.Key.CLIENT) || per.has(Per.Key.NETWORK) || members != null;
        if (then == Action.BAN && !whom) {
            String found =
                    per.equals(Per.ALL) ? "everybody can't be banned" : "there is no one client or network to ban";
            rule.error("per", found, "per = client or network, members { ... }, or then = throttle");
        }
    }

    private static void checkCount(Section rule, Action then, Count count, Condition where) {
        if (count == Count.SCORE && then == Action.ADD) {
            rule.error("count", "points that come of points have no end", "then = ..., or another count");
        }
        if (count == Count.SCORE && where.looksAtOutcome()) {
            rule.error(
                    "where",
                    "looks at answers, but points are added to clients",
                    "the same where in the rule that adds");
        }
        if (count == Count.WAITS && where.looksAtOutcome()) {
            rule.error(
                    "where",
                    "looks at answers, but what waits has none yet",
                    "a where without status and origin-signal");
        }
        boolean ofRequest = !where.methods().isEmpty()
                || !where.hosts().isEmpty()
                || !where.paths().isEmpty()
                || !where.userAgents().isEmpty()
                || where.looksAtOutcome();
        if (count == Count.PROTOCOL_ERRORS && ofRequest) {
            rule.error(
                    "where",
                    "can never hold: what is no request has no method, path or status",
                    "no where, or country");
        }
    }

    private static void checkMembers(Section rule, Action then, @Nullable Threshold threshold) {
        if (threshold == null) {
            if (!rule.has("count")) {
                rule.error("members", "stands without count", "count, over and within");
            }
            return;
        }
        Per per = threshold.per();
        if (per.has(Per.Key.CLIENT) || per.has(Per.Key.SESSION)) {
            rule.error(
                    "members",
                    "has no meaning for what one client does",
                    "per = network, agent, tls-fingerprint, path, host or all");
        }
        if (then == Action.ADD) {
            rule.error("members", "has no meaning for a rule that adds points", "then = throttle");
        }
    }
}
