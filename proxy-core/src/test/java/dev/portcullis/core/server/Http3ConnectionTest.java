package dev.portcullis.core.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.core.http2.Forbearance;
import dev.portcullis.core.observe.ConnectionRefusal;
import dev.portcullis.core.observe.FinishedExchange;
import dev.portcullis.core.settings.ClientLimits;
import dev.portcullis.core.settings.ListenSettings;
import dev.portcullis.core.settings.LoopSettings.Transport;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.core.settings.TlsSettings.Engine;
import dev.portcullis.core.testing.Http3Client;
import dev.portcullis.core.testing.Rebinding;
import dev.portcullis.core.testing.RunningProxy;
import dev.portcullis.core.testing.ScriptedOrigin;
import dev.portcullis.rules.api.Outcome.Ending;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http3.DefaultHttp3UnknownFrame;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections of HTTP/3, with a client of Netty's, over real sockets: who they belong to, and how they end. */
@Timeout(60)
class Http3ConnectionTest {

    private final Http3Site site = new Http3Site();

    @Test
    void closesTheConnectionOfAClientThatIsBanned() throws Exception {
        CountDownLatch cancelled = new CountDownLatch(1);
        try (ScriptedOrigin origin = Http3Site.hanging(cancelled);
                RunningProxy proxy = site.proxy(origin);
                Http3Client client = new Http3Client(proxy.address())) {
            client.get("/");
            assertThat(origin.heads.poll(5, TimeUnit.SECONDS)).isNotNull();
            proxy.policy.refused.add(Http3Site.client("127.0.0.1"));
            proxy.server().recheckConnections();

            assertThat(cancelled.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(client.connection().closeFuture().await(5, TimeUnit.SECONDS))
                    .isTrue();
            assertThat(proxy.finished.take().outcome().ending()).isEqualTo(Ending.CUT_OFF);
        }
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.31", "127.0.0.32"})
    void aClientThatMovesToAnotherAddressShedsNoBan(String banned) throws Exception {
        CountDownLatch cancelled = new CountDownLatch(1);
        try (ScriptedOrigin origin = Http3Site.hanging(cancelled);
                RunningProxy proxy = site.proxy(origin);
                Rebinding nat = new Rebinding(proxy.address(), "127.0.0.31");
                Http3Client client = new Http3Client(nat.address())) {
            client.get("/");
            assertThat(origin.heads.poll(5, TimeUnit.SECONDS)).contains("X-Forwarded-For: 127.0.0.31\r\n");
            nat.rebind("127.0.0.32");

            Http3Client.Stream moved = client.get("/moved");
            assertThat(client.goAways.poll(5, TimeUnit.SECONDS))
                    .as("the next is asked elsewhere")
                    .isNotNull();
            assertThat(cancelled.getCount()).as("what is under way goes on").isEqualTo(1);
            proxy.policy.refused.add(Http3Site.client(banned));
            proxy.server().recheckConnections();

            assertThat(cancelled.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(client.connection().closeFuture().await(5, TimeUnit.SECONDS))
                    .isTrue();
            assertThatThrownBy(moved::status).isNotNull();
        }
    }

    @Test
    void servesAClientWhoseNatGivesItAnotherPort() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.answering(Http3Site.OK);
                RunningProxy proxy = site.proxy(origin);
                Rebinding nat = new Rebinding(proxy.address(), "127.0.0.31");
                Http3Client client = new Http3Client(nat.address())) {
            assertThat(client.get("/").body()).isEqualTo("ok");
            nat.rebind("127.0.0.31");

            assertThat(client.get("/").body()).isEqualTo("ok");
            assertThat(client.get("/").body()).isEqualTo("ok");
            assertThat(client.goAways).isEmpty();
        }
    }

    @Test
    void everyRequestHasTheFingerprintOfTheHandshakeOverQuic() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.answering(Http3Site.OK);
                RunningProxy proxy = site.proxy(origin);
                Http3Client client = new Http3Client(proxy.address())) {
            assertThat(client.get("/").body()).isEqualTo("ok");
            assertThat(client.get("/").body()).isEqualTo("ok");

            assertThat(proxy.policy.facts.take().tlsFingerprint())
                    .matches("q13d[0-9]{4}h[0-9]_[0-9a-f]{12}_[0-9a-f]{12}")
                    .isSameAs(proxy.policy.facts.take().tlsFingerprint())
                    .isEqualTo(proxy.finished.take().facts().tlsFingerprint());
        }
    }

    @Test
    void acceptsNoEarlyData() throws Exception {
        QuicSslContext remembering = Http3Client.context();
        try (ScriptedOrigin origin = ScriptedOrigin.answering(Http3Site.OK);
                RunningProxy proxy = site.proxy(origin)) {
            for (int i = 0; i < 2; i++) {
                try (Http3Client client = new Http3Client(proxy.address(), "example.org", remembering)) {
                    assertThat(client.get("/").body()).isEqualTo("ok");
                    assertThat(client.early).isFalse();
                }
            }
        }
    }

    @Test
    void servesTheCertificateOfTheHostAndReplacesIt() throws Exception {
        site.certificates.serve(
                List.of(Http3Site.PKI.certificate("example.org"), Http3Site.PKI.certificate("*.shop.example")),
                Engine.AUTO);
        try (ScriptedOrigin origin = ScriptedOrigin.answering(Http3Site.OK);
                RunningProxy proxy = site.proxy(origin)) {
            assertThat(servedTo(proxy, "www.shop.example")).isEqualTo("CN=*.shop.example");
            assertThat(servedTo(proxy, "elsewhere.example")).isEqualTo("CN=example.org");

            site.certificates.serve(List.of(Http3Site.PKI.certificate("renewed.example")), Engine.AUTO);
            assertThat(servedTo(proxy, "www.shop.example")).isEqualTo("CN=renewed.example");
        }
    }

    private static String servedTo(RunningProxy proxy, String host) throws Exception {
        try (Http3Client client = new Http3Client(proxy.address(), host, Http3Client.context())) {
            X509Certificate served =
                    (X509Certificate) Objects.requireNonNull(client.connection().sslEngine())
                            .getSession()
                            .getPeerCertificates()[0];
            return served.getSubjectX500Principal().getName();
        }
    }

    @Test
    void boundsTheConnectionsOfAClientOverBothTransports() throws Exception {
        ClientLimits one = new ClientLimits(0, 1, 1000, 0, ClientLimits.DEFAULT.rateWindow());
        try (ScriptedOrigin origin = ScriptedOrigin.answering(Http3Site.OK);
                RunningProxy proxy = site.proxy(origin, Transport.AUTO, one);
                SSLSocket tcp = Http3Site.PKI.connect(proxy.address(), "example.org")) {
            tcp.startHandshake();

            assertThatThrownBy(() -> new Http3Client(proxy.address())).isNotNull();
            assertThat(proxy.server().gauges().refusedConnections(ConnectionRefusal.TOO_MANY))
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void endsAConnectionThatResetsForEver(boolean ended) throws Exception {
        try (ScriptedOrigin origin = Http3Site.hanging(new CountDownLatch(1));
                RunningProxy proxy = site.proxy(origin);
                Http3Client client = new Http3Client(proxy.address())) {
            Integer code = null;
            for (int i = 0; i < 1000 && code == null; i++) {
                try {
                    Http3Client.Stream stream = ended ? client.get("/" + i) : client.post("/" + i);
                    stream.channel().shutdown(0x10c).sync();
                    code = client.closings.poll();
                } catch (Exception noMoreStreamsForNow) {
                    code = client.closings.poll(20, TimeUnit.MILLISECONDS);
                }
            }

            assertThat(code).isEqualTo(0x107);
            assertThat(proxy.policy.malformed.get()).isEqualTo(1);
        }
    }

    @Test
    void saysGoodbyeWhenItStopsAndFinishesWhatIsUnderWay() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        try (ScriptedOrigin origin = new ScriptedOrigin((head, in, out) -> {
                    try {
                        answer.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    out.write(Http3Site.OK.getBytes(StandardCharsets.US_ASCII));
                    return true;
                });
                RunningProxy proxy = site.proxy(origin);
                Http3Client client = new Http3Client(proxy.address())) {
            Http3Client.Stream stream = client.get("/");
            assertThat(origin.heads.poll(5, TimeUnit.SECONDS)).isNotNull();
            Thread stopping = new Thread(proxy::close);
            stopping.start();

            assertThat(client.goAways.poll(5, TimeUnit.SECONDS)).isNotNull();
            answer.countDown();
            assertThat(stream.body()).isEqualTo("ok");
            stopping.join();
            assertThat(client.connection().closeFuture().await(5, TimeUnit.SECONDS))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void endsAConnectionThatOpensStreamsForNothingForEver(boolean ended) throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.answering(Http3Site.OK);
                RunningProxy proxy = site.proxy(origin);
                Http3Client client = new Http3Client(proxy.address())) {
            Integer code = null;
            int opened = 0;
            for (int i = 0; i < 1000 && code == null; i++) {
                QuicChannel connection = client.connection();
                if (connection.peerAllowedStreams(QuicStreamType.UNIDIRECTIONAL) == 0) {
                    code = client.closings.poll(20, TimeUnit.MILLISECONDS);
                    continue;
                }
                try {
                    QuicStreamChannel stream = connection
                            .createStream(QuicStreamType.UNIDIRECTIONAL, new ChannelInboundHandlerAdapter())
                            .get();
                    stream.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {0x21}))
                            .sync();
                    (ended ? stream.shutdownOutput() : stream.shutdownOutput(0x10c)).sync();
                    opened++;
                } catch (Exception closed) {
                    code = client.closings.poll(20, TimeUnit.MILLISECONDS);
                }
            }

            assertThat(code).isEqualTo(0x107);
            assertThat(opened).isGreaterThan(90);
            assertThat(proxy.policy.malformed.get()).isEqualTo(1);
        }
    }

    @Test
    void endsAConnectionOnWhichManyHeadsNeverCome() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.answering(Http3Site.OK);
                RunningProxy proxy = site.proxy(origin, Duration.ofMillis(500), Duration.ofSeconds(60));
                Http3Client client = new Http3Client(proxy.address())) {
            for (int i = 0; i < 2 * Forbearance.SLOW; i++) {
                Http3.newRequestStream(client.connection(), new Http3Client.Stream())
                        .get()
                        .writeAndFlush(new DefaultHttp3UnknownFrame(0x40, Unpooled.wrappedBuffer(new byte[] {1})))
                        .sync();
            }

            assertThat(client.closings.poll(10, TimeUnit.SECONDS)).isEqualTo(0x107);
            assertThat(origin.heads).isEmpty();
        }
    }

    @Test
    void givesUpAClientThatTakesNotEvenAHead() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                RunningProxy proxy = site.proxy(origin, Duration.ofSeconds(10), Duration.ofSeconds(1));
                Http3Client client = new Http3Client(proxy.address(), 0)) {
            client.get("/");

            FinishedExchange told = proxy.finished.poll(8, TimeUnit.SECONDS);
            assertThat(told).isNotNull();
            assertThat(told.outcome().ending()).isEqualTo(Ending.CLIENT_GONE);
            assertThat(proxy.server().gauges().refusedConnections(ConnectionRefusal.TOO_SLOW))
                    .isEqualTo(1);
        }
    }

    @Test
    void canBeSwitchedOnAgainWhileConnectionsStillLeave() throws Exception {
        CountDownLatch cancelled = new CountDownLatch(1);
        try (ScriptedOrigin origin = Http3Site.hanging(cancelled);
                RunningProxy proxy = site.proxy(origin);
                Http3Client before = new Http3Client(proxy.address())) {
            before.get("/");
            assertThat(origin.heads.poll(5, TimeUnit.SECONDS)).isNotNull();
            ProxySettings on = Http3Site.settings(origin, Transport.AUTO, ClientLimits.DEFAULT);
            proxy.server().configure(withoutHttp3(on), proxy.policy);
            assertThat(before.goAways.poll(5, TimeUnit.SECONDS)).isNotNull();

            proxy.server().configure(on, proxy.policy);
            try (Http3Client after = new Http3Client(proxy.address())) {
                after.get("/");
                assertThat(origin.heads.poll(5, TimeUnit.SECONDS)).isNotNull();
                assertThat(after.goAways).isEmpty();
                assertThat(cancelled.getCount()).isEqualTo(1);
            }
        }
    }

    private static ProxySettings withoutHttp3(ProxySettings on) {
        ListenSettings listen = on.listen();
        return Http3Site.with(on, new ListenSettings(listen.listeners(), List.of(), listen.tls(), false));
    }

    @Test
    void canBeSwitchedOnAndOffWhileItRuns() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.answering(Http3Site.OK);
                RunningProxy proxy = site.proxy(origin)) {
            InetSocketAddress address = proxy.address();
            ProxySettings on = Http3Site.settings(origin, Transport.AUTO, ClientLimits.DEFAULT);
            try (Http3Client client = new Http3Client(address)) {
                assertThat(client.get("/").body()).isEqualTo("ok");
                proxy.server().configure(withoutHttp3(on), proxy.policy);

                assertThat(client.goAways.poll(5, TimeUnit.SECONDS)).isNotNull();
                assertThat(client.connection().closeFuture().await(15, TimeUnit.SECONDS))
                        .isTrue();
            }
            proxy.server().configure(on, proxy.policy);
            try (Http3Client client = new Http3Client(address)) {
                assertThat(client.get("/").body()).isEqualTo("ok");
            }
        }
    }
}
