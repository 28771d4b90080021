package dev.portcullis.rules.engine;

import dev.portcullis.rules.rule.Particulars;
import dev.portcullis.rules.rule.Per;
import dev.portcullis.rules.rule.Rule;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The ways in which rules count requests together, each with a number. The numbers are in the order in which the monitors of
 * tallies are taken, which is the same whatever rules there are: two threads that go by different rules never wait for each other.
 */
final class Dimensions {

    /** The number of {@link Per#CLIENT}. */
    static final int CLIENT = 0;

    private static final Comparator<Per> ORDER = Comparator.comparing(
            per -> per.keys().stream().mapToInt(key -> 1 << key.ordinal()).sum());

    private final List<Per> pers;

    /** The ways of these rules. */
    Dimensions(Collection<Rule> rules) {
        this.pers = Stream.concat(Stream.of(Per.CLIENT), rules.stream().flatMap(Dimensions::of))
                .distinct()
                .sorted(ORDER)
                .toList();
    }

    private static Stream<Per> of(Rule rule) {
        Rule.Threshold threshold = rule.threshold();
        if (threshold == null) {
            return Stream.empty();
        }
        return rule.particulars().members() == null
                ? Stream.of(threshold.per())
                : Stream.of(threshold.per(), ofMembers(threshold.per()));
    }

    /** How the members of a group that is counted in this way are counted each ({@link Particulars#members}). */
    static Per ofMembers(Per per) {
        return per.and(Per.Key.CLIENT);
    }

    /** The number of a way of these rules. */
    int of(Per per) {
        return pers.indexOf(per);
    }

    /** The way of this number. */
    Per get(int number) {
        return pers.get(number);
    }

    /** How many there are. */
    int size() {
        return pers.size();
    }
}
