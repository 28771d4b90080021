package dev.portcullis.rules.rule;

import java.util.Set;

/** Which sites' requests a rule looks at. */
public sealed interface Sites {

    /** All requests, whichever site serves them, those that no site serves included. */
    Sites ALL = new AllBut(Set.of());

    /** Whether requests of this site are looked at; its name is empty for what no site serves. */
    boolean contains(String site);

    /** The one site of this name. */
    record Only(String site) implements Sites {
        @Override
        public boolean contains(String other) {
            return site.equals(other);
        }
    }

    /** Every site but those of these names, which have the rule otherwise or not at all. */
    record AllBut(Set<String> sites) implements Sites {

        /** Copies the set. */
        public AllBut {
            sites = InOrder.copyOf(sites);
        }

        @Override
        public boolean contains(String other) {
            return !sites.contains(other);
        }
    }
}
