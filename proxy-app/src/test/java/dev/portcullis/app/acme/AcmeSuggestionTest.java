package dev.portcullis.app.acme;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.portcullis.core.tls.Certificates;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Renewal information (RFC 9773), from an authority of which no more is there. Debian's pebble has none. */
class AcmeSuggestionTest {

    /** Its authority's key is E1:90:07:24:29:65:04:C3:B6:8F:51:7B:02:9F:41:B4:A8:88:F2:E3, its number 00:87:65:43:21. */
    private static final String LEAF = """
            -----BEGIN CERTIFICATE-----
            MIIBeDCCAR2gAwIBAgIFAIdlQyEwCgYIKoZIzj0EAwIwFDESMBAGA1UEAwwJYXV0
            aG9yaXR5MB4XDTI2MTEyMzIzNTEyN1oXDTM2MTEyMDIzNTEyN1owFjEUMBIGA1UE
            AwwLZXhhbXBsZS5vcmcwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAReYu4CCtKt
            /s5fpBsKhN25fvFTU+ucSReAScPUWJn/XyxVqdnbR6Xsaop9SGtaeAdXbeQKw0lh
            vz+Ou/jiQ2Dxo1owWDAfBgNVHSMEGDAWgBThkAckKWUEw7aPUXsCn0G0qIjy4zAW
            BgNVHREEDzANggtleGFtcGxlLm9yZzAdBgNVHQ4EFgQUXtX7GAENj3L/SgY6dAXh
            91+3a+owCgYIKoZIzj0EAwIDSQAwRgIhAPkiO2HaVh0HQ7adqXy5XdVOQAAlGfY3
            xMZDC4vofaq2AiEAukHQhbmscLts063sfTk47JhmEn/Z699x6O6twgONk5c=
            -----END CERTIFICATE-----
            """;

    private static final String FROM = "2026-06-01T12:00:00Z";
    private static final String UNTIL = "2026-06-03T12:00:00Z";

    @TempDir
    private Path state = Path.of("");

    private final HttpServer authority;
    private final String base;
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private boolean informs = true;
    private String information = "{\"suggestedWindow\": {\"start\": \"" + FROM + "\", \"end\": \"" + UNTIL + "\"}}";

    AcmeSuggestionTest() throws IOException {
        authority = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        base = "http://127.0.0.1:" + authority.getAddress().getPort();
    }

    @BeforeEach
    void begin() {
        authority.createContext("/", this::answer);
        authority.start();
    }

    @AfterEach
    void end() {
        authority.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        asked.add(path);
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().add("Replay-Nonce", "nonce" + asked.size());
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        if (path.equals("/account")) {
            exchange.getResponseHeaders().add("Location", base + "/account/1");
        }
        String body =
                switch (path) {
                    case "/directory" -> directory();
                    case "/nonce" -> "";
                    case "/account" -> "{\"status\": \"valid\"}";
                    default -> information;
                };
        byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
        exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private String directory() {
        String own = informs ? ", \"renewalInfo\": \"" + base + "/info\"" : "";
        return "{\"newNonce\": \"" + base + "/nonce\", \"newAccount\": \"" + base + "/account\", \"newOrder\": \""
                + base + "/order\"" + own + "}";
    }

    private Optional<Issuer.Suggestion> suggestion() throws Exception {
        X509Certificate leaf = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(LEAF.getBytes(StandardCharsets.US_ASCII)));
        AcmeSettings settings = new AcmeSettings(
                URI.create(base + "/directory"),
                null,
                null,
                List.of("example.org"),
                List.of(Proof.values()),
                AcmeSettings.folderIn(state));
        return new AcmeIssuer(new Proofs(new Certificates())).suggestion(settings, leaf);
    }

    @Test
    void isWhatTheAuthoritySaysOfTheCertificate() throws Exception {
        assertThat(suggestion()).contains(new Issuer.Suggestion(Instant.parse(FROM), Instant.parse(UNTIL)));
        assertThat(asked).last().isEqualTo("/info/4ZAHJCllBMO2j1F7Ap9BtKiI8uM.AIdlQyE");
    }

    @Test
    void isNoneWhenTheAuthorityHasNoneAndNoAccountIsMadeForIt() throws Exception {
        informs = false;

        assertThat(suggestion()).isEmpty();
        assertThat(asked).containsExactly("/directory");
    }

    @Test
    void isNoneWhenTheAuthorityAnswersNonsense() throws Exception {
        information = "{\"suggestedWindow\": {\"start\": \"" + UNTIL + "\"}}";

        assertThat(suggestion()).isEmpty();
    }
}
