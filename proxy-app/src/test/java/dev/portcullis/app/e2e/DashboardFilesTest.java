package dev.portcullis.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The dashboards have what Grafana requires of a file, and what people require of a dashboard. */
class DashboardFilesTest {

    private static final Path PROVISIONING = Path.of("../conf/grafana/provisioning");
    private static final int COLUMNS = 24;
    /** The kinds of panels that Grafana has without plug-ins and that are used here. */
    private static final Set<String> KINDS = Set.of("row", "stat", "timeseries", "heatmap", "state-timeline");
    /** Units that Grafana knows by these names, of those that are of use here. */
    private static final Set<String> UNITS =
            Set.of("short", "s", "bytes", "Bps", "reqps", "ops", "cps", "cpm", "percentunit");

    static List<Dashboard> all() {
        return Dashboard.all();
    }

    @Test
    void thereAreFourWithNamesOfTheirOwn() {
        assertThat(all())
                .extracting(Dashboard::file)
                .containsExactly("bans.json", "jvm.json", "origin.json", "overview.json");
        assertThat(all()).extracting(board -> board.json().get("uid")).doesNotHaveDuplicates();
        assertThat(all()).extracting(board -> board.json().get("title")).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("all")
    void saysWhatGrafanaRequires(Dashboard board) {
        assertThat(String.valueOf(board.json().get("uid"))).matches("[A-Za-z0-9_-]{1,40}");
        assertThat(board.json().get("schemaVersion")).isEqualTo(39L);
        assertThat(board.json()).containsKeys("time", "timepicker", "refresh", "version", "editable", "annotations");
        assertThat(board.json()).doesNotContainKey("id"); // a number of one installation: provisioning refuses clashes
        assertThat(String.valueOf(board.json().get("description"))).isNotBlank();
        assertThat(board.allPanels().map(panel -> panel.json().get("id")))
                .doesNotHaveDuplicates()
                .doesNotContainNull();
        assertThat(board.panels()).extracting(Dashboard.Panel::title).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyPanelSaysWhatItShowsInWhichUnitAndByWhichSource(Dashboard board) {
        for (Dashboard.Panel panel : board.panels()) {
            Map<String, @Nullable Object> defaults =
                    Dashboard.object(Dashboard.object(panel.json(), "fieldConfig"), "defaults");
            assertThat(panel.type()).as(panel.toString()).isIn(KINDS);
            assertThat(panel.title()).isNotBlank();
            assertThat(panel.text("description"))
                    .as(panel + " has a description")
                    .hasSizeGreaterThan(8);
            assertThat(defaults.get("unit")).as(panel + " has a unit").isIn(UNITS);
            assertThat(Json.objects(Dashboard.object(defaults, "thresholds"), "steps"))
                    .as(panel + " has thresholds, the first without a value")
                    .isNotEmpty()
                    .first()
                    .satisfies(step -> assertThat(step.get("value")).isNull());
            assertThat(panel.targets()).as(panel.toString()).isNotEmpty();
            assertThat(panel.targets())
                    .extracting(target -> target.get("refId"))
                    .doesNotHaveDuplicates();
            panel.targets().forEach(target -> {
                assertThat(target.get("datasource")).isEqualTo(Map.of("type", "prometheus", "uid", "${datasource}"));
                assertThat(String.valueOf(target.get("expr")))
                        .as(panel.toString())
                        .contains("$instance")
                        .doesNotContainPattern("\\[\\d+[smh]]"); // the interval fits the zoom
            });
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void panelsLieOnTheGridAndNotOnEachOther(Dashboard board) {
        Set<List<Integer>> taken = new HashSet<>();
        board.allPanels().forEach(panel -> {
            assertThat(panel.place("x") + panel.place("w")).as(panel.toString()).isLessThanOrEqualTo(COLUMNS);
            IntStream.range(panel.place("x"), panel.place("x") + panel.place("w"))
                    .forEach(x -> IntStream.range(panel.place("y"), panel.place("y") + panel.place("h"))
                            .forEach(y -> assertThat(taken.add(List.of(x, y)))
                                    .as(panel + " lies on another panel")
                                    .isTrue()));
        });
    }

    @ParameterizedTest
    @MethodSource("all")
    void theSourceAndTheInstanceCanBeChosenAndTheOthersAreALinkAway(Dashboard board) {
        assertThat(board.variables())
                .extracting(variable -> variable.get("name"))
                .startsWith("datasource", "instance");
        assertThat(board.variables().get(0)).containsEntry("type", "datasource").containsEntry("query", "prometheus");
        assertThat(Json.objects(board.json(), "links")).singleElement().satisfies(link -> assertThat(link)
                .containsEntry("type", "dashboards")
                .containsEntry("includeVars", true)
                .containsEntry("tags", List.of("portcullis")));
        assertThat(board.json().get("tags")).isEqualTo(List.of("portcullis"));
        String text = Json.text(board.json());
        assertThat(text.contains("$site"))
                .as("asks for a site only if one can be chosen")
                .isEqualTo(
                        board.variables().stream().anyMatch(variable -> Objects.equals(variable.get("name"), "site")));
    }

    @Test
    void linksOfPanelsLeadToDashboardsThatAreThere() {
        List<String> uids = all().stream()
                .map(board -> String.valueOf(board.json().get("uid")))
                .toList();
        all().stream()
                .flatMap(board -> board.panels().stream())
                .filter(panel -> panel.json().containsKey("links"))
                .flatMap(panel -> Json.objects(panel.json(), "links").stream())
                .forEach(link -> assertThat(String.valueOf(link.get("url")).replaceAll("^/d/([^?]+)\\?.*", "$1"))
                        .isIn(uids));
    }

    @Test
    void whatIsProvisionedIsWhatIsShipped() throws IOException {
        String provider = Files.readString(PROVISIONING.resolve("dashboards/portcullis.yaml"));
        String manual = Files.readString(Path.of("../docs/monitoring.md"));
        String path = provider.replaceAll("(?s).*\n\\s+path: (\\S+).*", "$1");

        assertThat(manual).contains(path, "conf/grafana/dashboards", "conf/grafana/provisioning", "conf/prometheus");
        assertThat(Files.readString(PROVISIONING.resolve("datasources/portcullis.yaml")))
                .contains("type: prometheus", "timeInterval: 15s");
        assertThat(Files.readString(Path.of("../conf/prometheus/prometheus.yml")))
                .contains("scrape_interval: 15s", "127.0.0.1:9911", "alerts.yml");
    }
}
