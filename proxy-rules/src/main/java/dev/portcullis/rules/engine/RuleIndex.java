package dev.portcullis.rules.engine;

import java.util.BitSet;
import java.util.List;

/** Gives the rules that may match a request, by its path: the many rules that look for other paths cost nothing. */
final class RuleIndex {

    private final BitSet forAnyPath = new BitSet();
    private final BitSet[] byPaths;

    /** An index of these rules, each of which is known by its place in the list. */
    RuleIndex(List<CompiledRule> rules, int lists) {
        this.byPaths = new BitSet[lists];
        for (int list = 0; list < lists; list++) {
            byPaths[list] = new BitSet();
        }
        for (int i = 0; i < rules.size(); i++) {
            int list = rules.get(i).where.paths();
            (list == Patterns.ANY ? forAnyPath : byPaths[list]).set(i);
        }
    }

    /** The rules whose condition on the path, if they have one, holds. Not to be changed. */
    BitSet candidates(Reading request) {
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
