package dev.portcullis.app.config;

import static dev.portcullis.rules.config.Kinds.quoted;

import dev.portcullis.app.admission.SiteAdmissions;
import dev.portcullis.core.settings.SiteSettings;
import dev.portcullis.core.settings.SitesSettings;
import dev.portcullis.rules.admission.AdmissionSettings;
import dev.portcullis.rules.admission.AdmissionSettings.Fairness;
import dev.portcullis.rules.admission.AdmissionSettings.Files;
import dev.portcullis.rules.admission.AdmissionSettings.Places;
import dev.portcullis.rules.admission.AdmissionSettings.Queue;
import dev.portcullis.rules.config.BadValue;
import dev.portcullis.rules.config.Kind;
import dev.portcullis.rules.config.Kinds;
import dev.portcullis.rules.config.Section;
import dev.portcullis.rules.config.SiteSections;
import dev.portcullis.rules.rule.PolicySettings.ClientSettings;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads {@code admission}, a section or {@code off}, which may stand in a site's section too. */
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
     * The settings, those that hold for all sites and those in the sections of sites.
     *
     * @param clients says what one network is, here as in rules
     * @param sites as far as they can be served; null when none can
     */
    static SiteAdmissions read(Section root, ClientSettings clients, @Nullable SitesSettings sites) {
        Optional<AdmissionSettings> common = read(root, AdmissionSettings.DEFAULT, clients);
        Map<String, Optional<AdmissionSettings>> own = new LinkedHashMap<>();
        Map<String, Section> sections = SiteSections.of(root);
        sections.forEach((name, section) -> {
            if (section.has(KEY)) {
                own.put(name, read(section, common.orElse(AdmissionSettings.DEFAULT), clients));
            }
        });
        SiteAdmissions read = new SiteAdmissions(common, own);
        if (sites != null) {
            checkShared(sections, sites, read);
        }
        return read;
    }

    /** Refuses two ways to admit requests to the same servers: neither could keep to its limit. */
    private static void checkShared(Map<String, Section> sections, SitesSettings sites, SiteAdmissions read) {
        Map<List<SocketAddress>, SiteSettings> first = new HashMap<>();
        for (SiteSettings site : sites.all()) {
            SiteSettings before = first.putIfAbsent(site.origin().servers(), site);
            if (before == null || read.of(before.name()).equals(read.of(site.name()))) {
                continue;
            }
            boolean hasOwn = read.own().containsKey(site.name());
            SiteSettings other = hasOwn ? before : site;
            Section section = sections.get(hasOwn ? site.name() : before.name());
            if (section != null) {
                String shared = other.name().isEmpty() ? "the origin outside of sites" : "site " + other.name();
                section.error(
                        KEY, "its servers are those of " + shared + " too, with other settings", "the same for both");
            }
        }
    }

    /** What a section says; what it leaves out is as in {@code base}. */
    private static Optional<AdmissionSettings> read(Section holder, AdmissionSettings base, ClientSettings clients) {
        if (holder.has(KEY) && !holder.isSection(KEY)) {
            return holder.get(KEY, OFF, false) ? Optional.empty() : Optional.of(base);
        }
        Section section = holder.section(KEY);
        return Optional.of(new AdmissionSettings(
                places(section, base.places()),
                queue(section, base.queue()),
                fairness(section, base.fairness(), clients),
                files(section.section("static"), base.files())));
    }

    private static Places places(Section section, Places base) {
        Places bounds = base.isAdaptive() ? base : Places.ADAPTIVE;
        int limit = section.get("limit", LIMIT, base.isAdaptive() ? ADAPTIVE : base.ceiling());
        int ceiling = section.get("ceiling", PLACES, bounds.ceiling());
        int floor = section.get("floor", PLACES, Math.min(bounds.floor(), ceiling));
        int reserved = section.get("reserved", FEW, base.reserved());
        int spare = section.get("spare", FEW, base.spare());
        double greedy = section.get("greedy", percents(1, 100), base.greedy());
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
            return base;
        }
        int start = Math.min(Math.max(floor, Places.ADAPTIVE.start()), ceiling);
        return new Places(start, floor, ceiling, spare, reserved, greedy);
    }

    private static Queue queue(Section section, Queue defaults) {
        return new Queue(
                section.get("queue", Kinds.integers(0, 10_000_000), defaults.most()),
                section.get("queue-bytes", Kinds.sizes(1 << 20, 1L << 40), defaults.mostBytes()),
                section.get("wait", Kinds.durations(Duration.ofMillis(100), HOUR), defaults.longest()),
                section.get("networks-from", Kinds.integers(0, 1_000_000), (int) defaults.networksFrom()),
                section.get("lower-classes", percents(0, 50), defaults.lowerShare()));
    }

    private static Fairness fairness(Section section, Fairness defaults, ClientSettings clients) {
        return new Fairness(
                section.get("half-life", Kinds.durations(Duration.ofSeconds(1), HOUR), defaults.halfLife()),
                section.get("light", percents(0, 100), defaults.light()),
                section.get("light-network", percents(0, 100), defaults.lightNetwork()),
                clients.ipv4Network(),
                clients.ipv6Network(),
                section.get("remembered", Kinds.integers(1_000, 10_000_000), defaults.remembered()));
    }

    private static Files files(Section section, Files defaults) {
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
