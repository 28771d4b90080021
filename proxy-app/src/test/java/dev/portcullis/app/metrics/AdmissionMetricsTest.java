package dev.portcullis.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.app.admission.AdmissionTotals;
import dev.portcullis.app.admission.OriginAdmission;
import dev.portcullis.rules.api.AdmissionReport;
import dev.portcullis.rules.api.AdmissionReport.ClassReport;
import dev.portcullis.rules.api.AdmissionReport.Lane;
import dev.portcullis.rules.api.AdmissionReport.Waits;
import dev.portcullis.rules.api.Precedence;
import dev.portcullis.rules.api.Shed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdmissionMetricsTest {

    private final MetricsPage page = new MetricsPage("1.2.3");

    @AfterEach
    void close() {
        page.close();
    }

    @Test
    void eachOriginHasItsLimitAndWhoIsThereAndWaits() {
        add(AdmissionTotals.NONE);

        assertThat(lines("portcullis_admission_limit"))
                .containsExactly(
                        "portcullis_admission_limit{site=\"shop\",lane=\"pages\",} 4.0",
                        "portcullis_admission_limit{site=\"shop\",lane=\"files\",} 8.0",
                        "portcullis_admission_limit{site=\"-\",lane=\"pages\",} +Inf",
                        "portcullis_admission_limit{site=\"-\",lane=\"files\",} +Inf");
        assertThat(lines("portcullis_admission_in_flight"))
                .hasSize(4)
                .startsWith(
                        "portcullis_admission_in_flight{site=\"shop\",lane=\"pages\",} 3.0",
                        "portcullis_admission_in_flight{site=\"shop\",lane=\"files\",} 2.0");
        assertThat(lines("portcullis_admission_waiting"))
                .hasSize(4)
                .startsWith(
                        "portcullis_admission_waiting{site=\"shop\",lane=\"pages\",} 17.0",
                        "portcullis_admission_waiting{site=\"shop\",lane=\"files\",} 1.0");
    }

    @Test
    void whatWasCountedIsByClass() {
        add(totals());

        assertThat(lines("portcullis_admission_admitted_total"))
                .hasSize(Precedence.values().length)
                .contains(
                        "portcullis_admission_admitted_total{class=\"unknown\",} 6.0",
                        "portcullis_admission_admitted_total{class=\"allowed\",} 0.0");
        assertThat(lines("portcullis_admission_origin_seconds_total"))
                .contains("portcullis_admission_origin_seconds_total{class=\"unknown\",} 2.5");
        assertThat(lines("portcullis_admission_shed_total"))
                .containsExactlyInAnyOrder(
                        "portcullis_admission_shed_total{reason=\"queue-full\",} 9.0",
                        "portcullis_admission_shed_total{reason=\"waited-too-long\",} 0.0");
    }

    @Test
    void waitsAreAHistogramInSeconds() {
        add(totals());

        assertThat(lines("portcullis_admission_wait_seconds"))
                .hasSize(Precedence.values().length * (Waits.BOUNDS.size() + 3))
                .contains(
                        "portcullis_admission_wait_seconds_bucket{class=\"unknown\",le=\"0.001\",} 3.0",
                        "portcullis_admission_wait_seconds_bucket{class=\"unknown\",le=\"0.005\",} 5.0",
                        "portcullis_admission_wait_seconds_bucket{class=\"unknown\",le=\"10.0\",} 5.0",
                        "portcullis_admission_wait_seconds_bucket{class=\"unknown\",le=\"+Inf\",} 6.0",
                        "portcullis_admission_wait_seconds_count{class=\"unknown\",} 6.0",
                        "portcullis_admission_wait_seconds_sum{class=\"unknown\",} 12.25");
    }

    private void add(AdmissionTotals totals) {
        AdmissionFamilies.add(
                page,
                () -> List.of(
                        admission("shop", new Lane(4, 3, 0, 0, 17, 0, false), new Lane(8, 2, 0, 0, 1, 0, false)),
                        admission("", unlimited(), unlimited())),
                () -> totals);
    }

    private static OriginAdmission admission(String site, Lane pages, Lane files) {
        return new OriginAdmission(
                site,
                new AdmissionReport(pages, files, AdmissionTotals.NONE.classes(), AdmissionTotals.NONE.shed(), 0));
    }

    private static Lane unlimited() {
        return new Lane(OriginAdmission.NO_LIMIT, 0, 0, 0, 0, 0, false);
    }

    private static AdmissionTotals totals() {
        List<Long> counts = new ArrayList<>(Collections.nCopies(Waits.BOUNDS.size() + 1, 0L));
        counts.set(0, 3L);
        counts.set(1, 2L);
        counts.set(Waits.BOUNDS.size(), 1L);
        Map<Precedence, ClassReport> classes = new EnumMap<>(AdmissionTotals.NONE.classes());
        classes.put(Precedence.UNKNOWN, new ClassReport(6, 0, 9, 2_500_000_000L, new Waits(counts, 12_250_000_000L)));
        Map<Shed.Reason, Long> shed = new EnumMap<>(AdmissionTotals.NONE.shed());
        shed.put(Shed.Reason.QUEUE_FULL, 9L);
        return new AdmissionTotals(classes, shed);
    }

    private List<String> lines(String prefix) {
        return page.text().lines().filter(line -> line.startsWith(prefix)).toList();
    }
}
