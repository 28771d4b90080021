package dev.portcullis.core.quic;

import dev.portcullis.core.tls.Certificates;
import dev.portcullis.core.tls.ServerCertificate;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates that are served to clients of QUIC: the same as to those of TLS by TCP, from the same keys. Those that are replaced are
 * served to no new connection.
 *
 * <p>Early data (0-RTT, RFC 9001 4.6) is never accepted: who overhears it can send it again.
 *
 * <p>Safe between threads.
 */
public final class QuicCertificates {

    private static final Logger log = LoggerFactory.getLogger(QuicCertificates.class);

    private final Certificates certificates;
    private final Map<ServerCertificate, QuicSslContext> contexts = new WeakHashMap<>();

    /** Of those that are served by TCP. */
    public QuicCertificates(Certificates certificates) {
        this.certificates = certificates;
    }

    /**
     * A context that chooses among them by the host that a client asks for.
     *
     * @param refused whether the client whose packet is being read is served no certificate, so that its handshake ends
     */
    public QuicSslContext context(BooleanSupplier refused) {
        return QuicSslContextBuilder.buildForServerWithSni(host -> refused.getAsBoolean() ? null : map(host));
    }

    /** The context for who asks for this host; null ends the handshake. */
    private synchronized @Nullable QuicSslContext map(@Nullable String host) {
        String name = host == null ? "" : host.toLowerCase(Locale.ROOT);
        ServerCertificate found = certificates.of(name.endsWith(".") ? name.substring(0, name.length() - 1) : name);
        if (found == null) {
            return null;
        }
        try {
            return contexts.computeIfAbsent(found, QuicCertificates::context);
        } catch (RuntimeException e) {
            log.error("{} can't be served by HTTP/3", found, e);
            return null;
        }
    }

    private static QuicSslContext context(ServerCertificate certificate) {
        return QuicSslContextBuilder.forServer(
                        certificate.key(), null, certificate.chain().toArray(X509Certificate[]::new))
                .trustManager(InsecureTrustManagerFactory.INSTANCE) // clients show no certificates
                .applicationProtocols(Http3.supportedApplicationProtocols())
                .earlyData(false)
                .build();
    }
}
