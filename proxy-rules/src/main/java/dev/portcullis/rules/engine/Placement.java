package dev.portcullis.rules.engine;

import dev.portcullis.rules.count.Slot;
import dev.portcullis.rules.count.Tallies;
import dev.portcullis.rules.rule.Condition;
import dev.portcullis.rules.rule.Logins;
import dev.portcullis.rules.rule.Per;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.rule.Rule.Count;
import dev.portcullis.rules.rule.Rule.Threshold;
import dev.portcullis.rules.rule.Sites;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    private final Map<@Nullable Meaning, Slot> places = new HashMap<>();
    private final List<Slot> taken = new ArrayList<>();

    /** A placement where there was none. */
    Placement(Tallies tallies) {
        this.tallies = tallies;
    }

    /** A placement after these rules, for which this is what a failed login was. */
    Placement(Tallies tallies, List<CompiledRule> rules, Logins logins) {
        this.tallies = tallies;
        for (CompiledRule rule : rules) {
            Meaning meaning = Meaning.of(rule.rule, logins, false);
            if (meaning != null) {
                earlier.put(meaning, rule.slot());
            }
            Meaning ofMembers = Meaning.of(rule.rule, logins, true);
            if (ofMembers != null && rule.members != null) {
                earlier.put(ofMembers, rule.members.slot());
            }
        }
    }

    /**
     * The places of one rule's windows.
     *
     * @param own null when it counts nothing
     * @param ofMembers null when it counts no members
     */
    record Slots(@Nullable Slot own, @Nullable Slot ofMembers) {}

    /** Gives all rules their slots. Those that begin to count the same now share a row; those that go on keep theirs. To be called once. */
    void place(List<Rule> rules, Logins logins) {
        Map<Object, List<Meaning>> rows = new LinkedHashMap<>();
        for (Rule rule : rules) {
            for (boolean ofMembers : new boolean[] {false, true}) {
                Meaning meaning = Meaning.of(rule, logins, ofMembers);
                Slot kept = meaning == null ? null : earlier.remove(meaning);
                if (kept != null) {
                    places.put(meaning, kept);
                } else if (meaning != null) {
                    rows.computeIfAbsent(row(rule, meaning), added -> new ArrayList<>())
                            .add(meaning);
                }
            }
        }
        rows.values().forEach(meanings -> {
            List<Slot> slots = tallies.take(meanings.size());
            taken.addAll(slots);
            for (int i = 0; i < slots.size(); i++) {
                places.put(meanings.get(i), slots.get(i));
            }
        });
    }

    /** What rules of one row have in common: a rule that looks at members, or spends what it counted, has one for itself. */
    private static Object row(Rule rule, Meaning meaning) {
        boolean alone = rule.particulars().members() != null || rule.then() == Rule.Action.ADD;
        return alone ? meaning : meaning.ofName("");
    }

    /** What a rule with a threshold counts, or what its members are counted by, in words that another process finds the same. */
    static String words(Rule rule, Logins logins, boolean ofMembers) {
        Meaning meaning = Objects.requireNonNull(Meaning.of(rule, logins, ofMembers), "the rule counts something");
        String members = ofMembers ? " members" : "";
        Object failed = meaning.logins() == null ? "" : meaning.logins();
        return meaning.name() + " " + meaning.count() + " per " + meaning.per() + members + " " + meaning.where() + " "
                + meaning.sites() + " " + failed;
    }

    /** The rule's slots, once all are placed. */
    Slots of(Rule rule, Logins logins) {
        return new Slots(places.get(Meaning.of(rule, logins, false)), places.get(Meaning.of(rule, logins, true)));
    }

    /** The slots that were not there before: to be retired if the new settings come to nothing. */
    Collection<Slot> taken() {
        return taken;
    }

    /** The slots that no rule has asked for: to be retired once the new settings hold. */
    Collection<Slot> left() {
        return earlier.values();
    }

    /**
     * What a rule counts, and for whom.
     *
     * @param logins what it takes for a failed login; null when it looks for none
     * @param ofMembers whether it counts what each member of a group asks for
     */
    private record Meaning(
            String name,
            Sites sites,
            Condition where,
            Count count,
            Per per,
            @Nullable Logins logins,
            boolean ofMembers) {

        /** The same of a rule of another name. */
        Meaning ofName(String other) {
            return new Meaning(other, sites, where, count, per, logins, ofMembers);
        }

        static @Nullable Meaning of(Rule rule, Logins logins, boolean ofMembers) {
            Threshold threshold = rule.threshold();
            if (threshold == null || (ofMembers && rule.particulars().members() == null)) {
                return null;
            }
            Count count = ofMembers ? Count.REQUESTS : threshold.count();
            return new Meaning(
                    rule.name(),
                    rule.sites(),
                    rule.where(),
                    count,
                    threshold.per(),
                    count == Count.FAILED_LOGINS ? logins : null,
                    ofMembers);
        }
    }
}
