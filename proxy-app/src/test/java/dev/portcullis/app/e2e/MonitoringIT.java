package dev.portcullis.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is measured, from a request to a panel: the real program with visitors and a bot, Debian's Prometheus that scrapes it, and the queries of the
 * dashboards that are shipped.
 */
@Timeout(240)
class MonitoringIT {

    private static final Path DOCUMENT = Path.of("../docs/metrics.md");
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration COMMAND = Duration.ofSeconds(30);
    private static final int RATE = 40;
    private static final String BOT = "127.0.0.66";

    private static final int TLS_PORT = FreePort.find();

    @RegisterExtension
    static final ApachePhp APACHE = ApachePhp.plain();

    @RegisterExtension
    final PortcullisProcess portcullis = new PortcullisProcess(() -> """
            sites.www { hosts = ["www.portcullis.test"], origin = "%s" }
            rules {
              watched { where { path = "/watched*" }, then = ban, for = 1 hour, mode = observe }
              members { count = requests, per = path, over = 3, within = 1 minute, where { path = "/members*" }, then = deny }
            }
            notify.targets.watch { kind = webhook, url = "%s/index.php", events = [program] }
            """.formatted(APACHE.origin(), APACHE.origin())
            + Certificate.FOR_TESTS.listener(TLS_PORT) + "tls.redirect = off\n");

    @Test
    void everyPanelHasDataAndEveryMetricHasItsPlace() throws IOException {
        try (Load load = Load.start(() -> portcullis.visitor("127.0.0.20"), "/slow.php?ms=30", RATE);
                Prometheus prometheus = Prometheus.scraping("127.0.0.1:" + portcullis.adminPort())) {
            everythingHappens();
            Map<String, String> pending = new TreeMap<>();
            for (Dashboard board : Dashboard.all()) {
                Map<String, String> variables = variables(prometheus, board);
                for (Dashboard.Panel panel : board.panels()) {
                    for (String expression : panel.expressions()) {
                        String query = filledIn(expression, variables);
                        pending.put(panel + ": " + query, query);
                    }
                }
                board.annotationQueries().forEach(query -> prometheus.query(filledIn(query, variables)));
            }
            assertThat(pending).hasSizeGreaterThan(80);
            Await.until(SOON, () -> "data for these queries of panels: " + pending.keySet(), () -> {
                pending.values().removeIf(query -> hasData(prometheus, query));
                return pending.isEmpty();
            });
            everyAlertIsInForceAndWell(prometheus);
            assertThat(load.failures()).isEmpty();
        }

        ExposedMetrics exposed = ExposedMetrics.of(page());
        Set<String> known = exposed.byName().keySet();
        Set<String> shown = Dashboard.all().stream()
                .flatMap(board -> board.panels().stream())
                .flatMap(panel -> panel.expressions().stream())
                .flatMap(expression -> Dashboard.metrics(expression).stream())
                .map(series -> ExposedMetrics.family(series, known))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(known).as("metrics that panels name").containsAll(shown);
        Set<String> missing = new TreeSet<>(known);
        missing.removeAll(shown);
        assertThat(missing).as("metrics on no dashboard").isEqualTo(unusedOnPurpose());
    }

    @Test
    void thePageIsCleanAndAsItIsDocumented(@TempDir Path directory) throws IOException {
        everythingHappens();
        String page = page();
        Path file = Files.writeString(directory.resolve("page"), page);

        Program.Finished checked = Prometheus.promtool(file, "check metrics");
        assertThat(checked.text()).as("what promtool finds").isEmpty();
        assertThat(checked.code()).isZero();

        ExposedMetrics exposed = ExposedMetrics.of(page);
        ExposedMetrics documented = ExposedMetrics.ofDocument(Files.readString(DOCUMENT));
        assertThat(exposed.byName().keySet()).isEqualTo(documented.byName().keySet());
        exposed.byName().forEach((name, metric) -> {
            ExposedMetrics.Metric row =
                    Objects.requireNonNull(documented.byName().get(name));
            assertThat(metric.hasSeries()).as(name + " has series in this run").isTrue();
            assertThat(metric.type()).as(name).isEqualTo(row.type());
            assertThat(metric.labels()).as(name).isEqualTo(row.labels());
        });
    }

    @Test
    void aSlowPageIsARouteAndAmongTheSlowestRequests() throws IOException {
        try (Visitor visitor = portcullis.visitor("127.0.0.21")) {
            for (int i = 0; i < 21; i++) {
                assertThat(visitor.get("/slow.php?ms=110&page=" + i).status()).isEqualTo(200);
            }
            assertThat(visitor.get("/slow.php?ms=700&q=<script>").status()).isEqualTo(200);
        }

        assertThat(portcullis.metric("portcullis_route_duration_seconds_count\\{.*route=\"/slow.php\""))
                .isGreaterThan(0);
        assertThat(portcullis.metric("portcullis_route_origin_duration_seconds_sum\\{.*route=\"/slow.php\""))
                .as("the page that took 700 ms came after the route was learnt")
                .isBetween(0.7, 3.0);
        Visitor.Page slow = portcullis.admin("/api/v1/slow");
        List<Map<String, @Nullable Object>> requests = Json.objects(Json.object(slow.text()), "requests");
        assertThat(requests).hasSizeBetween(20, 22); // of a minute, and perhaps some of the next
        assertThat(requests.get(0))
                .containsEntry("target", "/slow.php?ms=700&q=<script>")
                .containsEntry("client", "127.0.0.21")
                .containsEntry("status", 200L)
                .containsEntry("ending", "served");
        assertThat((Double) Objects.requireNonNull(requests.get(0).get("originSeconds")))
                .isBetween(0.7, 5.0);
        assertThat((Double) Objects.requireNonNull(requests.get(0).get("totalSeconds")))
                .isGreaterThanOrEqualTo(
                        (Double) Objects.requireNonNull(requests.get(0).get("originSeconds")));
    }

    @Test
    void aFloodOfHostsMethodsPathsAndAgentsMakesNoSeries() throws IOException {
        flood("first", 1);
        Set<String> before = series();

        flood("more", 150);

        assertThat(series()).isEqualTo(before);
        assertThat(before).hasSizeLessThan(1500);
    }

    private void flood(String name, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            String odd = name + i;
            try (Visitor stranger = new Visitor("127.0.1." + i, portcullis.port(), odd + ".example");
                    Visitor visitor = portcullis.visitor("127.0.1." + i)) {
                assertThat(stranger.get("/" + odd).status()).isEqualTo(421);
                visitor.get("/index.php/" + odd + "?" + odd, "User-Agent: " + odd, "Referer: http://" + odd);
                visitor.get("/" + odd + "/missing");
                visitor.send("ODD" + name.toUpperCase(Locale.ROOT) + i, "/" + odd);
                visitor.receive("ODD").text();
            }
        }
    }

    /** The names and labels of the series that Portcullis itself has. */
    private Set<String> series() throws IOException {
        return page().lines()
                .filter(line -> line.startsWith("portcullis_"))
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What only some runs have: verdicts of each kind, bans, a group that a rule acted on, a collection of garbage. */
    private void everythingHappens() throws IOException {
        try (Visitor bot = portcullis.visitor(BOT)) {
            bot.get("/watched");
            for (int i = 0; i < 5; i++) {
                bot.get("/members?" + i);
            }
            assertThat(bot.get("/.env").status()).isEqualTo(403);
        }
        try (Visitor lost = new Visitor("127.0.0.23", portcullis.port(), "elsewhere.example")) {
            assertThat(lost.get("/").status()).isEqualTo(421);
        }
        try (Visitor visitor = portcullis.visitor("127.0.0.22")) {
            for (int i = 0; i < 20; i++) {
                assertThat(visitor.get("/slow.php?ms=110").status()).isEqualTo(200);
            }
        }
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        long pid = portcullis.program().pid();
        assertThat(Program.run(COMMAND, List.of(jcmd, Long.toString(pid), "GC.run"))
                        .code())
                .isZero();
        Await.until(SOON, "the collection to be measured", () -> portcullis.metric("jvm_gc_pause_seconds_count") > 0);
        Await.until(SOON, "the ban to be counted", () -> portcullis.metric("portcullis_bans_total\\{.*\"ban\"") > 0);
    }

    private static boolean hasData(Prometheus prometheus, String query) {
        return prometheus.query(query).stream().anyMatch(value -> !value.equals("NaN"));
    }

    /** The values that the dashboard's own queries offer, as Grafana puts "All" and the choice of all into an expression. */
    private Map<String, String> variables(Prometheus prometheus, Dashboard board) {
        Map<String, String> values = new TreeMap<>();
        for (Map<String, @Nullable Object> variable : board.variables()) {
            String definition = String.valueOf(variable.get("definition"));
            if (Objects.equals(variable.get("type"), "query")) {
                assertThat(definition).startsWith("label_values(").endsWith(")");
                int comma = definition.lastIndexOf(',');
                String selector = filledIn(definition.substring("label_values(".length(), comma), values);
                String label =
                        definition.substring(comma + 1, definition.length() - 1).strip();
                List<String> offered = new ArrayList<>();
                Await.until(SOON, definition, () -> {
                    offered.clear();
                    offered.addAll(prometheus.labelValues(selector, label));
                    return !offered.isEmpty();
                });
                values.put(
                        String.valueOf(variable.get("name")),
                        offered.stream()
                                .map(value -> value.replaceAll("([.*+?()\\[\\]{}|^$])", "\\\\\\\\$1"))
                                .collect(Collectors.joining("|", "(", ")")));
            }
        }
        return values;
    }

    private static String filledIn(String expression, Map<String, String> variables) {
        String filled = expression.replace("$__rate_interval", "10s").replace("$__range", "30s");
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            filled = filled.replace("$" + variable.getKey(), variable.getValue());
        }
        assertThat(filled).doesNotContainPattern("\\$[a-z_{]");
        return filled;
    }

    private static void everyAlertIsInForceAndWell(Prometheus prometheus) throws IOException {
        long shipped = Files.readString(Path.of("../conf/prometheus/alerts.yml"))
                .lines()
                .filter(line -> line.contains("- alert: "))
                .count();
        Await.until(
                SOON,
                () -> "each alert to be evaluated: " + prometheus.rules(),
                () -> prometheus.rules().stream()
                                .filter(rule -> Objects.equals(rule.get("health"), "ok"))
                                .count()
                        == shipped);
        assertThat(prometheus.rules())
                .filteredOn(rule -> Objects.equals(rule.get("state"), "firing"))
                .as("alerts that fire while all is well")
                .isEmpty();
    }

    private static Set<String> unusedOnPurpose() throws IOException {
        String section = Files.readString(DOCUMENT).replaceAll("(?s).*\n## On no dashboard\n(.*?)\n## .*", "$1");
        Set<String> names = new TreeSet<>();
        Pattern.compile("`([a-z0-9_]+)`")
                .matcher(section.lines().filter(line -> line.startsWith("- ")).collect(Collectors.joining("\n")))
                .results()
                .forEach(name -> names.add(name.group(1)));
        return names;
    }

    private String page() throws IOException {
        return portcullis.admin("/metrics").text();
    }
}
