package dev.portcullis.rules.rule;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Sets of names in the order of their letters. The sets of the JDK that can't be changed have another order in each process, and what a
 * rule is, in words, has to be the same after a restart: its kept counts are found by it.
 */
final class InOrder {

    private InOrder() {}

    /** A copy that can't be changed. */
    static Set<String> copyOf(Collection<String> names) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(new TreeSet<>(names)));
    }
}
