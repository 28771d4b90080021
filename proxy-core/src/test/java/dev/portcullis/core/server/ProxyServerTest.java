package dev.portcullis.core.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.settings.LoopSettings.Transport;
import dev.portcullis.core.settings.Timeouts;
import dev.portcullis.core.testing.FakeAdmission;
import dev.portcullis.core.testing.RawClient;
import dev.portcullis.core.testing.RunningProxy;
import dev.portcullis.core.testing.ScriptedOrigin;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Outcome.Ending;
import dev.portcullis.rules.api.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class ProxyServerTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    private static final String GET = "GET /a?b=c HTTP/1.1\r\nHost: example.org\r\n\r\n";

    @ParameterizedTest
    @EnumSource(Transport.class)
    void passesARequestOnAndItsResponseBackOnEveryTransport(Transport transport) throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.answering(OK);
                RunningProxy proxy = new RunningProxy(origin.address(), Timeouts.DEFAULT, transport);
                RawClient client = proxy.client()) {
            assertThat(client.send(GET).response()).isEqualTo(OK);
            assertThat(origin.heads.take())
                    .isEqualTo(
                            "GET /a?b=c HTTP/1.1\r\nHost: example.org\r\nX-Forwarded-For: 127.0.0.1\r\n"
                                    + "X-Forwarded-Proto: http\r\nX-Forwarded-Host: example.org\r\n"
                                    + "Forwarded: for=127.0.0.1;host=\"example.org\";proto=http\r\nVia: 1.1 portcullis\r\n\r\n");
            Outcome outcome = proxy.policy.outcomes.take();
            assertThat(outcome.ending()).isEqualTo(Ending.SERVED);
            assertThat(outcome.status()).isEqualTo(200);
            assertThat(outcome.responseBytes()).isEqualTo(5);
            assertThat(outcome.originNanos()).isPositive();
        }
    }

    @Test
    void servesManyRequestsOnOneConnectionAndOneOriginConnection() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.answering(OK);
                RunningProxy proxy = new RunningProxy(origin.address());
                RawClient client = proxy.client()) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.send(GET).response()).isEqualTo(OK);
            }
            assertThat(origin.connections).hasValue(1);
        }
    }

    @Test
    void answersPipelinedRequestsInOrder() throws Exception {
        ScriptedOrigin.Script echo = (head, in, out) -> {
            String path = head.split(" ", -1)[1];
            out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + path.length() + "\r\n\r\n" + path)
                    .getBytes(StandardCharsets.ISO_8859_1));
            return true;
        };
        try (ScriptedOrigin origin = new ScriptedOrigin(echo);
                RunningProxy proxy = new RunningProxy(origin.address());
                RawClient client = proxy.client()) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                requests.append("GET /").append(i).append(" HTTP/1.1\r\nHost: a\r\n\r\n");
            }
            client.send(requests.toString());
            for (int i = 0; i < 50; i++) {
                assertThat(client.response()).endsWith("\r\n\r\n/" + i);
            }
        }
    }

    @Test
    void framesABodyOfUnknownLengthInChunksBothWays() throws Exception {
        ScriptedOrigin.Script script = (head, in, out) -> {
            String body = new String(in.readNBytes("5\r\nhello\r\n0\r\n\r\n".length()), StandardCharsets.ISO_8859_1);
            out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\n\r\n"
                    .getBytes(StandardCharsets.ISO_8859_1));
            return body.equals("5\r\nhello\r\n0\r\n\r\n");
        };
        try (ScriptedOrigin origin = new ScriptedOrigin(script);
                RunningProxy proxy = new RunningProxy(origin.address());
                RawClient client = proxy.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "5;ext\r\nhello\r\n0\r\n\r\n");
            assertThat(client.all())
                    .isEqualTo("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                            + "3\r\nabc\r\n0\r\n\r\n");
            assertThat(origin.heads.take()).contains("\r\nTransfer-Encoding: chunked\r\n");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"AUTO", "NIO"})
    void answersRefusalsWithoutTheOriginAndKeepsTheConnection(Transport transport) throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.answering(OK);
                RunningProxy proxy = new RunningProxy(origin.address(), Timeouts.DEFAULT, transport);
                RawClient client = proxy.client()) {
            proxy.policy.verdict = new Verdict.Throttle("r", 7);
            assertThat(client.send(GET).response()).startsWith("HTTP/1.1 429 ").contains("\r\nRetry-After: 7\r\n");
            proxy.policy.verdict = new Verdict.Deny("r");
            assertThat(client.send(GET).response()).startsWith("HTTP/1.1 403 ");
            proxy.policy.verdict = new Verdict.Drop("r");
            assertThat(client.send(GET).all()).isEmpty();
            assertThat(origin.heads).isEmpty();
            assertThat(proxy.policy.outcomes).extracting(Outcome::ending).containsOnly(Ending.REFUSED);
        }
    }

    @Test
    void answers502WhenTheOriginRefusesAndServesAgainWhenItIsBack() throws Exception {
        InetSocketAddress address;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort());
        }
        try (RunningProxy proxy = new RunningProxy(address);
                RawClient client = proxy.client()) {
            assertThat(client.send(GET).response()).startsWith("HTTP/1.1 502 ");
            assertThat(proxy.policy.outcomes.take().ending()).isEqualTo(Ending.ORIGIN_FAILED);
        }
    }

    @Test
    void answers502AtOnceWhileTheOriginsNameIsUnknown() throws Exception {
        try (RunningProxy proxy = new RunningProxy(InetSocketAddress.createUnresolved("nowhere.invalid", 80));
                RawClient client = proxy.client()) {
            assertThat(client.send(GET).response()).startsWith("HTTP/1.1 502 ");
        }
    }

    @Test
    void sendsAnIdempotentRequestAgainWhenAKeptConnectionTurnsOutClosed() throws Exception {
        ScriptedOrigin.Script once = new ScriptedOrigin.Script() {
            private int answered;

            @Override
            public synchronized boolean answer(String head, java.io.InputStream in, java.io.OutputStream out)
                    throws IOException {
                if (++answered == 2) {
                    return false; // closes the kept connection on the request, unanswered
                }
                out.write(OK.getBytes(StandardCharsets.ISO_8859_1));
                return true;
            }
        };
        try (ScriptedOrigin origin = new ScriptedOrigin(once);
                RunningProxy proxy = new RunningProxy(origin.address());
                RawClient client = proxy.client()) {
            assertThat(client.send(GET).response()).isEqualTo(OK);
            assertThat(client.send(GET).response()).isEqualTo(OK);
            assertThat(origin.heads).hasSize(3);
            assertThat(proxy.server().gauges().retriedRequests()).isEqualTo(1);
        }
    }

    @Test
    void neverSendsAPostTwice() throws Exception {
        ScriptedOrigin.Script once = new ScriptedOrigin.Script() {
            private int answered;

            @Override
            public synchronized boolean answer(String head, java.io.InputStream in, java.io.OutputStream out)
                    throws IOException {
                if (++answered == 2) {
                    return false;
                }
                out.write(OK.getBytes(StandardCharsets.ISO_8859_1));
                return true;
            }
        };
        try (ScriptedOrigin origin = new ScriptedOrigin(once);
                RunningProxy proxy = new RunningProxy(origin.address());
                RawClient client = proxy.client()) {
            assertThat(client.send(GET).response()).isEqualTo(OK);
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
            assertThat(client.response()).startsWith("HTTP/1.1 502 ");
            assertThat(origin.heads).hasSize(2);
        }
    }

    @Test
    void letsTheClientSeeThatAResponseIsTruncated() throws Exception {
        ScriptedOrigin.Script truncating = (head, in, out) -> {
            out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
                    .getBytes(StandardCharsets.ISO_8859_1));
            return false;
        };
        try (ScriptedOrigin origin = new ScriptedOrigin(truncating);
                RunningProxy proxy = new RunningProxy(origin.address());
                RawClient client = proxy.client()) {
            assertThat(client.send(GET).all()).endsWith("5\r\nhello\r\n");
            assertThat(proxy.policy.outcomes.take().ending()).isEqualTo(Ending.ORIGIN_FAILED);
        }
    }

    @Test
    void givesUpTheOriginsWorkWhenTheClientGoes() throws Exception {
        CountDownLatch closedAtOrigin = new CountDownLatch(1);
        ScriptedOrigin.Script silent = (head, in, out) -> {
            if (in.read() < 0) {
                closedAtOrigin.countDown();
            }
            return false;
        };
        try (ScriptedOrigin origin = new ScriptedOrigin(silent);
                RunningProxy proxy = new RunningProxy(origin.address())) {
            try (RawClient client = proxy.client()) {
                client.send(GET);
                origin.heads.take();
            }
            assertThat(closedAtOrigin.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(proxy.policy.outcomes.take().ending()).isEqualTo(Ending.CLIENT_GONE);
        }
    }

    @Test
    void closesOpenConnectionsOfAClientThatIsBannedMeanwhile() throws Exception {
        CountDownLatch closedAtOrigin = new CountDownLatch(1);
        ScriptedOrigin.Script silent = (head, in, out) -> {
            if (in.read() < 0) {
                closedAtOrigin.countDown();
            }
            return false;
        };
        try (ScriptedOrigin origin = new ScriptedOrigin(silent);
                RunningProxy proxy = new RunningProxy(origin.address());
                RawClient busy = proxy.client();
                RawClient idle = proxy.client()) {
            busy.send(GET);
            proxy.policy.refused.add(proxy.policy.facts.take().client());
            proxy.server().recheckConnections();
            assertThat(busy.all()).isEmpty();
            assertThat(idle.all()).isEmpty();
            assertThat(closedAtOrigin.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(proxy.policy.outcomes.take().ending()).isEqualTo(Ending.CUT_OFF);
        }
    }

    @Test
    void finishesRequestsUnderWayWhenItStops() throws Exception {
        CountDownLatch stopping = new CountDownLatch(1);
        ScriptedOrigin.Script slow = (head, in, out) -> {
            try {
                stopping.await();
            } catch (InterruptedException e) {
                return false;
            }
            out.write(OK.getBytes(StandardCharsets.ISO_8859_1));
            return true;
        };
        try (ScriptedOrigin origin = new ScriptedOrigin(slow)) {
            RunningProxy proxy = new RunningProxy(origin.address());
            try (RawClient client = proxy.client();
                    RawClient idle = proxy.client()) {
                client.send(GET);
                origin.heads.take();
                Thread stopper = new Thread(proxy::close);
                stopper.start();
                assertThat(idle.all()).isEmpty();
                stopping.countDown();
                assertThat(client.all()).contains("\r\nConnection: close\r\n").endsWith("hello");
                stopper.join();
            }
        }
    }

    @Test
    void saysWhichAddressCannotBeListenedOn() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.answering(OK);
                RunningProxy proxy = new RunningProxy(origin.address())) {
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> ProxyServer.start(
                            dev.portcullis.core.settings.ProxySettings.of(
                                    proxy.address(), dev.portcullis.core.settings.OriginSettings.of(origin.address())),
                            new ProxyServer.Parts(
                                    proxy.policy,
                                    proxy.policy,
                                    new FakeAdmission(),
                                    proxy.finished::add,
                                    dev.portcullis.rules.time.Ticker.system(),
                                    dev.portcullis.rules.time.WallClock.system())))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(
                            "can't listen on 127.0.0.1:" + proxy.address().getPort());
        }
    }
}
