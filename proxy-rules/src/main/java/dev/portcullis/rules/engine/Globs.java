package dev.portcullis.rules.engine;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A list of patterns of which any may match, compiled: plain texts cost one look-up in a set. An empty list matches all. */
final class Globs {

    private final Set<String> plain = new HashSet<>();
    private final Glob[] globs;
    private final boolean any;

    Globs(List<String> patterns, boolean ignoreCase) {
        this.any = patterns.isEmpty();
        if (!ignoreCase) {
            patterns.stream().filter(Glob::isPlain).forEach(plain::add);
        }
        this.globs = patterns.stream()
                .filter(pattern -> !plain.contains(pattern))
                .map(pattern -> new Glob(pattern, ignoreCase))
                .toArray(Glob[]::new);
    }

    boolean match(String text) {
        if (any || plain.contains(text)) {
            return true;
        }
        for (Glob glob : globs) {
            if (glob.matches(text)) {
                return true;
            }
        }
        return false;
    }
}
