package dev.portcullis.app.metrics;

import dev.portcullis.rules.pattern.GlobSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells of which of the routes that the configuration names a path is. */
final class NamedRoutes {

    private final List<String> names;
    private final GlobSet paths;

    NamedRoutes(RouteSettings settings) {
        this.names = settings.routes().stream().map(RouteSettings.Route::name).toList();
        this.paths = new GlobSet(
                settings.routes().stream().map(RouteSettings.Route::paths).toList(), false);
    }

    List<String> names() {
        return names;
    }

    /** The route of the path; null when it is of none. */
    @Nullable
    String of(String path) {
        int first = names.isEmpty() ? -1 : paths.match(path).nextSetBit(0);
        return first < 0 ? null : names.get(first);
    }
}
