package dev.portcullis.core.tls;

import dev.portcullis.core.settings.OriginSettings;
import dev.portcullis.core.settings.OriginTls;
import dev.portcullis.core.settings.TlsSettings.Engine;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;

/**
 * Makes the TLS of connections to servers behind: TLS 1.2 or 1.3, with the name of the host that is asked for. Safe between threads.
 *
 * <p>There are as few as there are ways to trust a server, so those of former configurations are kept.
 */
public final class OriginContexts {

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final Map<OriginTls, SslContext> contexts = new ConcurrentHashMap<>();

    /**
     * Gets ready to connect to these. Reads the system's authorities, where they are wanted: blocks. Throws IOException, with a message
     * for people, when it can't be done.
     */
    public void prepare(Collection<OriginSettings> origins) throws IOException {
        for (OriginSettings origin : origins) {
            OriginTls tls = origin.tls();
            if (tls != null && !contexts.containsKey(tls)) {
                prepare(tls);
            }
        }
    }

    private void prepare(OriginTls tls) throws IOException {
        try {
            contexts.put(tls, context(tls));
        } catch (SSLException | IllegalArgumentException e) {
            throw new IOException("can't speak TLS with the origin: " + e.getMessage(), e);
        }
    }

    /**
     * The handler for one connection. {@link #prepare} was called for the same settings.
     *
     * @param host the host in the server's address
     * @param patience milliseconds for the handshake
     */
    public SslHandler newHandler(OriginTls tls, String host, int port, ByteBufAllocator allocator, long patience) {
        SslContext context = contexts.get(tls);
        if (context == null) {
            throw new IllegalStateException("not prepared");
        }
        SslHandler handler = context.newHandler(allocator, tls.name().isEmpty() ? host : tls.name(), port);
        handler.setHandshakeTimeoutMillis(patience);
        return handler;
    }

    /** Lets go of what lies outside of the heap; nothing is to be connected to any more. */
    public void close() {
        contexts.values().forEach(ReferenceCountUtil::release);
        contexts.clear();
    }

    private static SslContext context(OriginTls tls) throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(TlsEngine.of(Engine.AUTO).provider())
                .protocols(PROTOCOLS)
                .endpointIdentificationAlgorithm(tls.verified() ? "HTTPS" : null);
        List<X509Certificate> authorities = tls.authorities();
        if (!tls.verified()) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        } else if (!authorities.isEmpty()) {
            builder.trustManager(authorities);
        }
        return builder.build();
    }
}
