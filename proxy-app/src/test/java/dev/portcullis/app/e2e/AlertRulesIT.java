package dev.portcullis.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The alerts that are shipped, tried by Debian's promtool. */
class AlertRulesIT {

    private static final Path NOTHING = Path.of("/dev/null");
    private static final Path ALERTS = Path.of("../conf/prometheus/alerts.yml");
    private static final Path TESTS = Path.of("src/test/resources/prometheus/alerts-test.yml");

    @Test
    void whatIsShippedIsValid() {
        Program.Finished checked = Prometheus.promtool(NOTHING, "check config ../conf/prometheus/prometheus.yml");

        assertThat(checked.code()).as(checked.text()).isZero();
    }

    @Test
    void everyAlertFiresWhenItShouldAndOnlyThen() {
        Program.Finished tested = Prometheus.promtool(NOTHING, "test rules " + TESTS);

        assertThat(tested.code()).as(tested.text()).isZero();
    }

    @Test
    void everyAlertHasACaseInWhichItFiresAndOneInWhichItIsSilent() throws IOException {
        List<String> alerts = found("- alert: (\\w+)", Files.readString(ALERTS));
        String tests = Files.readString(TESTS);

        assertThat(alerts).hasSizeGreaterThanOrEqualTo(9).doesNotHaveDuplicates();
        assertThat(found("alertname: (\\w+)\n +eval_time: \\w+\n +exp_alerts:\n", tests))
                .as("with a case in which they fire")
                .containsAll(alerts);
        assertThat(found("alertname: (\\w+)\n +eval_time: \\w+\n +exp_alerts: \\[]\n", tests))
                .as("with a case in which they are silent")
                .containsAll(alerts);
    }

    @Test
    void everyMetricThatAlertsAskForIsDocumented() throws IOException {
        Set<String> asked = new TreeSet<>(Dashboard.metrics(Files.readString(ALERTS)
                .lines()
                .filter(line -> !line.matches("\\s+(summary|action|- name): .*|#.*"))
                .reduce("", (all, line) -> all + line + "\n")));
        Set<String> documented = ExposedMetrics.ofDocument(Files.readString(Path.of("../docs/metrics.md")))
                .byName()
                .keySet();

        asked.remove("up"); // Prometheus' own
        asked.remove("portcullis"); // the group, and the job
        assertThat(asked).hasSizeGreaterThan(8);
        assertThat(documented)
                .containsAll(asked.stream()
                        .map(series -> ExposedMetrics.family(series, documented))
                        .toList());
    }

    private static List<String> found(String regex, String text) {
        return Pattern.compile(regex)
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .toList();
    }
}
