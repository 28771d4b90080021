package dev.portcullis.rules.config;

import static dev.portcullis.rules.config.Kinds.quoted;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.portcullis.rules.config.Problem.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A part of a configuration, between braces, that hands out its values checked.
 *
 * <p>It remembers which keys it was asked for: those are the keys there are, and at the end every other key is an error. A
 * value that is wrong becomes a problem and is then as good as absent, so that reading goes on and finds the rest.
 */
public final class Section {

    private final ConfigObject object;
    private final String path;
    private final Place place;
    private final Problems problems;
    private final Set<String> known = new LinkedHashSet<>();
    private final Set<String> refused = new HashSet<>();
    private final Map<String, Section> sections = new HashMap<>();
    private boolean forgiving;
    private final List<Section> children = new ArrayList<>();

    Section(ConfigObject object, String path, Place place, Problems problems) {
        this.object = object;
        this.path = path;
        this.place = place;
        this.problems = problems;
    }

    /**
     * One element of a list, with its place.
     *
     * @param text as it was written
     * @param written whether the user wrote it here, and not by default alone
     */
    public record Item<T>(T value, String text, Place place, boolean written) {}

    /** Whether the key is there, right or wrong. */
    public boolean has(String key) {
        return lookUp(key) != null;
    }

    /** Whether a section stands under the key, and not a value or a list. */
    public boolean isSection(String key) {
        return lookUp(key) instanceof ConfigObject;
    }

    /** Whether the key is there because the user wrote it, and not by default alone. */
    boolean isWritten(String key) {
        return has(key) && written(key) != null;
    }

    /** Whether there is no key at all, right or wrong. */
    boolean isEmpty() {
        return object.isEmpty();
    }

    /** The keys that are there, in the order of the file. */
    public List<String> keys() {
        return object.keySet().stream()
                .sorted(Comparator.comparing(this::place, Place.ORDER).thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /** The value of the key, or {@code fallback} when it is absent or wrong. */
    public <T> T get(String key, Kind<T> kind, T fallback) {
        T value = find(key, kind);
        return value == null ? fallback : value;
    }

    /** The value of the key; null when it is absent or wrong. */
    public <T> @Nullable T find(String key, Kind<T> kind) {
        ConfigValue value = lookUp(key);
        return value == null ? null : value(key, value, kind);
    }

    /** The value of the key, whose absence is an error; null when it is absent or wrong. */
    public <T> @Nullable T need(String key, Kind<T> kind) {
        if (!has(key)) {
            error(key, "is missing", kind.expected());
        }
        return find(key, kind);
    }

    /** The values of {@link #some}. */
    public <T> List<T> list(String key, Kind<T> kind) {
        return some(key, kind).stream().map(Item::value).toList();
    }

    /** As {@link #items}, but a list without elements is an error. */
    public <T> List<Item<T>> some(String key, Kind<T> kind) {
        if (has(key) && elements(key).isEmpty()) {
            error(key, "is an empty list", kind.expected());
        }
        return items(key, kind);
    }

    /** The right ones of the elements of the key's list; a single value is a list of one, an absent key an empty list. */
    public <T> List<Item<T>> items(String key, Kind<T> kind) {
        List<Item<T>> items = new ArrayList<>();
        for (ConfigValue element : elements(key)) {
            T value = value(key, element, kind);
            if (value != null) {
                items.add(new Item<>(value, text(element), placeOf(element), Place.written(element) != null));
            }
        }
        return items;
    }

    /** The section under the key, the same one each time; an empty one when it is absent or something else. */
    public Section section(String key) {
        return sections.computeIfAbsent(key, this::newSection);
    }

    private Section newSection(String key) {
        ConfigValue value = lookUp(key);
        return value == null ? add(key, ConfigFactory.empty().root(), place) : child(key, value);
    }

    /** The sections of the key's list; a single one is a list of one, an absent key an empty list. */
    public List<Section> sections(String key) {
        return elements(key).stream().map(element -> child(key, element)).toList();
    }

    /** Whether the value of the key says that what stands there is not wanted: {@code off} or {@code false}. */
    boolean isOff(String key) {
        ConfigValue value = lookUp(key);
        return value != null && List.of("off", "false").contains(text(value));
    }

    /** Whether the key is there, which the caller then has words of its own for: it isn't one of those there are. */
    public boolean hasStray(String key) {
        refused.add(key);
        return object.containsKey(key);
    }

    /** Adds an error about the key; its place is this section's when the user didn't write the key. */
    public void error(String key, String found, String expected) {
        error(key, found, expected, null);
    }

    /** Adds an error about an element of the key's list. */
    public void error(String key, Item<?> item, String found, String expected) {
        add(Severity.ERROR, item.written() ? item.place() : null, key, found, expected, null);
    }

    /** Adds a warning about the key, unless the user didn't write it. */
    public void warn(String key, String found, String expected) {
        add(Severity.WARNING, written(key), key, found, expected, null);
    }

    /** Adds a warning about an element of the key's list, unless the user didn't write it. */
    public void warn(String key, Item<?> item, String found, String expected) {
        add(Severity.WARNING, item.written() ? item.place() : null, key, found, expected, null);
    }

    /** Adds an error about the key, with the word that was probably meant. */
    void error(String key, String found, String expected, @Nullable String nearest) {
        add(Severity.ERROR, written(key), key, found, expected, nearest);
    }

    /**
     * From now on no error is added about what the user didn't write here: it is inherited from where the same error was added
     * already. What is read of this section is then incomplete.
     */
    void forgive() {
        forgiving = true;
    }

    /** Whether errors were perhaps not added ({@link #forgive}). */
    boolean forgives() {
        return forgiving;
    }

    private void add(
            Severity severity,
            @Nullable Place written,
            String key,
            String found,
            String expected,
            @Nullable String nearest) {
        if (written != null) {
            problems.add(severity, written, where(key), found, expected, nearest);
        } else if (severity == Severity.ERROR && !forgiving) {
            problems.add(severity, place, where(key), found, expected, nearest);
        }
    }

    /** How many errors there are by now in the whole configuration. */
    int errors() {
        return problems.errors();
    }

    /** Makes an error of every key that the user wrote, here and in the sections below, and that was never asked for. */
    void end() {
        for (String key : keys()) {
            if (!known.contains(key) && !refused.contains(key) && written(key) != null) {
                error(key, "unknown key", "one of " + String.join(", ", known), NearestWord.of(key, known));
            }
        }
        children.forEach(Section::end);
    }

    private Section child(String key, ConfigValue value) {
        if (value instanceof ConfigObject child) {
            return add(key, child, placeOf(value));
        }
        add(
                Severity.ERROR,
                Place.written(value),
                key,
                (value.valueType() == ConfigValueType.STRING ? "a text" : shown(value))
                        + " stands where a section should",
                key + " { ... }",
                null);
        return add(key, ConfigFactory.empty().root(), placeOf(value));
    }

    private Section add(String key, ConfigObject child, Place at) {
        Section section = new Section(child, where(key), at, problems);
        section.forgiving = forgiving;
        children.add(section);
        return section;
    }

    private List<? extends ConfigValue> elements(String key) {
        ConfigValue value = lookUp(key);
        if (value instanceof ConfigList list) {
            return list;
        }
        return value == null ? List.of() : List.of(value);
    }

    private @Nullable ConfigValue lookUp(String key) {
        known.add(key);
        return object.get(key);
    }

    private <T> @Nullable T value(String key, ConfigValue value, Kind<T> kind) {
        if (value.valueType() == ConfigValueType.OBJECT
                || value.valueType() == ConfigValueType.LIST
                || value.valueType() == ConfigValueType.NULL) {
            add(
                    Severity.ERROR,
                    Place.written(value),
                    key,
                    shown(value) + " is not a value for it",
                    kind.expected(),
                    null);
            return null;
        }
        try {
            return kind.parse(text(value));
        } catch (BadValue bad) {
            add(Severity.ERROR, Place.written(value), key, bad.found(), kind.expected(), bad.nearest());
            return null;
        }
    }

    private String where(String key) {
        String quotedIfNeeded = ConfigUtil.joinPath(key);
        return path.isEmpty() ? quotedIfNeeded : path + "." + quotedIfNeeded;
    }

    private Place place(String key) {
        Place written = written(key);
        return written == null ? place : written;
    }

    /** Where the user wrote the key; null when they didn't. */
    private @Nullable Place written(String key) {
        ConfigValue value = object.get(key);
        return value == null ? null : Place.written(value);
    }

    private Place placeOf(ConfigValue value) {
        Place written = Place.written(value);
        return written == null ? place : written;
    }

    /** The text of a string, number or boolean, as it was written but for quotes. */
    private static String text(ConfigValue value) {
        return value.valueType() == ConfigValueType.STRING
                ? (String) value.unwrapped()
                : value.render(ConfigRenderOptions.concise());
    }

    private static String shown(ConfigValue value) {
        return switch (value.valueType()) {
            case OBJECT -> "a section { ... }";
            case LIST -> "a list [ ... ]";
            case NULL -> "null";
            case BOOLEAN, NUMBER -> text(value);
            case STRING -> quoted(text(value));
        };
    }
}
