package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.Facts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Collects the patterns of all rules while these are compiled, and then reads requests for them. */
final class Patterns {

    /** The number of a list without patterns: it holds for any text. */
    static final int ANY = -1;

    private final List<List<String>> hosts = new ArrayList<>();
    private final List<List<String>> paths = new ArrayList<>();
    private final List<List<String>> userAgents = new ArrayList<>();

    /** The number by which a {@link Reading} knows these patterns of hosts. */
    int hosts(List<String> patterns) {
        return number(
                hosts,
                patterns.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList());
    }

    /** The number by which a {@link Reading} knows these patterns of paths. */
    int paths(List<String> patterns) {
        return number(paths, patterns);
    }

    /** The number by which a {@link Reading} knows these patterns of user agents. */
    int userAgents(List<String> patterns) {
        return number(userAgents, patterns);
    }

    private static int number(List<List<String>> lists, List<String> patterns) {
        if (patterns.isEmpty()) {
            return ANY;
        }
        int known = lists.indexOf(patterns);
        if (known < 0) {
            lists.add(patterns);
        }
        return known < 0 ? lists.size() - 1 : known;
    }

    /** What reads requests for all patterns collected. Facts have the host in lower case, so that its case needs no regard. */
    Reader reader() {
        return new Reader(new GlobSet(hosts, false), new GlobSet(paths, false), new GlobSet(userAgents, true));
    }

    /** Reads requests for all patterns. */
    record Reader(GlobSet hosts, GlobSet paths, GlobSet userAgents) {

        /** How many lists of patterns of paths there are. */
        int pathLists() {
            return paths.lists();
        }

        /** A request, none of its texts read yet. */
        Reading read(Facts facts) {
            return new Reading(facts, this);
        }
    }
}
