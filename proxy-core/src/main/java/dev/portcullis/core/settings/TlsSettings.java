package dev.portcullis.core.settings;

import java.time.Duration;

/**
 * How TLS is spoken with clients.
 *
 * @param engine what computes it
 * @param clientHello bytes of a ClientHello, 1,024 to 65,536; a longer one ends the handshake
 * @param handshakes of all clients together that may be under way; one more is closed at once. 0 for no limit
 * @param handshakesPerClient of one client that may be under way; one more is closed at once. 0 for no limit
 * @param handshake how long a handshake may take, from the beginning of the connection
 */
public record TlsSettings(Engine engine, int clientHello, int handshakes, int handshakesPerClient, Duration handshake) {

    /** The best engine there is, 16 KiB, 2,000 handshakes, 64 of one client, 10 seconds. */
    public static final TlsSettings DEFAULT = new TlsSettings(Engine.AUTO, 16 << 10, 2_000, 64, Duration.ofSeconds(10));

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
