package dev.portcullis.core.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * Makes the TLS of connections that are served one certificate: TLS 1.2 and 1.3 with the ciphers that Mozilla recommends for servers of
 * everybody ("intermediate"), without those that need Diffie-Hellman's groups. The server's order of ciphers counts.
 *
 * <p>BoringSSL keeps it outside of the heap. It is freed when nothing refers to this object any more: a certificate may be replaced
 * while another event loop is about to use it.
 */
final class TlsContext {

    private static final Cleaner CLEANER = Cleaner.create();
    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /** How long a session can be resumed. */
    private static final Duration SESSION = Duration.ofHours(12);

    private final ServerCertificate certificate;
    private final TlsEngine engine;
    private final List<String> protocols;
    private final SslContext context;

    private TlsContext(ServerCertificate certificate, TlsEngine engine, List<String> protocols, SslContext context) {
        this.certificate = certificate;
        this.engine = engine;
        this.protocols = protocols;
        this.context = context;
        CLEANER.register(this, () -> ReferenceCountUtil.release(context));
    }

    /**
     * A context for a certificate.
     *
     * @param protocols those that are agreed on by ALPN, the best first
     * @throws SSLException when the engine takes the certificate or its key for unusable
     */
    static TlsContext of(ServerCertificate certificate, TlsEngine engine, List<String> protocols) throws SSLException {
        SslContext context = SslContextBuilder.forServer(certificate.key(), certificate.chain())
                .sslProvider(engine.provider())
                .protocols(PROTOCOLS)
                .ciphers(CIPHERS)
                .sessionTimeout(SESSION.toSeconds())
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        protocols))
                .build();
        if (context.sessionContext() instanceof OpenSslServerSessionContext sessions) {
            sessions.setSessionIdContext(digest(String.join(" ", certificate.hosts())));
        }
        return new TlsContext(certificate, engine, protocols, context);
    }

    /** The certificate that it serves. */
    ServerCertificate certificate() {
        return certificate;
    }

    /** Whether it is what {@link #of} would make of these. */
    boolean isSame(ServerCertificate other, TlsEngine otherEngine, List<String> otherProtocols) {
        return engine == otherEngine && certificate.equals(other) && protocols.equals(otherProtocols);
    }

    /** Takes these keys for tickets: the first makes new ones, the others are still accepted. The JDK keeps its own. */
    void tickets(List<OpenSslSessionTicketKey> keys) {
        if (context.sessionContext() instanceof OpenSslServerSessionContext sessions) {
            sessions.setTicketKeys(keys.toArray(OpenSslSessionTicketKey[]::new));
        }
    }

    /** The handler of a connection's TLS. Deadlines are kept elsewhere. */
    SslHandler newHandler(ByteBufAllocator allocator) {
        try {
            SslHandler handler = context.newHandler(allocator);
            handler.setHandshakeTimeoutMillis(0);
            SSLEngine engine = handler.engine();
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setUseCipherSuitesOrder(true);
            engine.setSSLParameters(parameters);
            return handler;
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** A session is resumed only with a certificate for the same hosts, be it a newer one. */
    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
