package dev.portcullis.rules.config;

import static dev.portcullis.rules.config.Kinds.quoted;

import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.rule.Signals;
import dev.portcullis.rules.rule.Sites;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads the keys {@code default-rules}, {@code rules} and, of each of the {@code sites}, {@code rules}.
 *
 * <p>A site's rule is new there, and stands beside the common ones, or has the name of a common rule: then it is that rule with
 * what the site changes of it, and the common one leaves the site out.
 */
public final class RulesReader {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");

    private final Section common;
    private final Map<String, Section> ofSites = new LinkedHashMap<>();
    private final Set<String> broken = new HashSet<>();
    private final List<Rule> read = new ArrayList<>();

    private final Known known;

    private RulesReader(Section root, Signals signals) {
        this.known = Known.of(root, signals);
        this.common = root.section("rules");
        SiteSections.of(root).forEach((site, section) -> ofSites.put(site, section.section("rules")));
    }

    /** The rules in force, with the signals that the file has. */
    public static List<Rule> read(Section root) {
        return read(root, SignalsReader.read(root));
    }

    /**
     * The rules in force: the default ones as the file changes them, then the file's own, then those of sites, each in their
     * order.
     *
     * @param signals what the rules can know of a request
     */
    public static List<Rule> read(Section root, Signals signals) {
        root.get(DefaultRules.KEY, DefaultRules.ON_OFF, true);
        RulesReader reader = new RulesReader(root, signals);
        reader.readCommon();
        reader.ofSites.forEach(reader::readSite);
        return List.copyOf(reader.read);
    }

    private void readCommon() {
        for (String name : inOrder(common)) {
            if (common.isOff(name)) {
                checkKnown(name, common, DefaultRules.NAMES, "default");
            } else {
                checkName(name, common);
                readRule(name, new Sites.AllBut(sitesWithTheirOwn(name)), name, common);
            }
        }
    }

    private void readSite(String site, Section rules) {
        List<String> known = inOrder(common);
        for (String name : inOrder(rules)) {
            if (rules.isOff(name)) {
                checkKnown(name, rules, known, "common");
            } else {
                checkName(name, rules);
                readRule(site + "." + name, new Sites.Only(site), name, rules);
            }
        }
    }

    private void readRule(String name, Sites sites, String key, Section rules) {
        int errors = rules.errors();
        Section section = rules.section(key);
        if (broken.contains(key)) {
            section.forgive();
        }
        Rule rule = rules.errors() > errors ? null : RuleReader.read(name, sites, section, known);
        if (rule != null) {
            read.add(rule);
        } else if (rules == common) {
            broken.add(key);
        }
    }

    private Set<String> sitesWithTheirOwn(String rule) {
        return ofSites.entrySet().stream()
                .filter(site -> site.getValue().keys().contains(rule))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static List<String> inOrder(Section rules) {
        List<String> names = new ArrayList<>(rules.keys());
        names.sort(Comparator.comparingInt(RulesReader::rank));
        return names;
    }

    private static int rank(String name) {
        int index = DefaultRules.NAMES.indexOf(name);
        return index < 0 ? DefaultRules.NAMES.size() : index;
    }

    private static void checkKnown(String name, Section rules, List<String> known, String which) {
        if (!known.contains(name)) {
            rules.error(
                    name,
                    "no " + which + " rule has this name: there is nothing to turn off",
                    "one of " + String.join(", ", known),
                    NearestWord.of(name, known));
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
