package dev.portcullis.app.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A dashboard for Grafana as it is shipped in {@code conf/grafana}. */
record Dashboard(String file, Map<String, @Nullable Object> json) {

    private static final Path SHIPPED = Path.of("../conf/grafana/dashboards");
    private static final Pattern METRIC =
            Pattern.compile("\\b(portcullis|process|system|jvm|up)(_[a-z0-9_]+)?\\b(?!\")");

    /** Those that are shipped. */
    static List<Dashboard> all() {
        try (Stream<Path> files = Files.list(SHIPPED)) {
            return files.sorted().map(Dashboard::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Dashboard read(Path file) {
        try {
            return new Dashboard(file.getFileName().toString(), Json.object(Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " is no JSON object", e);
        }
    }

    @Override
    public String toString() {
        return file;
    }

    /** What is not a row. */
    List<Panel> panels() {
        return allPanels().filter(panel -> !panel.type().equals("row")).toList();
    }

    /** Rows and panels, in their order. */
    Stream<Panel> allPanels() {
        return Json.objects(json, "panels").stream().map(panel -> new Panel(file, panel));
    }

    /** The variables. */
    List<Map<String, @Nullable Object>> variables() {
        return Json.objects(object(json, "templating"), "list");
    }

    /** The queries of annotations. */
    List<String> annotationQueries() {
        return Json.objects(object(json, "annotations"), "list").stream()
                .map(annotation -> annotation.get("expr"))
                .filter(Objects::nonNull)
                .map(String::valueOf)
                .toList();
    }

    /** The metrics that an expression names, histograms without the ends of their series' names. */
    static Set<String> metrics(String expression) {
        Set<String> names = new TreeSet<>();
        METRIC.matcher(expression.replaceAll("\"[^\"]*\"", "\"\""))
                .results()
                .forEach(match -> names.add(match.group()));
        return names;
    }

    @SuppressWarnings("unchecked")
    static Map<String, @Nullable Object> object(Map<String, @Nullable Object> from, String name) {
        if (from.get(name) instanceof Map<?, ?> map) {
            return (Map<String, @Nullable Object>) map;
        }
        throw new AssertionError("no object under " + name + ": " + from);
    }

    /** A panel of a dashboard. */
    record Panel(String file, Map<String, @Nullable Object> json) {

        String title() {
            return text("title");
        }

        String type() {
            return text("type");
        }

        String text(String name) {
            return String.valueOf(json.getOrDefault(name, ""));
        }

        List<Map<String, @Nullable Object>> targets() {
            return Json.objects(json, "targets");
        }

        List<String> expressions() {
            return targets().stream()
                    .map(target -> String.valueOf(target.get("expr")))
                    .toList();
        }

        /** Its place: a number of the object gridPos. */
        int place(String name) {
            return ((Long) Objects.requireNonNull(object(json, "gridPos").get(name), title() + " has no " + name))
                    .intValue();
        }

        @Override
        public String toString() {
            return file + ": " + title();
        }
    }
}
