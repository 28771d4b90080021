package dev.portcullis.rules.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where in a configuration something stands.
 *
 * @param file the file, as the user named it
 * @param line its line, 1 or more; 0 when no line can be named
 */
public record Place(String file, int line) {

    /** By file, then by line. */
    static final Comparator<Place> ORDER = Comparator.comparing(Place::file).thenComparingInt(Place::line);

    private static final Pattern LINES = Pattern.compile(": \\d+(-\\d+)?$");

    static Place of(ConfigOrigin origin) {
        if (origin.description().equals("env variables")) {
            return new Place("environment", 0);
        }
        String file = origin.filename() != null
                ? origin.filename()
                : LINES.matcher(origin.description()).replaceFirst("");
        return new Place(file, Math.max(0, origin.lineNumber()));
    }

    /**
     * Where the user wrote the value; null when it is a default. What was merged of several places has no place of its own:
     * there it is the first of the places of its parts.
     */
    static @Nullable Place written(ConfigValue value) {
        if (!value.origin().description().startsWith("merge of ")) {
            Place place = of(value.origin());
            return place.file.equals(DefaultRules.SOURCE) ? null : place;
        }
        return parts(value).stream()
                .map(Place::written)
                .filter(Objects::nonNull)
                .min(ORDER)
                .orElse(null);
    }

    private static Collection<ConfigValue> parts(ConfigValue value) {
        if (value instanceof ConfigObject object) {
            return object.values();
        }
        return value instanceof ConfigList list ? list : List.of();
    }
}
