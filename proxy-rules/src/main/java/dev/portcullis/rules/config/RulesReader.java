package dev.portcullis.rules.config;

import static dev.portcullis.rules.config.Kinds.quoted;

import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.rule.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the keys {@code rules} and {@code default-rules}. */
public final class RulesReader {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");

    private RulesReader() {}

    /** The rules in force: the default ones as the file changes them, then the file's own, each in their order. */
    public static List<Rule> read(Section root) {
        root.get(DefaultRules.KEY, DefaultRules.ON_OFF, true);
        Section rules = root.section("rules");
        List<String> names = new ArrayList<>(rules.keys());
        names.sort(Comparator.comparingInt(RulesReader::rank));
        List<Rule> read = new ArrayList<>();
        for (String name : names) {
            if (rules.isOff(name)) {
                checkKnown(name, rules);
            } else {
                checkName(name, rules);
                int errors = rules.errors();
                Section section = rules.section(name);
                Rule rule = rules.errors() > errors ? null : RuleReader.read(name, section);
                if (rule != null) {
                    read.add(rule);
                }
            }
        }
        return List.copyOf(read);
    }

    private static int rank(String name) {
        int index = DefaultRules.NAMES.indexOf(name);
        return index < 0 ? DefaultRules.NAMES.size() : index;
    }

    private static void checkKnown(String name, Section rules) {
        if (!DefaultRules.NAMES.contains(name)) {
            rules.error(
                    name,
                    "no default rule has this name: there is nothing to turn off",
                    "one of " + String.join(", ", DefaultRules.NAMES),
                    NearestWord.of(name, DefaultRules.NAMES));
        }
    }

    private static void checkName(String name, Section rules) {
        if (name.equals(Ban.MANUAL)) {
            rules.error(name, quoted(name) + " stands for the administrator's own bans", "another name");
        } else if (!NAME.matcher(name).matches()) {
            String expected = "a name of at most 64 lower-case letters, digits and \"-\" that begins with a letter";
            rules.error(name, quoted(name) + " can't be a rule's name", expected);
        }
    }
}
