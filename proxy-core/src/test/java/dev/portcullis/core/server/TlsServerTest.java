package dev.portcullis.core.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.core.observe.ConnectionRefusal;
import dev.portcullis.core.settings.HttpsOnly;
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
import dev.portcullis.core.tls.HandshakeEnding;
import dev.portcullis.core.tls.ServerCertificate;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS with clients, over real sockets, with both engines. */
class TlsServerTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String GET = "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n";
    private static final Pki PKI = new Pki();

    private final Certificates certificates = new Certificates();

    @ParameterizedTest
    @CsvSource({"BORINGSSL, TLSv1.3", "BORINGSSL, TLSv1.2", "JDK, TLSv1.3", "JDK, TLSv1.2"})
    void servesRequestsOneAfterAnotherAndTellsTheOriginTheScheme(Engine engine, String version) throws Exception {
        certificates.serve(List.of(PKI.certificate("example.org")), engine);
        try (ScriptedOrigin origin = ScriptedOrigin.answering(OK);
                RunningProxy proxy = proxy(origin, TlsSettings.DEFAULT);
                SSLSocket client = PKI.connect(proxy.address(), "example.org", version)) {
            assertThat(ask(client, GET)).startsWith("HTTP/1.1 200 OK\r\n").endsWith("ok");
            assertThat(ask(client, GET)).startsWith("HTTP/1.1 200 OK\r\n").endsWith("ok");

            assertThat(client.getSession().getProtocol()).isEqualTo(version);
            assertThat(client.getApplicationProtocol()).isEqualTo("http/1.1");
            assertThat(origin.heads.take()).contains("X-Forwarded-Proto: https\r\n", ";proto=https\r\n");
            assertThat(proxy.server().gauges().clientConnections()).isEqualTo(1);
            assertThat(proxy.server().gauges().acceptedConnections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "BORINGSSL, www.shop.example, *.shop.example",
        "BORINGSSL, a.www.shop.example, example.org",
        "BORINGSSL, shop.example, shop.example",
        "BORINGSSL, SHOP.example, shop.example",
        "BORINGSSL, elsewhere.example, example.org",
        "JDK, www.shop.example, *.shop.example",
        "JDK, elsewhere.example, example.org",
    })
    void servesTheCertificateOfTheHostThatIsAskedFor(Engine engine, String host, String served) throws Exception {
        certificates.serve(
                List.of(
                        PKI.certificate("example.org"),
                        PKI.certificate("shop.example"),
                        PKI.certificate("*.shop.example")),
                engine);
        try (ScriptedOrigin origin = ScriptedOrigin.answering(OK);
                RunningProxy proxy = proxy(origin, TlsSettings.DEFAULT)) {
            assertThat(servedTo(proxy, host)).isEqualTo("CN=" + served);
        }
    }

    @ParameterizedTest
    @EnumSource(value = Engine.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void agreesOnHttp2UnlessThatIsOff(Engine engine) throws Exception {
        List<ServerCertificate> served = List.of(PKI.certificate("example.org"));
        certificates.prepare(served, engine, false).run();
        try (ScriptedOrigin origin = ScriptedOrigin.answering(OK);
                RunningProxy proxy = proxy(origin, TlsSettings.DEFAULT)) {
            try (SSLSocket client = asking(proxy, "h2", "http/1.1")) {
                assertThat(ask(client, GET)).endsWith("ok");
                assertThat(client.getApplicationProtocol()).isEqualTo("http/1.1");
            }
            certificates.prepare(served, engine, true).run();
            try (SSLSocket client = asking(proxy, "h2", "http/1.1")) {
                client.startHandshake();
                assertThat(client.getApplicationProtocol()).isEqualTo("h2");
            }
        }
    }

    @Test
    void provesAHostToAnAuthorityAndToNobodyElse() throws Exception {
        ServerCertificate usual = PKI.certificate("example.org");
        ServerCertificate proof = PKI.certificate("example.org");
        certificates.serve(List.of(usual), Engine.AUTO);
        certificates.prove("example.org", proof);
        try (ScriptedOrigin origin = ScriptedOrigin.answering(OK);
                RunningProxy proxy = proxy(origin, TlsSettings.DEFAULT)) {
            try (SSLSocket authority = asking(proxy, "acme-tls/1")) {
                authority.startHandshake();
                assertThat(authority.getApplicationProtocol()).isEqualTo("acme-tls/1");
                assertThat(authority.getSession().getPeerCertificates()[0]).isEqualTo(proof.leaf());
                assertThat(authority.getInputStream().read()).isEqualTo(-1);
            }
            try (SSLSocket visitor = asking(proxy, "acme-tls/1", "http/1.1")) {
                visitor.startHandshake();
                assertThat(visitor.getApplicationProtocol()).isEqualTo("http/1.1");
                assertThat(visitor.getSession().getPeerCertificates()[0]).isEqualTo(usual.leaf());
            }
            certificates.withdraw("example.org");
            try (SSLSocket late = asking(proxy, "acme-tls/1")) {
                assertThatThrownBy(late::startHandshake).isInstanceOf(IOException.class);
            }
        }
    }

    private static SSLSocket asking(RunningProxy proxy, String... protocols) throws IOException {
        SSLSocket socket = new Pki(PKI).connect(proxy.address(), "example.org");
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        socket.setSSLParameters(parameters);
        return socket;
    }

    @ParameterizedTest
    @EnumSource(value = Engine.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void replacesACertificateWhileConnectionsGoOn(Engine engine) throws Exception {
        ServerCertificate old = PKI.certificate("example.org");
        ServerCertificate renewed = PKI.certificate(Algorithm.rsa2048, "example.org");
        certificates.serve(List.of(old), engine);
        try (ScriptedOrigin origin = ScriptedOrigin.answering(OK);
                RunningProxy proxy = proxy(origin, TlsSettings.DEFAULT);
                SSLSocket before = PKI.connect(proxy.address(), "example.org")) {
            ask(before, GET);

            certificates.serve(List.of(renewed), engine);

            assertThat(ask(before, GET)).endsWith("ok");
            try (SSLSocket after = new Pki(PKI).connect(proxy.address(), "example.org")) {
                ask(after, GET);
                assertThat(after.getSession().getPeerCertificates()[0]).isEqualTo(renewed.leaf());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "BORINGSSL, HTTP/1.1 200 OK|Content-Length: 2||ok, true",
        "BORINGSSL, HTTP/1.1 200 OK|Content-Length: 9||ok, false",
        "JDK, HTTP/1.1 200 OK|Content-Length: 2||ok, true",
        "JDK, HTTP/1.1 200 OK|Content-Length: 9||ok, false",
    })
    void endsAResponseWithTheWordThatItIsTheEndOnlyIfItIsWhole(Engine engine, String response, boolean whole)
            throws Exception {
        certificates.serve(List.of(PKI.certificate("example.org")), engine);
        try (ScriptedOrigin origin = new ScriptedOrigin((head, in, out) -> {
                    out.write(response.replace("|", "\r\n").getBytes(StandardCharsets.US_ASCII));
                    return false;
                });
                RunningProxy proxy = proxy(origin, TlsSettings.DEFAULT);
                Overheard overheard = new Overheard(proxy.address());
                SSLSocket client = PKI.connect(overheard, "example.org", "TLSv1.2")) {
            send(client, "GET / HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n");

            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .endsWith("\r\n\r\nok");
            assertThat(overheard.lastRecord()).isEqualTo(whole ? Overheard.ALERT : Overheard.DATA);
        }
    }

    /** A socket that keeps what it receives. */
    private static final class Overheard extends Socket {

        static final int ALERT = 21;
        static final int DATA = 23;

        private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

        Overheard(InetSocketAddress to) throws IOException {
            super(to.getAddress(), to.getPort());
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read(byte[] to, int offset, int length) throws IOException {
                    int count = super.read(to, offset, length);
                    heard.write(to, offset, Math.max(0, count));
                    return count;
                }
            };
        }

        /** The type of the last TLS record (RFC 5246 6.2.1). */
        int lastRecord() {
            ByteBuffer bytes = ByteBuffer.wrap(heard.toByteArray());
            int type = 0;
            while (bytes.remaining() > 5) {
                type = bytes.get();
                bytes.getShort();
                int length = bytes.getShort();
                bytes.position(bytes.position() + length);
            }
            return type;
        }
    }

    @Test
    void endsAHandshakeThatTakesTooLong() throws Exception {
        certificates.serve(List.of(PKI.certificate("example.org")), Engine.AUTO);
        TlsSettings hasty =
                new TlsSettings(List.of(), Engine.AUTO, 16 << 10, 10, 10, Duration.ofMillis(300), HttpsOnly.OFF, true);
        try (ScriptedOrigin origin = ScriptedOrigin.answering(OK);
                RunningProxy proxy = proxy(origin, hasty);
                RawClient client = new RawClient(proxy.address())) {
            client.send("\u0016\u0003\u0001\u0002\u0000\u0001");

            assertThat(client.all()).isEmpty();
            assertThat(proxy.server().gauges().refusedConnections(ConnectionRefusal.SLOW_HANDSHAKE))
                    .isEqualTo(1);
        }
    }

    @Test
    void boundsTheHandshakesOfAClient() throws Exception {
        certificates.serve(List.of(PKI.certificate("example.org")), Engine.AUTO);
        TlsSettings two =
                new TlsSettings(List.of(), Engine.AUTO, 16 << 10, 10, 2, Duration.ofSeconds(10), HttpsOnly.OFF, true);
        try (ScriptedOrigin origin = ScriptedOrigin.answering(OK);
                RunningProxy proxy = proxy(origin, two)) {
            try (SSLSocket done = PKI.connect(proxy.address(), "example.org")) {
                ask(done, GET);
                try (Socket one = new RawClient(proxy.address()).socket();
                        Socket other = new RawClient(proxy.address()).socket();
                        RawClient third = new RawClient(proxy.address())) {
                    assertThat(one.isConnected() && other.isConnected()).isTrue();
                    assertThat(third.all()).isEmpty();
                }
            }
            assertThat(proxy.server().gauges().refusedConnections(ConnectionRefusal.TOO_MANY_HANDSHAKES))
                    .isEqualTo(1);
        }
    }

    @Test
    void tellsWhoSpeaksNoTls() throws Exception {
        certificates.serve(List.of(PKI.certificate("example.org")), Engine.AUTO);
        try (ScriptedOrigin origin = ScriptedOrigin.answering(OK);
                RunningProxy proxy = proxy(origin, TlsSettings.DEFAULT);
                RawClient client = new RawClient(proxy.address())) {
            client.send(GET);

            assertThat(client.all())
                    .startsWith("HTTP/1.1 400 Bad Request\r\n")
                    .endsWith("This port is for https only.\n");
            assertThat(proxy.server().handshakes().ended(HandshakeEnding.NO_TLS))
                    .isEqualTo(1);
        }
    }

    @Test
    void refusesAClientHelloThatIsTooLarge() throws Exception {
        certificates.serve(List.of(PKI.certificate("example.org")), Engine.AUTO);
        try (ScriptedOrigin origin = ScriptedOrigin.answering(OK);
                RunningProxy proxy = proxy(origin, TlsSettings.DEFAULT);
                RawClient client = new RawClient(proxy.address())) {
            client.send("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u00a0\u0000" + "x".repeat(508));

            assertThat(client.all()).isEmpty();
        }
    }

    private RunningProxy proxy(ScriptedOrigin origin, TlsSettings tls) throws IOException {
        ProxySettings all = RunningProxy.settings(
                OriginSettings.of(origin.address()), SiteLimits.DEFAULT, Timeouts.DEFAULT, Transport.AUTO);
        InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        ListenSettings listen = new ListenSettings(List.of(new Listener(free, Listener.Kind.HTTPS)), List.of(), tls);
        return new RunningProxy(
                new ProxySettings(
                        listen, all.sites(), all.limits(), all.clients(), all.timeouts(), all.loops(), all.banReply()),
                certificates);
    }

    private static String servedTo(RunningProxy proxy, String host) throws IOException {
        try (SSLSocket client = new Pki(PKI).connect(proxy.address(), host)) {
            client.startHandshake();
            X509Certificate served = (X509Certificate) client.getSession().getPeerCertificates()[0];
            return served.getSubjectX500Principal().getName();
        }
    }

    private static void send(SSLSocket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String ask(SSLSocket client, String request) throws IOException {
        send(client, request);
        String head = ScriptedOrigin.readHead(client.getInputStream());
        return head + new String(client.getInputStream().readNBytes(2), StandardCharsets.ISO_8859_1);
    }
}
