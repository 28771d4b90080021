package dev.portcullis.app.metrics;

import dev.portcullis.app.admission.AdmissionTotals;
import dev.portcullis.app.admission.OriginAdmission;
import dev.portcullis.rules.api.AdmissionReport;
import dev.portcullis.rules.api.Precedence;
import dev.portcullis.rules.api.Shed;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** What the metrics page says of admission to the origins. */
public final class AdmissionFamilies {

    private final MetricsPage page;
    private final Supplier<List<OriginAdmission>> states;
    private final Supplier<AdmissionTotals> totals;

    private AdmissionFamilies(
            MetricsPage page, Supplier<List<OriginAdmission>> states, Supplier<AdmissionTotals> totals) {
        this.page = page;
        this.states = states;
        this.totals = totals;
    }

    /**
     * Adds admission to the origins to the page.
     *
     * @param states how each stands
     * @param totals what all have counted
     */
    public static void add(MetricsPage page, Supplier<List<OriginAdmission>> states, Supplier<AdmissionTotals> totals) {
        new AdmissionFamilies(page, states, totals).add();
    }

    private void add() {
        eachLane(
                "portcullis_admission_limit",
                "Requests that may be at an origin at once, +Inf without a limit, by its first site and by pages or files",
                lane -> lane.limit() == OriginAdmission.NO_LIMIT ? Double.POSITIVE_INFINITY : lane.limit());
        eachLane("portcullis_admission_in_flight", "Requests at an origin", AdmissionReport.Lane::inFlight);
        eachLane(
                "portcullis_admission_waiting",
                "Requests that wait for a place at an origin",
                AdmissionReport.Lane::waiting);
        eachClass(
                "portcullis_admission_admitted_total",
                "Requests that were let go to an origin, by class",
                AdmissionReport.ClassReport::admitted);
        eachClass(
                "portcullis_admission_origin_seconds_total",
                "Time of the origins that requests took, by class: who costs the site what",
                counted -> counted.originNanos() / 1e9);
        List<String> reason = List.of("reason");
        page.family(
                MetricsPage.Kind.COUNTER,
                "portcullis_admission_shed_total",
                "Requests that were turned away with 503 because an origin had no time for them, by reason",
                out -> {
                    AdmissionTotals now = totals.get();
                    for (Shed.Reason each : Shed.Reason.values()) {
                        out.add("_total", reason, List.of(each.word()), now.shed(each));
                    }
                });
        page.family(
                MetricsPage.Kind.HISTOGRAM,
                "portcullis_admission_wait_seconds",
                "How long requests that were let go to an origin had waited, by class",
                out -> {
                    AdmissionTotals now = totals.get();
                    for (Precedence each : Precedence.values()) {
                        addWaits(out, each.word(), now.of(each).waits());
                    }
                });
    }

    private void eachLane(String name, String help, ToDoubleFunction<AdmissionReport.Lane> value) {
        List<String> siteAndLane = List.of("site", "lane");
        page.family(MetricsPage.Kind.GAUGE, name, help, out -> {
            for (OriginAdmission each : states.get()) {
                String site = ExchangeMetrics.siteLabel(each.site());
                AdmissionReport report = each.report();
                out.add("", siteAndLane, List.of(site, "pages"), value.applyAsDouble(report.pages()));
                out.add("", siteAndLane, List.of(site, "files"), value.applyAsDouble(report.files()));
            }
        });
    }

    private void eachClass(String name, String help, ToDoubleFunction<AdmissionReport.ClassReport> value) {
        List<String> label = List.of("class");
        page.family(MetricsPage.Kind.COUNTER, name, help, out -> {
            AdmissionTotals now = totals.get();
            for (Precedence each : Precedence.values()) {
                out.add("_total", label, List.of(each.word()), value.applyAsDouble(now.of(each)));
            }
        });
    }

    private static void addWaits(MetricsPage.Samples out, String word, AdmissionReport.Waits waits) {
        long below = 0;
        for (int i = 0; i < waits.counts().size(); i++) {
            below += waits.counts().get(i);
            double le = i < AdmissionReport.Waits.BOUNDS.size()
                    ? AdmissionReport.Waits.BOUNDS.get(i).toNanos() / 1e9
                    : Double.POSITIVE_INFINITY;
            out.add("_bucket", List.of("class", "le"), List.of(word, MetricsPage.bound(le)), below);
        }
        out.add("_count", List.of("class"), List.of(word), below);
        out.add("_sum", List.of("class"), List.of(word), waits.totalNanos() / 1e9);
    }
}
