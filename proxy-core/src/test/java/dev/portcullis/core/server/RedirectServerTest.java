package dev.portcullis.core.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.exchange.Challenges;
import dev.portcullis.core.settings.HttpsOnly;
import dev.portcullis.core.settings.ListenSettings;
import dev.portcullis.core.settings.Listener;
import dev.portcullis.core.settings.LoopSettings.Transport;
import dev.portcullis.core.settings.OriginSettings;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.core.settings.SiteLimits;
import dev.portcullis.core.settings.Timeouts;
import dev.portcullis.core.settings.TlsSettings;
import dev.portcullis.core.testing.Pki;
import dev.portcullis.core.testing.RawClient;
import dev.portcullis.core.testing.RunningProxy;
import dev.portcullis.core.testing.ScriptedOrigin;
import dev.portcullis.core.tls.Certificates;
import dev.portcullis.rules.api.Outcome.Ending;
import dev.portcullis.rules.api.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Visitors are brought from http to https, over real sockets. */
class RedirectServerTest {

    private static final Pki PKI = new Pki();
    private static final Challenges ONE =
            token -> token.equals("abc") ? "abc.key".getBytes(StandardCharsets.US_ASCII) : null;

    private final Certificates certificates = new Certificates();
    private final ScriptedOrigin origin = origin();
    private final int tlsPort = freePort();
    private RunningProxy proxy = proxy();

    @BeforeEach
    void serveACertificate() throws IOException {
        certificates.serve(List.of(PKI.certificate("example.org")), TlsSettings.Engine.AUTO);
    }

    @AfterEach
    void stop() {
        proxy.close();
        origin.close();
    }

    @Test
    void redirectsToHttpsWithPathAndQuery() throws Exception {
        String location = "Location: https://example.org:" + tlsPort + "/a//b%2F?c=d&e\r\n";

        assertThat(ask("GET /a//b%2F?c=d&e HTTP/1.1\r\nHost: Example.org:80\r\n\r\n"))
                .startsWith("HTTP/1.1 308 Permanent Redirect\r\n")
                .contains(location);
        assertThat(ask("POST /a//b%2F?c=d&e HTTP/1.1\r\nHost: example.org\r\nContent-Length: 3\r\n\r\nabc"))
                .contains(location);
        try (RawClient head = proxy.client()) {
            head.send("HEAD http://example.org/a//b%2F?c=d&e HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertThat(head.all()).contains(location).endsWith("\r\n\r\n");
        }
        assertThat(origin.heads).isEmpty();
        assertThat(proxy.finished.take().outcome().ending()).isEqualTo(Ending.ANSWERED);
    }

    @Test
    void asksPolicyFirst() throws Exception {
        proxy.policy.verdict = new Verdict.Deny("mine");

        assertThat(ask("GET / HTTP/1.1\r\nHost: example.org\r\n\r\n")).startsWith("HTTP/1.1 403 ");
    }

    @Test
    void answersAChallengeItKnowsAndLeavesOthersToTheOrigin() throws Exception {
        assertThat(ask("GET /.well-known/acme-challenge/abc HTTP/1.1\r\nHost: example.org\r\n\r\n"))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("Content-Type: text/plain\r\n")
                .endsWith("\r\n\r\nabc.key");
        assertThat(ask("GET /.well-known/acme-challenge/other HTTP/1.1\r\nHost: example.org\r\n\r\n"))
                .endsWith("ok");
        assertThat(origin.heads.take()).startsWith("GET /.well-known/acme-challenge/other HTTP/1.1\r\n");
    }

    @Test
    void answersTheChallengeOfAnAuthorityThatIsRefusedOtherwise() throws Exception {
        proxy.policy.verdict = new Verdict.Deny("mine");

        assertThat(ask("GET /.well-known/acme-challenge/abc HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n"))
                .endsWith("\r\n\r\nabc.key");
        assertThat(ask("GET /.well-known/acme-challenge/other HTTP/1.1\r\nHost: example.org\r\n\r\n"))
                .startsWith("HTTP/1.1 403 ");
    }

    @Test
    void servesByHttpsAndTellsBrowsersToStay() throws Exception {
        InetSocketAddress tls = proxy.server().addresses().get(1);
        try (SSLSocket client = PKI.connect(tls, "example.org")) {
            client.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: example.org\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            assertThat(ScriptedOrigin.readHead(client.getInputStream()))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("Strict-Transport-Security: max-age=31536000\r\n");
        }
    }

    private String ask(String request) throws IOException {
        try (RawClient client = proxy.client()) {
            return client.send(request).response();
        }
    }

    private RunningProxy proxy() {
        ProxySettings all = RunningProxy.settings(
                OriginSettings.of(origin.address()), SiteLimits.DEFAULT, Timeouts.DEFAULT, Transport.AUTO);
        TlsSettings tls = new TlsSettings(
                List.of(),
                TlsSettings.Engine.AUTO,
                16 << 10,
                0,
                0,
                Duration.ofSeconds(10),
                new HttpsOnly(true, Duration.ofDays(365), null),
                true);
        ListenSettings listen = new ListenSettings(
                List.of(Listener.http(at(0)), new Listener(at(tlsPort), Listener.Kind.HTTPS)), List.of(), tls);
        try {
            return new RunningProxy(
                    new ProxySettings(
                            listen,
                            all.sites(),
                            all.limits(),
                            all.clients(),
                            all.timeouts(),
                            all.loops(),
                            all.banReply()),
                    certificates,
                    ONE);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ScriptedOrigin origin() {
        try {
            return ScriptedOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static InetSocketAddress at(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
