package dev.portcullis.rules.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigObject;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Includes as HOCON does, and tells of those that add nothing: HOCON passes over a missing file in silence. */
final class Includes implements ConfigIncluder {

    private final Consumer<String> empty;
    private final @Nullable ConfigIncluder includer;

    /** {@code empty} hears what was to be included. */
    Includes(Consumer<String> empty) {
        this(empty, null);
    }

    private Includes(Consumer<String> empty, @Nullable ConfigIncluder includer) {
        this.empty = empty;
        this.includer = includer;
    }

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
        return new Includes(empty, includer == null ? fallback : includer.withFallback(fallback));
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
        ConfigObject included = includer == null ? ConfigFactory.empty().root() : includer.include(context, what);
        if (included.isEmpty()) {
            empty.accept(what);
        }
        return included;
    }
}
