package dev.portcullis.app.metrics;

import dev.portcullis.app.tls.CertificateState;
import dev.portcullis.app.tls.CertificateStore;
import dev.portcullis.core.tls.HandshakeEnding;
import dev.portcullis.core.tls.Handshakes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** What the metrics page says of TLS: certificates and handshakes. */
public final class TlsFamilies {

    private TlsFamilies() {}

    /** Adds them to this page. There are as many certificates as the configuration has. */
    public static void add(MetricsPage page, CertificateStore certificates, Handshakes handshakes) {
        page.family(
                MetricsPage.Kind.GAUGE,
                "portcullis_certificate_expiry_timestamp_seconds",
                "When a certificate that is served expires, by the first host it is for",
                out -> least(certificates, state -> state.expires().getEpochSecond())
                        .forEach((name, second) -> out.add("", List.of("certificate"), List.of(name), second)));
        page.family(
                MetricsPage.Kind.GAUGE,
                "portcullis_certificate_current",
                "Whether what is served is what the certificate's files hold now; 0 when those can't be used",
                out -> least(certificates, TlsFamilies::isCurrent)
                        .forEach((name, current) -> out.add("", List.of("certificate"), List.of(name), current)));
        page.family(
                MetricsPage.Kind.COUNTER,
                "portcullis_tls_handshakes_total",
                "TLS handshakes with clients that succeeded",
                out -> {
                    for (HandshakeEnding ending : HandshakeEnding.values()) {
                        if (!ending.version().isEmpty()) {
                            out.add(
                                    "_total",
                                    List.of("version", "kind"),
                                    List.of(ending.version(), ending.result()),
                                    handshakes.ended(ending));
                        }
                    }
                });
        page.family(
                MetricsPage.Kind.COUNTER,
                "portcullis_tls_handshakes_failed_total",
                "TLS handshakes with clients that failed, and why",
                out -> {
                    for (HandshakeEnding ending : HandshakeEnding.values()) {
                        if (ending.version().isEmpty()) {
                            out.add("_total", List.of("reason"), List.of(ending.result()), handshakes.ended(ending));
                        }
                    }
                });
        page.gauge(
                "portcullis_tls_handshakes_active",
                "TLS handshakes with clients that are under way",
                handshakes::underWay);
    }

    private static int isCurrent(CertificateState state) {
        return state.problem() == null ? 1 : 0;
    }

    /** By the first host: the least, where an RSA and an ECDSA certificate are for the same. */
    private static Map<String, Long> least(CertificateStore certificates, ToLongFunction<CertificateState> figure) {
        Map<String, Long> least = new LinkedHashMap<>();
        certificates.states().forEach(state -> least.merge(state.name(), figure.applyAsLong(state), Math::min));
        return least;
    }
}
