package dev.portcullis.core.tls;

import dev.portcullis.core.settings.TlsSettings.Engine;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslHandler;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The certificates that are served, each to those who ask for one of its hosts. They can be replaced at any time: handshakes that begin
 * after that get the new ones, connections that are open go on.
 *
 * <p>Who asks for a host that none is for, or for no host, gets the first. Of two for the same host, one with a key of an elliptic curve
 * is served to those who understand it, and one with an RSA key to others.
 *
 * <p>Safe between threads. Handshakes never wait for those who replace certificates.
 */
public final class Certificates {

    /** The protocols that are agreed on by ALPN, the best first. */
    private static final List<String> PROTOCOLS = List.of("h2", "http/1.1");

    private static final List<String> WITHOUT_HTTP2 = List.of("http/1.1");

    /** What a certificate authority asks by for the proof that a host is served here (RFC 8737 6.2). */
    public static final String PROOF = "acme-tls/1";

    private static final Duration ROTATION = Duration.ofHours(4);
    private static final int TICKET_KEYS = 4;

    private final SecureRandom random = new SecureRandom();
    private final List<OpenSslSessionTicketKey> ticketKeys = new ArrayList<>();
    private long rotated;
    private final Map<String, TlsContext> proofs = new ConcurrentHashMap<>();
    private volatile Served served = new Served(List.of(), Map.of(), Map.of());

    /** What is served just now, and who gets what. */
    private record Served(List<TlsContext> contexts, Map<String, TlsContext> elliptic, Map<String, TlsContext> common) {

        static Served of(List<TlsContext> contexts) {
            Map<String, TlsContext> elliptic = new HashMap<>();
            Map<String, TlsContext> common = new HashMap<>();
            for (TlsContext context : contexts) {
                Map<String, TlsContext> hosts = context.certificate().isElliptic() ? elliptic : common;
                context.certificate().hosts().forEach(host -> hosts.putIfAbsent(host, context));
            }
            return new Served(List.copyOf(contexts), Map.copyOf(elliptic), Map.copyOf(common));
        }

        @Nullable
        TlsContext find(ClientHello hello) {
            TlsContext found = find(hello.host(), hello.elliptic());
            if (found == null && !hello.host().isEmpty()) {
                found = find(
                        "*" + hello.host().substring(Math.max(0, hello.host().indexOf('.'))), hello.elliptic());
            }
            return found != null || contexts.isEmpty() ? found : first(hello.elliptic());
        }

        private @Nullable TlsContext find(String host, boolean understood) {
            TlsContext one = elliptic.get(host);
            TlsContext other = common.get(host);
            return one != null && (understood || other == null) ? one : other;
        }

        /** The first, or the one beside it for the same hosts that the client understands better. */
        private TlsContext first(boolean understood) {
            TlsContext first = contexts.get(0);
            List<String> hosts = first.certificate().hosts();
            TlsContext found = hosts.isEmpty() ? null : find(hosts.get(0), understood);
            return found == null ? first : found;
        }
    }

    /** None yet. */
    public Certificates() {
        ticketKeys.add(newTicketKey());
    }

    /**
     * Serves these from now on. Throws SSLException as {@link #prepare}. Sessions of those that stay can still be resumed.
     *
     * @param certificates the first is for those who ask for no host of any
     */
    public void serve(List<ServerCertificate> certificates, Engine wanted) throws SSLException {
        prepare(certificates, wanted).run();
    }

    /** As {@link #prepare(List, Engine, boolean)}, with HTTP/2. */
    public Runnable prepare(List<ServerCertificate> certificates, Engine wanted) throws SSLException {
        return prepare(certificates, wanted, true);
    }

    /**
     * Makes everything ready to serve these, which begins when what is returned is run; that can't fail. Throws SSLException when the
     * engine takes one of them for unusable. What has been served before in the same way keeps its sessions.
     *
     * @param http2 whether HTTP/2 is agreed on with those who know it
     */
    public synchronized Runnable prepare(List<ServerCertificate> certificates, Engine wanted, boolean http2)
            throws SSLException {
        List<TlsContext> contexts = new ArrayList<>();
        if (certificates.isEmpty()) {
            return () -> serve(contexts); // without loading an engine, which a start would wait for
        }
        TlsEngine engine = TlsEngine.of(wanted);
        for (ServerCertificate certificate : certificates) {
            contexts.add(context(certificate, engine, http2 ? PROTOCOLS : WITHOUT_HTTP2));
        }
        return () -> serve(contexts);
    }

    private TlsContext context(ServerCertificate certificate, TlsEngine engine, List<String> protocols)
            throws SSLException {
        for (TlsContext before : served.contexts()) {
            if (before.isSame(certificate, engine, protocols)) {
                return before;
            }
        }
        return TlsContext.of(certificate, engine, protocols);
    }

    private synchronized void serve(List<TlsContext> contexts) {
        contexts.forEach(context -> context.tickets(ticketKeys));
        served = Served.of(contexts);
    }

    /**
     * Serves this to a certificate authority that asks by {@code acme-tls/1} for the proof that the host is served here (RFC 8737), and
     * to nobody else, until {@link #withdraw}. Throws SSLException when it can't be served.
     *
     * @param host in lower case
     */
    public void prove(String host, ServerCertificate proof) throws SSLException {
        proofs.put(host, TlsContext.of(proof, TlsEngine.of(Engine.AUTO), List.of(PROOF)));
    }

    /** Proves nothing of the host any more. */
    public void withdraw(String host) {
        proofs.remove(host);
    }

    /** Makes a new key for session tickets when it is time for one. The last few are still accepted. */
    public synchronized void rotateTicketKeys(long now) {
        if (rotated == 0) {
            rotated = now;
        }
        if (now - rotated >= ROTATION.toNanos()) {
            rotated = now;
            ticketKeys.add(0, newTicketKey());
            if (ticketKeys.size() > TICKET_KEYS) {
                ticketKeys.remove(TICKET_KEYS);
            }
            served.contexts().forEach(context -> context.tickets(ticketKeys));
        }
    }

    /** The handler of TLS for a client that says this; null when there is no certificate for it at all. */
    @Nullable
    SslHandler handlerFor(ClientHello hello, ByteBufAllocator allocator) {
        TlsContext found = hello.asksForProof() ? proofs.get(hello.host()) : served.find(hello);
        return found == null ? null : found.newHandler(allocator);
    }

    /** The certificate for who asks for this host, in lower case, and understands elliptic curves; null when there is none at all. */
    public @Nullable ServerCertificate of(String host) {
        TlsContext found = served.find(new ClientHello(host, true, false));
        return found == null ? null : found.certificate();
    }

    private OpenSslSessionTicketKey newTicketKey() {
        return new OpenSslSessionTicketKey(
                bytes(OpenSslSessionTicketKey.NAME_SIZE),
                bytes(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
                bytes(OpenSslSessionTicketKey.AES_KEY_SIZE));
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
