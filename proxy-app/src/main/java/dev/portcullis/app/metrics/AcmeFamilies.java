package dev.portcullis.app.metrics;

import dev.portcullis.app.acme.AcmeCertificates;
import dev.portcullis.app.acme.AcmeState;
import java.util.List;

/** What the metrics page says of the certificates that the program gets by itself. */
public final class AcmeFamilies {

    private AcmeFamilies() {}

    /** Adds them to this page. */
    public static void add(MetricsPage page, AcmeCertificates certificates) {
        page.family(
                MetricsPage.Kind.COUNTER,
                "portcullis_acme_orders_total",
                "Certificates asked of an authority, and whether they came",
                out -> {
                    out.add("_total", List.of("result"), List.of("succeeded"), certificates.succeeded());
                    out.add("_total", List.of("result"), List.of("failed"), certificates.failed());
                });
        page.gauge(
                "portcullis_acme_failing",
                "Hosts whose certificate did not come when it was last asked for",
                () -> certificates.states().stream()
                        .filter(state -> state.problem() != null)
                        .count());
        page.gauge(
                "portcullis_acme_awaited",
                "Hosts that are served with a certificate that has signed itself until the first one comes",
                () -> certificates.states().stream()
                        .filter(AcmeState::placeholder)
                        .count());
    }
}
