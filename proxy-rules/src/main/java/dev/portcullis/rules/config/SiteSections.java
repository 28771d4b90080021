package dev.portcullis.rules.config;

import static dev.portcullis.rules.config.Kinds.quoted;

import dev.portcullis.rules.ban.Ban;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds the sections {@code sites { NAME { ... } }}. Each reader asks its own keys of them: what none has asked for is unknown.
 */
public final class SiteSections {

    /** How many sites there may be. */
    public static final int MAX = 1000;

    /** The key they stand under. */
    static final String KEY = "sites";

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,31}");
    private static final String NAME_EXPECTED =
            "a name of at most 32 letters, digits, \"-\" and \"_\" that begins with a letter";

    /** Words that would read as something else where a site's name stands: in logs, metrics and commands. */
    private static final Set<String> RESERVED = Set.of(
            "all",
            "any",
            "default",
            "false",
            "none",
            "null",
            "off",
            "on",
            "other",
            "rules",
            "sites",
            "true",
            "unknown",
            Ban.MANUAL);

    private SiteSections() {}

    /** The sections of the sites that are rightly named, by name, in the order of the file; wrong names become errors. */
    public static Map<String, Section> of(Section root) {
        Map<String, Section> found = new LinkedHashMap<>();
        Section sites = root.section(KEY);
        int count = sites.keys().size();
        if (count > MAX) {
            root.error(KEY, "has " + count + " sites, which are too many", "at most " + MAX);
        }
        for (String name : sites.keys()) {
            sites.has(name); // whatever is wrong with it, it is no unknown key
            if (RESERVED.contains(name)) {
                sites.error(name, quoted(name) + " can't be a site's name: it means something else", "another name");
            } else if (!NAME.matcher(name).matches()) {
                sites.error(name, quoted(name) + " can't be a site's name", NAME_EXPECTED);
            } else {
                found.put(name, sites.section(name));
            }
        }
        return found;
    }
}
