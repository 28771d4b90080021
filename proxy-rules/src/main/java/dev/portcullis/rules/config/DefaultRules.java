package dev.portcullis.rules.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The rules that hold unless the file changes them by name or drops them. */
final class DefaultRules {

    /** What stands for a file's name at values that nobody wrote. */
    static final String SOURCE = "default rules";

    /** The key that drops them all. */
    static final String KEY = "default-rules";

    private static final Config CONFIG = load();

    /** Their names, in order. */
    static final List<String> NAMES = names();

    /** Whether they hold. */
    static final Kind<Boolean> ON_OFF = Kind.of("on or off", DefaultRules::isOn);

    private DefaultRules() {}

    /** The user's configuration with the default rules under it, before substitutions: {@code rules.x.where.path += ...} works. */
    static Config under(Config user) {
        return dropped(user) ? user : user.withFallback(CONFIG);
    }

    /** The default rule of this name; null when there is none. */
    static @Nullable ConfigObject find(String name) {
        return NAMES.contains(name) ? CONFIG.getObject("rules." + name) : null;
    }

    private static List<String> names() {
        return CONFIG.getObject("rules").entrySet().stream()
                .sorted(Comparator.comparingInt(rule -> rule.getValue().origin().lineNumber()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean isOn(String text) throws BadValue {
        return switch (text) {
            case "on", "true" -> true;
            case "off", "false" -> false;
            default -> throw new BadValue(Kinds.quoted(text) + " is neither");
        };
    }

    private static boolean dropped(Config user) {
        Config resolved = user.resolve(ConfigResolveOptions.defaults().setAllowUnresolved(true));
        ConfigValue value = resolved.root().get(KEY);
        return value != null && List.of("off", false).contains(value.unwrapped());
    }

    private static Config load() {
        try (InputStream in = Objects.requireNonNull(DefaultRules.class.getResourceAsStream("default-rules.conf"))) {
            return ConfigFactory.parseReader(
                    new InputStreamReader(in, StandardCharsets.UTF_8),
                    ConfigParseOptions.defaults().setOriginDescription(SOURCE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
