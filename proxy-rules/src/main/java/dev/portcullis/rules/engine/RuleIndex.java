package dev.portcullis.rules.engine;

import java.util.BitSet;
import java.util.function.IntPredicate;

/** Gives the bundles of rules that may match a request, by its path: the many rules that look for other paths cost nothing. */
final class RuleIndex {

    private final BitSet forAnyPath = new BitSet();
    private final BitSet[] byPaths;

    /**
     * An index of these bundles, each of which is known by its place in the array.
     *
     * @param lists how many lists of patterns of paths there are
     * @param indexed whether a list tells all of itself by its globs
     */
    RuleIndex(Bundle[] bundles, int lists, IntPredicate indexed) {
        this.byPaths = new BitSet[lists];
        for (int list = 0; list < lists; list++) {
            byPaths[list] = new BitSet();
        }
        for (int i = 0; i < bundles.length; i++) {
            Patterns.Some paths = bundles[i].where.paths();
            if (paths == null || !indexed.test(paths.list())) {
                forAnyPath.set(i);
            } else {
                byPaths[paths.list()].set(i);
            }
        }
    }

    /** The bundles whose condition on the path, if they have one, holds or may hold. Not to be changed. */
    BitSet candidates(Reading request) {
        if (byPaths.length == 0) {
            return forAnyPath;
        }
        BitSet matched = request.paths();
        if (matched.isEmpty()) {
            return forAnyPath;
        }
        BitSet candidates = (BitSet) forAnyPath.clone();
        for (int list = matched.nextSetBit(0); list >= 0; list = matched.nextSetBit(list + 1)) {
            candidates.or(byPaths[list]);
        }
        return candidates;
    }
}
