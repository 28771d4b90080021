package dev.portcullis.core.settings;

import java.time.Duration;
import java.util.List;

/**
 * How TLS is spoken with clients.
 *
 * @param certificates what is served; the first is for those who ask for no host of any. At least one where a listener speaks TLS
 * @param engine what computes it
 * @param clientHello bytes of a ClientHello, 1,024 to 65,536; a longer one ends the handshake
 * @param handshakes of all clients together that may be under way; one more is closed at once. 0 for no limit
 * @param handshakesPerClient of one client that may be under way; one more is closed at once. 0 for no limit
 * @param handshake how long a handshake may take, from the beginning of the connection
 * @param https how visitors are brought to it
 * @param http2 whether HTTP/2 is agreed on with those who know it
 */
public record TlsSettings(
        List<CertificateFiles> certificates,
        Engine engine,
        int clientHello,
        int handshakes,
        int handshakesPerClient,
        Duration handshake,
        HttpsOnly https,
        boolean http2) {

    /** The best engine there is, 16 KiB, 2,000 handshakes, 64 of one client, 10 seconds, HTTP/2; no certificates. */
    public static final TlsSettings DEFAULT =
            new TlsSettings(List.of(), Engine.AUTO, 16 << 10, 2_000, 64, Duration.ofSeconds(10), HttpsOnly.OFF, true);

    /** Copies the list. */
    public TlsSettings {
        certificates = List.copyOf(certificates);
    }

    /** What computes TLS. */
    public enum Engine {
        /** BoringSSL where it can be loaded, the JDK elsewhere. */
        AUTO,
        /** BoringSSL, as a part of this program. */
        BORINGSSL,
        /** What comes with the JDK. */
        JDK
    }
}
