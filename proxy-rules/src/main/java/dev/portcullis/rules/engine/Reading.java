package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.Facts;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** A request, and which patterns its texts match: each text is read once, when a rule first asks. For one thread. */
final class Reading {

    final Facts facts;
    private final Patterns.Reader reader;
    private @Nullable BitSet hosts;
    private @Nullable BitSet paths;
    private @Nullable BitSet userAgents;

    Reading(Facts facts, Patterns.Reader reader) {
        this.facts = facts;
        this.reader = reader;
    }

    /** Whether the host matches the list of this number. */
    boolean host(int list) {
        if (list == Patterns.ANY) {
            return true;
        }
        if (hosts == null) {
            hosts = reader.hosts().match(facts.host());
        }
        return hosts.get(list);
    }

    /** Whether the path matches the list of this number. */
    boolean path(int list) {
        return list == Patterns.ANY || paths().get(list);
    }

    /** The numbers of the lists that the path matches. Not to be changed. */
    BitSet paths() {
        if (paths == null) {
            paths = reader.paths().match(facts.path());
        }
        return paths;
    }

    /** Whether the user agent matches the list of this number. */
    boolean userAgent(int list) {
        if (list == Patterns.ANY) {
            return true;
        }
        if (userAgents == null) {
            userAgents = reader.userAgents().match(facts.userAgent());
        }
        return userAgents.get(list);
    }
}
