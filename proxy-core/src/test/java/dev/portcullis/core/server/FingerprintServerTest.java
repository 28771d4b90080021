package dev.portcullis.core.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.observe.FinishedExchange;
import dev.portcullis.core.settings.ListenSettings;
import dev.portcullis.core.settings.Listener;
import dev.portcullis.core.settings.LoopSettings.Transport;
import dev.portcullis.core.settings.OriginSettings;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.core.settings.SiteLimits;
import dev.portcullis.core.settings.Timeouts;
import dev.portcullis.core.settings.TlsSettings;
import dev.portcullis.core.settings.TlsSettings.Engine;
import dev.portcullis.core.testing.Pki;
import dev.portcullis.core.testing.RawClient;
import dev.portcullis.core.testing.RunningProxy;
import dev.portcullis.core.testing.ScriptedOrigin;
import dev.portcullis.core.tls.Certificates;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is known of a request by the handshake in which its connection began. */
class FingerprintServerTest {

    private static final Pki PKI = new Pki();
    private static final String GET = "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n";

    private final Certificates certificates = new Certificates();

    @BeforeEach
    void serveACertificate() throws IOException {
        certificates.serve(List.of(PKI.certificate("example.org")), Engine.AUTO);
    }

    @Test
    void everyRequestOfAConnectionHasTheFingerprintOfItsHandshake() throws Exception {
        try (ScriptedOrigin origin = origin();
                RunningProxy proxy = proxy(origin, Listener.Kind.HTTPS);
                SSLSocket client = PKI.connect(proxy.address(), "example.org", "TLSv1.3")) {
            ask(client);
            ask(client);
            assertThat(finished(proxy)).matches("t13d[0-9]{4}h1_[0-9a-f]{12}_[0-9a-f]{12}");
            assertThat(proxy.policy.facts.take().tlsFingerprint())
                    .isSameAs(proxy.policy.facts.take().tlsFingerprint())
                    .isEqualTo(finished(proxy));
        }
    }

    @Test
    void whatIsNoRequestHasItToo() throws Exception {
        try (ScriptedOrigin origin = origin();
                RunningProxy proxy = proxy(origin, Listener.Kind.HTTPS);
                SSLSocket client = PKI.connect(proxy.address(), "example.org", "TLSv1.2")) {
            client.getOutputStream().write("NONSENSE\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(finished(proxy)).startsWith("t12d");
        }
    }

    @Test
    void aPlainConnectionHasNone() throws Exception {
        try (ScriptedOrigin origin = origin();
                RunningProxy proxy = proxy(origin, Listener.Kind.HTTP);
                RawClient client = proxy.client()) {
            client.send(GET);
            assertThat(finished(proxy)).isEmpty();
        }
    }

    @Test
    void thatOfAProxyThatSpeaksForOthersIsNotTheirs() throws Exception {
        try (ScriptedOrigin origin = origin();
                RunningProxy proxy = proxy(origin, Listener.Kind.HTTPS)) {
            proxy.policy.trusted.add(InetAddress.getLoopbackAddress());
            try (SSLSocket client = PKI.connect(proxy.address(), "example.org")) {
                ask(client);
                assertThat(finished(proxy)).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 61, 100_000})
    void aClientHelloInManyRecordsAndPacketsHasTheSameOne(int size) throws Exception {
        try (ScriptedOrigin origin = origin();
                RunningProxy proxy = proxy(origin, Listener.Kind.HTTPS)) {
            String whole = fingerprint(proxy, new Socket());
            assertThat(fingerprint(proxy, new Splitting(size))).isEqualTo(whole).isNotEmpty();
        }
    }

    private static String fingerprint(RunningProxy proxy, Socket socket) throws Exception {
        socket.connect(proxy.address());
        try (SSLSocket client = new Pki(PKI).connect(socket, "example.org", "TLSv1.3")) {
            ask(client);
            return finished(proxy);
        }
    }

    /** A socket that sends the first record as many, each in a write of its own. */
    private static final class Splitting extends Socket {

        private final int size;

        Splitting(int size) {
            this.size = size;
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            setTcpNoDelay(true);
            OutputStream out = super.getOutputStream();
            return new OutputStream() {
                private boolean begun;

                @Override
                public void write(int octet) throws IOException {
                    out.write(octet);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    if (begun) {
                        out.write(bytes, offset, length);
                        return;
                    }
                    begun = true;
                    for (int at = offset + 5; at < offset + length; at += size) {
                        int part = Math.min(size, offset + length - at);
                        out.write(new byte[] {22, 3, 1, (byte) (part >> 8), (byte) part});
                        out.write(bytes, at, part);
                    }
                }
            };
        }
    }

    private static String finished(RunningProxy proxy) throws InterruptedException {
        FinishedExchange exchange = Objects.requireNonNull(proxy.finished.poll(10, TimeUnit.SECONDS));
        return exchange.facts().tlsFingerprint();
    }

    private static void ask(SSLSocket client) throws IOException {
        client.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));
        ScriptedOrigin.readHead(client.getInputStream());
        client.getInputStream().readNBytes(2);
    }

    private static ScriptedOrigin origin() throws IOException {
        return ScriptedOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    }

    private RunningProxy proxy(ScriptedOrigin origin, Listener.Kind kind) throws IOException {
        ProxySettings all = RunningProxy.settings(
                OriginSettings.of(origin.address()), SiteLimits.DEFAULT, Timeouts.DEFAULT, Transport.AUTO);
        InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        ListenSettings listen = new ListenSettings(List.of(new Listener(free, kind)), List.of(), TlsSettings.DEFAULT);
        return new RunningProxy(
                new ProxySettings(
                        listen, all.sites(), all.limits(), all.clients(), all.timeouts(), all.loops(), all.banReply()),
                certificates);
    }
}
