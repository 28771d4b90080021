package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.rule.Condition;
import dev.portcullis.rules.rule.Condition.StatusRange;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A condition, compiled once so that a request pays as little as may be. */
final class Where {

    private static final int NOT_YET = 0;

    private final Set<String> methods;
    private final Globs hosts;
    private final Globs paths;
    private final Globs userAgents;
    private final StatusRange[] statuses;
    private final Where[] not;
    private final boolean everything;

    Where(Condition condition) {
        this.methods = Set.copyOf(condition.methods());
        this.hosts = new Globs(lowerCase(condition.hosts()), false);
        this.paths = new Globs(condition.paths(), false);
        this.userAgents = new Globs(condition.userAgents(), true);
        this.statuses = condition.statuses().toArray(StatusRange[]::new);
        this.not = condition.not().stream().map(Where::new).toArray(Where[]::new);
        this.everything = condition.equals(Condition.ANY);
    }

    /** Facts have the host in lower case. */
    private static List<String> lowerCase(List<String> hosts) {
        return hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
    }

    /** Whether a part of the condition, however deep, is about the status. */
    boolean looksAtStatus() {
        if (statuses.length > 0) {
            return true;
        }
        for (Where excluded : not) {
            if (excluded.looksAtStatus()) {
                return true;
            }
        }
        return false;
    }

    /** Whether the condition may hold for a request that has just arrived: what it says of the status is left open. */
    boolean matches(Facts facts) {
        return matches(facts, NOT_YET);
    }

    /** Whether the condition holds for a request that the origin answered with this status. */
    boolean matches(Facts facts, int status) {
        return everything
                || ((methods.isEmpty() || methods.contains(facts.method()))
                        && (status == NOT_YET || hasStatus(status))
                        && hosts.match(facts.host())
                        && paths.match(facts.path())
                        && userAgents.match(facts.userAgent())
                        && noneExcludes(facts, status));
    }

    private boolean hasStatus(int status) {
        for (StatusRange range : statuses) {
            if (range.contains(status)) {
                return true;
            }
        }
        return statuses.length == 0;
    }

    private boolean noneExcludes(Facts facts, int status) {
        for (Where excluded : not) {
            boolean known = status != NOT_YET || !excluded.looksAtStatus();
            if (known && excluded.matches(facts, status)) {
                return false;
            }
        }
        return true;
    }
}
