package dev.portcullis.core.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.core.observe.FinishedExchange;
import dev.portcullis.core.settings.ClientLimits;
import dev.portcullis.core.settings.LoopSettings.Transport;
import dev.portcullis.core.testing.Http3Client;
import dev.portcullis.core.testing.RunningProxy;
import dev.portcullis.core.testing.ScriptedOrigin;
import dev.portcullis.core.tls.HandshakeEnding;
import dev.portcullis.rules.api.Outcome.Ending;
import dev.portcullis.rules.api.Verdict;
import io.netty.handler.codec.http3.DefaultHttp3Headers;
import io.netty.handler.codec.http3.DefaultHttp3HeadersFrame;
import io.netty.handler.codec.http3.Http3Headers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests by HTTP/3, with a client of Netty's, over real sockets. */
@Timeout(60)
class Http3ServerTest {

    private final Http3Site site = new Http3Site();

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"EPOLL", "NIO"})
    void servesRequestsAsByTheOtherVersions(Transport transport) throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.answering(Http3Site.OK);
                RunningProxy proxy = site.proxy(origin, transport, ClientLimits.DEFAULT);
                Http3Client client = new Http3Client(proxy.address())) {
            Http3Client.Stream first = client.get("/a?b", "cookie", "a=1", "cookie", "b=2");
            assertThat(first.status()).isEqualTo("200");
            assertThat(first.body()).isEqualTo("ok");
            assertThat(first.head().get("x-said").toString()).isEqualTo("yes");
            assertThat(first.head().get("content-length").toString()).isEqualTo("2");
            assertThat(first.head().contains("alt-svc")).isFalse();
            assertThat(client.get("/second").body()).isEqualTo("ok");

            assertThat(origin.heads.take())
                    .startsWith("GET /a?b HTTP/1.1\r\nHost: example.org\r\n")
                    .contains("X-Forwarded-Proto: https\r\n", "X-Forwarded-For: 127.0.0.1\r\n")
                    .contains("Via: 3.0 portcullis\r\n", "cookie: a=1; b=2\r\n")
                    .doesNotContain("Transfer-Encoding", "Content-Length");
            FinishedExchange told = proxy.finished.take();
            assertThat(told.protocol()).isEqualTo("HTTP/3.0");
            assertThat(told.outcome().ending()).isEqualTo(Ending.SERVED);
            assertThat(proxy.server().gauges().clientConnections()).isEqualTo(1);
            assertThat(proxy.server().handshakes().ended(HandshakeEnding.TLS13_FULL))
                    .isEqualTo(1);
            assertThat(proxy.server().handshakes().underWay()).isZero();
        }
    }

    @Test
    void saysByTcpThatItIsThere() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.answering(Http3Site.OK);
                RunningProxy proxy = site.proxy(origin);
                SSLSocket client = Http3Site.PKI.connect(proxy.address(), "example.org")) {
            client.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: example.org\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            assertThat(ScriptedOrigin.readHead(client.getInputStream()))
                    .contains("Alt-Svc: h3=\":" + proxy.address().getPort() + "\"; ma=3600\r\n");
        }
    }

    @Test
    void passesOnBodiesOfBothKindsAndTrailers() throws Exception {
        String answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: x-sum\r\n\r\n"
                + "5\r\nhello\r\n0\r\nX-Sum: 7\r\n\r\n";
        String chunked = "5\r\n01234\r\n5\r\n56789\r\n0\r\nx-mine: 1\r\n\r\n";
        List<String> bodies = new CopyOnWriteArrayList<>();
        try (ScriptedOrigin origin = new ScriptedOrigin((head, in, out) -> {
                    int length = head.contains("Content-Length: 10\r\n") ? 10 : chunked.length();
                    bodies.add(new String(in.readNBytes(length), StandardCharsets.US_ASCII));
                    out.write(answer.getBytes(StandardCharsets.US_ASCII));
                    return true;
                });
                RunningProxy proxy = site.proxy(origin);
                Http3Client client = new Http3Client(proxy.address())) {
            Http3Client.Stream known = client.post("/known", "content-length", "10");
            known.send("01234").send("56789").end();
            assertThat(known.body()).isEqualTo("hello");
            assertThat(Objects.requireNonNull(known.trailers()).get("x-sum").toString())
                    .isEqualTo("7");

            Http3Client.Stream open = client.post("/open");
            open.send("01234");
            assertThat(origin.heads.poll(5, TimeUnit.SECONDS)).contains("/known");
            assertThat(origin.heads.poll(5, TimeUnit.SECONDS)).contains("Transfer-Encoding: chunked\r\n");
            open.send("56789");
            Http3Headers trailers = new DefaultHttp3Headers().add("x-mine", "1");
            open.channel().writeAndFlush(new DefaultHttp3HeadersFrame(trailers)).sync();
            open.end();
            assertThat(open.body()).isEqualTo("hello");
            assertThat(bodies).containsExactly("0123456789", chunked);
        }
    }

    @Test
    void readsTheOriginOnlyWhileTheClientTakesMore() throws Exception {
        int size = 64 << 20;
        byte[] piece = new byte[64 << 10];
        try (ScriptedOrigin origin = new ScriptedOrigin((head, in, out) -> {
                    int length = head.startsWith("GET /large") ? size : 2;
                    out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
                    for (int i = 0; i < length; i += piece.length) {
                        out.write(piece, 0, Math.min(piece.length, length));
                    }
                    return true;
                });
                RunningProxy proxy = site.proxy(origin);
                Http3Client client = new Http3Client(proxy.address())) {
            Http3Client.Stream stream = client.get("/large");
            stream.pause();
            for (int i = 0; i < 50; i++) {
                assertThat(client.get("/small").body()).as("others go on").hasSize(2);
                assertThat(proxy.finished.take().outcome().responseBytes()).isEqualTo(2);
            }
            stream.channel().shutdown(0x10c).sync();

            assertThat(proxy.finished.take().outcome().responseBytes())
                    .as("taken from the origin, of which the client has taken little")
                    .isBetween(1L, 1L << 20);
        }
    }

    @Test
    void givesALargeResponseWhole() throws Exception {
        String large = "0123456789abcdef".repeat(1 << 17);
        try (ScriptedOrigin origin = ScriptedOrigin.answering(
                        "HTTP/1.1 200 OK\r\nContent-Length: " + large.length() + "\r\n\r\n" + large);
                RunningProxy proxy = site.proxy(origin);
                Http3Client client = new Http3Client(proxy.address())) {
            assertThat(client.get("/").body()).isEqualTo(large);
        }
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "true, true"})
    void cancelsTheOriginsWorkWhenTheStreamIsReset(boolean ended, boolean stopOnly) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        try (ScriptedOrigin origin = new ScriptedOrigin((head, in, out) -> {
                    asked.countDown();
                    while (in.read() >= 0) {
                        // until it is cancelled
                    }
                    cancelled.countDown();
                    return false;
                });
                RunningProxy proxy = site.proxy(origin);
                Http3Client client = new Http3Client(proxy.address())) {
            Http3Client.Stream stream = ended
                    ? client.get("/slow")
                    : client.post("/slow", "content-length", "100000").send("x");
            assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();
            if (stopOnly) {
                stream.channel().shutdownInput(0x10c).sync();
            } else {
                stream.channel().shutdown(0x10c).sync();
            }

            assertThat(cancelled.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(proxy.finished.take().outcome().ending()).isEqualTo(Ending.CLIENT_GONE);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ":method CONNECT :authority example.org | 405",
                ":method CONNECT :protocol websocket :scheme https :authority example.org :path / | 501",
                ":method GET :scheme https :authority example.org :path / host elsewhere.org | reset",
                ":method GET :scheme https :authority example.org :path / host example.org | 200",
                ":method GET :scheme https :authority example.org :path / connection close | reset",
                ":method GET :scheme https :authority example.org :path / transfer-encoding chunked | reset",
                ":method GET :scheme https :authority example.org :path / x_forwarded_for 1.2.3.4 | 400",
                ":method GET :scheme https :authority example.org :path / content-length 5 | reset",
                ":method GET :scheme https :authority example.org :path / content-length x | reset",
                ":method GET :scheme https :authority example.org :path | reset",
                ":method GET :scheme gopher :authority example.org :path / | reset",
                ":method GET :scheme https :authority example.org :path / UPPER 1 | reset",
            })
    void refusesWhatHttp1CouldNotSay(String fields, String expected) throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.answering(Http3Site.OK);
                RunningProxy proxy = site.proxy(origin);
                Http3Client client = new Http3Client(proxy.address())) {
            String[] parts = fields.trim().split(" ", -1);
            String[] pairs = parts.length % 2 == 0 ? parts : Arrays.copyOf(parts, parts.length + 1);
            if (pairs.length != parts.length) {
                pairs[parts.length] = "";
            }
            Http3Client.Stream stream = client.open(true, pairs);
            if (expected.equals("reset")) {
                assertThatThrownBy(stream::body).isNotNull();
            } else {
                assertThat(stream.status()).isEqualTo(expected);
            }
            assertThat(client.get("/next").status())
                    .as("the connection goes on")
                    .isEqualTo("200");
            assertThat(proxy.policy.malformed.get()).isEqualTo(expected.equals("200") ? 0 : 1);
            assertThat(origin.heads).hasSize(expected.equals("200") ? 2 : 1);
        }
    }

    @Test
    void answersALargeHeadWith431() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.answering(Http3Site.OK);
                RunningProxy proxy = site.proxy(origin);
                Http3Client client = new Http3Client(proxy.address())) {
            Http3Client.Stream stream = client.get("/", "x", "y".repeat(70_000));

            assertThat(stream.status()).isEqualTo("431");
        }
    }

    @Test
    void asksPolicyAndRefuses() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.answering(Http3Site.OK);
                RunningProxy proxy = site.proxy(origin);
                Http3Client client = new Http3Client(proxy.address())) {
            proxy.policy.verdict = new Verdict.Deny("rule");

            Http3Client.Stream stream = client.get("/");
            assertThat(stream.status()).isEqualTo("403");
            assertThat(stream.body()).contains("refused");
            assertThat(origin.heads).isEmpty();
            assertThat(proxy.policy.facts.take().client()).isEqualTo(Http3Site.client("127.0.0.1"));
        }
    }
}
