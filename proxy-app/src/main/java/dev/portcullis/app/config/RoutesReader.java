package dev.portcullis.app.config;

import static dev.portcullis.rules.config.Kinds.quoted;

import dev.portcullis.app.metrics.RouteSettings;
import dev.portcullis.rules.config.BadValue;
import dev.portcullis.rules.config.Kind;
import dev.portcullis.rules.config.Section;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads {@code routes}: which paths are measured together, under which names. */
final class RoutesReader {

    private static final String KEY = "routes";
    private static final int MOST_PATHS = 32;
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,39}");
    private static final Kind<String> PATH = Kind.of("a path such as /checkout or /checkout/*", text -> {
        if (!text.startsWith("/") && !text.startsWith("*")) {
            throw new BadValue(quoted(text) + " is not a path", "/" + text);
        }
        if (text.contains("?") || text.contains("#")) {
            throw new BadValue(quoted(text) + " has more than a path, which is compared without its query");
        }
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    });

    private RoutesReader() {}

    static RouteSettings read(Section root) {
        Section section = root.section(KEY);
        List<RouteSettings.Route> routes = new ArrayList<>();
        for (String name : section.keys()) {
            List<String> paths = section.list(name, PATH);
            if (!NAME.matcher(name).matches()) {
                section.error(name, "is no name for a route", "lower case letters, digits, - and _, at most 40");
            } else if (routes.size() == RouteSettings.MOST) {
                section.error(name, "is one route too many", "at most " + RouteSettings.MOST);
            } else if (paths.size() > MOST_PATHS) {
                section.error(name, "has " + paths.size() + " paths, which are too many", "at most " + MOST_PATHS);
            } else {
                routes.add(new RouteSettings.Route(name, paths));
            }
        }
        return new RouteSettings(routes);
    }
}
