package dev.portcullis.rules.engine;

import dev.portcullis.rules.rule.Condition;
import dev.portcullis.rules.rule.Condition.StatusRange;
import java.util.Set;

/** A condition, compiled once so that a request pays as little as may be. */
final class Where {

    private static final int NOT_YET = 0;

    private final Set<String> methods;
    private final int hosts;
    private final int paths;
    private final int userAgents;
    private final StatusRange[] statuses;
    private final Where[] not;

    Where(Condition condition, Patterns patterns) {
        this.methods = Set.copyOf(condition.methods());
        this.hosts = patterns.hosts(condition.hosts());
        this.paths = patterns.paths(condition.paths());
        this.userAgents = patterns.userAgents(condition.userAgents());
        this.statuses = condition.statuses().toArray(StatusRange[]::new);
        this.not = condition.not().stream()
                .map(excluded -> new Where(excluded, patterns))
                .toArray(Where[]::new);
    }

    /** The number of its patterns of paths, or {@link Patterns#ANY}. */
    int paths() {
        return paths;
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
    boolean matches(Reading request) {
        return matches(request, NOT_YET);
    }

    /** Whether the condition holds for a request that the origin answered with this status. */
    boolean matches(Reading request, int status) {
        return request.path(paths)
                && (methods.isEmpty() || methods.contains(request.facts.method()))
                && (status == NOT_YET || hasStatus(status))
                && request.host(hosts)
                && request.userAgent(userAgents)
                && noneExcludes(request, status);
    }

    private boolean hasStatus(int status) {
        for (StatusRange range : statuses) {
            if (range.contains(status)) {
                return true;
            }
        }
        return statuses.length == 0;
    }

    private boolean noneExcludes(Reading request, int status) {
        for (Where excluded : not) {
            boolean known = status != NOT_YET || !excluded.looksAtStatus();
            if (known && excluded.matches(request, status)) {
                return false;
            }
        }
        return true;
    }
}
