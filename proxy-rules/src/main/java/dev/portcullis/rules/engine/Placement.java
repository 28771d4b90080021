package dev.portcullis.rules.engine;

import dev.portcullis.rules.count.Slot;
import dev.portcullis.rules.count.Tallies;
import dev.portcullis.rules.rule.Condition;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.rule.Rule.Count;
import dev.portcullis.rules.rule.Rule.Per;
import dev.portcullis.rules.rule.Rule.Threshold;
import dev.portcullis.rules.rule.Sites;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives the rules of new settings their slots: a rule that counts what a rule of this name counted before goes on with its counts.
 *
 * <p>{@code over} and {@code within} may differ: a window holds no event twice and none as younger than it is, so that under any limit
 * it reads too low or right. What was dropped under the earlier limit, since it was too old, or too much to matter, is missing, and
 * what lies in one bucket is dropped together: for as long as the longer of the two windows the count may lag behind, by more
 * than the 2% of other times.
 */
final class Placement {

    private final Tallies tallies;
    private final Map<Meaning, Slot> earlier = new HashMap<>();
    private final List<Slot> taken = new ArrayList<>();

    /** A placement after these rules. */
    Placement(Tallies tallies, List<CompiledRule> rules) {
        this.tallies = tallies;
        for (CompiledRule rule : rules) {
            Meaning meaning = Meaning.of(rule.rule);
            if (meaning != null) {
                earlier.put(meaning, rule.slot());
            }
        }
    }

    /** The rule's slot; null when it counts nothing. To be asked for once. */
    @Nullable
    Slot of(Rule rule) {
        Meaning meaning = Meaning.of(rule);
        if (meaning == null) {
            return null;
        }
        Slot kept = earlier.remove(meaning);
        return kept != null ? kept : take(rule);
    }

    private Slot take(Rule rule) {
        Slot slot = tallies.take(rule.sites() instanceof Sites.Only);
        taken.add(slot);
        return slot;
    }

    /** The slots that were not there before: to be retired if the new settings come to nothing. */
    Collection<Slot> taken() {
        return taken;
    }

    /** The slots that no rule has asked for: to be retired once the new settings hold. */
    Collection<Slot> left() {
        return earlier.values();
    }

    /** What a rule counts, and for whom. */
    private record Meaning(String name, Sites sites, Condition where, Count count, Per per) {

        static @Nullable Meaning of(Rule rule) {
            Threshold threshold = rule.threshold();
            return threshold == null
                    ? null
                    : new Meaning(rule.name(), rule.sites(), rule.where(), threshold.count(), threshold.per());
        }
    }
}
