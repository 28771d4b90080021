package dev.portcullis.app.e2e;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What a page of metrics exposes: each metric's type and the labels of its series, {@code le} of histograms left out. */
record ExposedMetrics(Map<String, Metric> byName) {

    private static final Pattern TYPE = Pattern.compile("^# TYPE (\\S+) (\\S+)$", Pattern.MULTILINE);
    private static final Pattern SERIES = Pattern.compile("^([a-z_0-9]+)(\\{.*})? \\S+$", Pattern.MULTILINE);
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");

    /** A metric; labels are empty while it has no series. */
    record Metric(String type, Set<String> labels, boolean hasSeries) {}

    /** Reads a page in Prometheus' text format. */
    static ExposedMetrics of(String page) {
        Map<String, Metric> metrics = new TreeMap<>();
        TYPE.matcher(page)
                .results()
                .forEach(type -> metrics.put(type.group(1), new Metric(type.group(2), new TreeSet<>(), false)));
        SERIES.matcher(page).results().forEach(series -> {
            String name = family(series.group(1), metrics.keySet());
            Metric metric = Objects.requireNonNull(metrics.get(name), () -> series.group() + " has no type");
            String labels = Objects.requireNonNullElse(series.group(2), "");
            LABEL.matcher(labels.replaceAll("\\\\.", ""))
                    .results()
                    .map(label -> label.group(1))
                    .filter(label -> !label.equals("le"))
                    .forEach(metric.labels()::add);
            metrics.put(name, new Metric(metric.type(), metric.labels(), true));
        });
        return new ExposedMetrics(metrics);
    }

    /** The metric that a series belongs to: {@code x} of {@code x_bucket}, unless there is a metric of that name. */
    static String family(String series, Set<String> known) {
        return known.contains(series) ? series : series.replaceFirst("_(bucket|count|sum)$", "");
    }

    /** The metrics as the table of a document has them; a row is {@code | `name` | type | unit | labels | meaning |}. */
    static ExposedMetrics ofDocument(String markdown) {
        Map<String, Metric> metrics = new TreeMap<>();
        Pattern.compile("^\\| `([a-z0-9_]+)` \\| (\\w+) \\| [^|]+ \\| ([^|]+) \\| [^|]+ \\|$", Pattern.MULTILINE)
                .matcher(markdown)
                .results()
                .forEach(row -> {
                    if (metrics.put(row.group(1), new Metric(row.group(2), labels(row), true)) != null) {
                        throw new AssertionError(row.group(1) + " stands there twice");
                    }
                });
        return new ExposedMetrics(metrics);
    }

    private static Set<String> labels(MatchResult row) {
        Set<String> labels = new TreeSet<>();
        Pattern.compile("`([a-z_]+)`").matcher(row.group(3)).results().forEach(label -> labels.add(label.group(1)));
        return labels;
    }
}
