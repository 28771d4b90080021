package dev.portcullis.rules.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueFactory;
import java.math.BigInteger;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The kinds of value that are the same everywhere: numbers, durations, sizes, words. */
public final class Kinds {

    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?[0-9]*\\.?[0-9]+([eE][-+]?[0-9]+)?");
    private static final Pattern QUANTITY = Pattern.compile("([-+]?[0-9]*\\.?[0-9]+)\\s*([a-zA-Z]*)");
    private static final List<String> TIME_UNITS =
            List.of("seconds", "minutes", "hours", "days", "milliseconds", "microseconds", "nanoseconds");
    private static final List<String> SIZE_UNITS = List.of("B", "kB", "KiB", "MB", "MiB", "GB", "GiB", "TB", "TiB");

    private Kinds() {}

    /** Any text but the empty one; {@code expected} says what it should be. */
    public static Kind<String> text(String expected) {
        return Kind.of(expected, text -> {
            if (text.isBlank()) {
                throw new BadValue("is empty");
            }
            return text;
        });
    }

    /** Whole numbers from {@code min} to {@code max}. */
    public static Kind<Integer> integers(int min, int max) {
        Kind<Long> longs = longs(min, max);
        return Kind.of(longs.expected(), text -> Math.toIntExact(longs.parse(text)));
    }

    /** Whole numbers from {@code min} to {@code max}. */
    public static Kind<Long> longs(long min, long max) {
        return Kind.of("a whole number from " + min + " to " + max, text -> {
            if (!WHOLE.matcher(text).matches()) {
                boolean number = DECIMAL.matcher(text).matches();
                throw new BadValue(number ? text + " is not a whole number" : quoted(text) + " is not a number");
            }
            BigInteger value = new BigInteger(text);
            if (value.compareTo(BigInteger.valueOf(min)) < 0) {
                throw new BadValue(text + " is too small");
            }
            if (value.compareTo(BigInteger.valueOf(max)) > 0) {
                throw new BadValue(text + " is too large");
            }
            return value.longValueExact();
        });
    }

    /**
     * Durations from {@code min} to {@code max}, as HOCON has them, but for one thing: a number without a unit, which HOCON
     * takes for milliseconds, is refused, since people mean seconds by it.
     */
    public static Kind<Duration> durations(Duration min, Duration max) {
        String range = Quantities.text(min) + " to " + Quantities.text(max);
        return Kind.of("a duration such as 10 seconds, 5 minutes or 1 hour, from " + range, text -> {
            Matcher parts = QUANTITY.matcher(text.strip());
            if (!parts.matches()) {
                throw new BadValue(quoted(text) + " is not a duration");
            }
            if (parts.group(2).isEmpty()) {
                throw new BadValue(text + " has no unit");
            }
            try {
                Duration value = hocon(text).getDuration("it");
                if (value.compareTo(min) < 0) {
                    throw new BadValue(quoted(text) + " is too short");
                }
                if (value.compareTo(max) > 0) {
                    throw new BadValue(quoted(text) + " is too long");
                }
                return value;
            } catch (ConfigException unknownUnit) {
                throw new BadValue(quoted(text) + " is not a duration", nearest(parts, TIME_UNITS));
            }
        });
    }

    /** Sizes in bytes from {@code min} to {@code max}, as HOCON has them: {@code 64 KiB}, {@code 2 MB}, {@code 8192}. */
    public static Kind<Long> sizes(long min, long max) {
        String range = Quantities.text(min) + " to " + Quantities.text(max);
        return Kind.of("a size such as 64 KiB or 500 MiB, from " + range, text -> {
            Matcher parts = QUANTITY.matcher(text.strip());
            if (!parts.matches()) {
                throw new BadValue(quoted(text) + " is not a size");
            }
            if (text.startsWith("-")) {
                throw new BadValue(quoted(text) + " is too small");
            }
            long value;
            try {
                value = hocon(text).getMemorySize("it").toBytes();
            } catch (ConfigException unknownUnit) {
                throw new BadValue(quoted(text) + " is not a size", nearest(parts, SIZE_UNITS));
            } catch (IllegalArgumentException pastLong) {
                value = Long.MAX_VALUE;
            }
            if (value < min || value > max) {
                throw new BadValue(quoted(text) + (value < min ? " is too small" : " is too large"));
            }
            return value;
        });
    }

    /**
     * The constants of an enum, in lower case and with {@code -} for {@code _}.
     *
     * @param later words of the language that this version can't do yet
     */
    public static <E extends Enum<E>> Kind<E> words(Class<E> type, String... later) {
        Map<String, E> words = new LinkedHashMap<>();
        for (E constant : type.getEnumConstants()) {
            words.put(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'), constant);
        }
        return Kind.of("one of " + String.join(", ", words.keySet()), text -> {
            E value = words.get(text);
            if (value != null) {
                return value;
            }
            if (List.of(later).contains(text)) {
                throw new BadValue(quoted(text) + " is known, but not in this version");
            }
            throw new BadValue("unknown word " + quoted(text), NearestWord.of(text, words.keySet()));
        });
    }

    /** The text as it is shown in problems. */
    public static String quoted(String text) {
        return '"' + text + '"';
    }

    /** The quantity with the unit that was probably meant; null when none is near. */
    private static @Nullable String nearest(Matcher parts, List<String> units) {
        String unit = NearestWord.of(parts.group(2), units);
        return unit == null ? null : parts.group(1) + " " + unit;
    }

    private static Config hocon(String text) {
        return ConfigValueFactory.fromAnyRef(text).atKey("it");
    }
}
