package dev.portcullis.app.config;

import static dev.portcullis.rules.config.Kinds.quoted;

import dev.portcullis.rules.admission.AdmissionSettings;
import dev.portcullis.rules.admission.AdmissionSettings.Fairness;
import dev.portcullis.rules.admission.AdmissionSettings.Files;
import dev.portcullis.rules.admission.AdmissionSettings.Places;
import dev.portcullis.rules.admission.AdmissionSettings.Queue;
import dev.portcullis.rules.config.BadValue;
import dev.portcullis.rules.config.Kind;
import dev.portcullis.rules.config.Kinds;
import dev.portcullis.rules.config.Section;
import dev.portcullis.rules.rule.PolicySettings.ClientSettings;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads {@code admission}: a section, or {@code off}. */
final class AdmissionReader {

    private static final String KEY = "admission";
    private static final int ADAPTIVE = 0;
    private static final int MOST_PLACES = 10_000;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Pattern PERCENT = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)\\s*%");
    private static final Pattern SUFFIX = Pattern.compile("[a-z0-9_-]{1,32}");

    private static final Kind<Boolean> OFF = Options.offOr(true, Kind.of("a section " + KEY + " { ... }", text -> {
        throw new BadValue(quoted(text) + " stands where a section should");
    }));
    private static final Kind<Integer> LIMIT = Options.adaptiveOr(ADAPTIVE, Kinds.integers(1, MOST_PLACES));
    private static final Kind<Integer> PLACES = Kinds.integers(1, MOST_PLACES);
    private static final Kind<Integer> FEW = Kinds.integers(0, 1_000);
    private static final Kind<String> SUFFIX_KIND = Kind.of("a path's ending without the dot, such as css", text -> {
        String suffix = text.toLowerCase(Locale.ROOT);
        if (suffix.startsWith(".") && SUFFIX.matcher(suffix.substring(1)).matches()) {
            throw new BadValue(quoted(text) + " begins with a dot", suffix.substring(1));
        }
        if (!SUFFIX.matcher(suffix).matches()) {
            throw new BadValue(quoted(text) + " is not the ending of a file's name");
        }
        return suffix;
    });

    private AdmissionReader() {}

    /**
     * The settings; null when admission is off.
     *
     * @param clients says what one network is, here as in rules
     */
    static @Nullable AdmissionSettings read(Section root, ClientSettings clients) {
        if (root.has(KEY) && !root.isSection(KEY)) {
            return root.get(KEY, OFF, false) ? null : AdmissionSettings.DEFAULT;
        }
        Section section = root.section(KEY);
        return new AdmissionSettings(
                places(section), queue(section), fairness(section, clients), files(section.section("static")));
    }

    private static Places places(Section section) {
        Places defaults = Places.ADAPTIVE;
        int limit = section.get("limit", LIMIT, ADAPTIVE);
        int ceiling = section.get("ceiling", PLACES, defaults.ceiling());
        int floor = section.get("floor", PLACES, Math.min(defaults.floor(), ceiling));
        int reserved = section.get("reserved", FEW, defaults.reserved());
        int spare = section.get("spare", FEW, defaults.spare());
        double greedy = section.get("greedy", percents(1, 100), defaults.greedy());
        if (limit != ADAPTIVE) {
            for (String key : List.of("floor", "ceiling")) {
                if (section.has(key)) {
                    section.warn(key, "has no effect: the limit is a number", "limit = adaptive");
                }
            }
            return Places.fixed(limit, spare, reserved).withGreedy(greedy);
        }
        if (floor > ceiling) {
            section.error("floor", floor + " is more than ceiling, " + ceiling, "ceiling or less");
            return defaults;
        }
        int start = Math.min(Math.max(floor, defaults.start()), ceiling);
        return new Places(start, floor, ceiling, spare, reserved, greedy);
    }

    private static Queue queue(Section section) {
        Queue defaults = Queue.DEFAULT;
        return new Queue(
                section.get("queue", Kinds.integers(0, 10_000_000), defaults.most()),
                section.get("queue-bytes", Kinds.sizes(1 << 20, 1L << 40), defaults.mostBytes()),
                section.get("wait", Kinds.durations(Duration.ofMillis(100), HOUR), defaults.longest()),
                section.get("networks-from", Kinds.integers(0, 1_000_000), (int) defaults.networksFrom()),
                section.get("lower-classes", percents(0, 50), defaults.lowerShare()));
    }

    private static Fairness fairness(Section section, ClientSettings clients) {
        Fairness defaults = Fairness.DEFAULT;
        return new Fairness(
                section.get("half-life", Kinds.durations(Duration.ofSeconds(1), HOUR), defaults.halfLife()),
                section.get("light", percents(0, 100), defaults.light()),
                section.get("light-network", percents(0, 100), defaults.lightNetwork()),
                clients.ipv4Network(),
                clients.ipv6Network(),
                section.get("remembered", Kinds.integers(1_000, 10_000_000), defaults.remembered()));
    }

    private static Files files(Section section) {
        Files defaults = Files.DEFAULT;
        Set<String> suffixes = section.has("suffixes")
                ? section.items("suffixes", SUFFIX_KIND).stream()
                        .map(Section.Item::value)
                        .collect(Collectors.toSet())
                : defaults.suffixes();
        return new Files(suffixes, section.get("at-once", PLACES, defaults.atOnce()));
    }

    /** Parts of a whole, from {@code min}% to {@code max}%. */
    private static Kind<Double> percents(int min, int max) {
        return Kind.of("a percentage from " + min + "% to " + max + "%", text -> {
            Matcher parts = PERCENT.matcher(text.strip());
            if (!parts.matches()) {
                boolean bare = PERCENT.matcher(text.strip() + "%").matches();
                throw bare
                        ? new BadValue(text + " has no %", text.strip() + "%")
                        : new BadValue(quoted(text) + " is not a percentage");
            }
            double percent = Double.parseDouble(parts.group(1));
            if (percent < min || percent > max) {
                throw new BadValue(quoted(text) + " is too " + (percent < min ? "small" : "large"));
            }
            return percent / 100;
        });
    }
}
