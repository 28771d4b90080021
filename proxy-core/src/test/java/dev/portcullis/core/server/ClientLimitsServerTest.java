package dev.portcullis.core.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.core.observe.ConnectionRefusal;
import dev.portcullis.core.settings.ClientLimits;
import dev.portcullis.core.settings.ListenSettings;
import dev.portcullis.core.settings.LoopSettings.Transport;
import dev.portcullis.core.settings.OriginSettings;
import dev.portcullis.core.settings.OriginSettings.ProxyProtocol;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.core.settings.SiteLimits;
import dev.portcullis.core.settings.Timeouts;
import dev.portcullis.core.testing.RawClient;
import dev.portcullis.core.testing.RunningProxy;
import dev.portcullis.core.testing.ScriptedOrigin;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Outcome.Ending;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Limits of clients and the PROXY protocol, over real sockets. */
@Timeout(60)
class ClientLimitsServerTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    private static final String GET = "GET /a HTTP/1.1\r\nHost: example.org\r\n\r\n";
    private static final ClientLimits DEFAULT = ClientLimits.DEFAULT;

    private static final Timeouts TIMEOUTS =
            new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(1));

    private static ProxySettings settings(
            InetSocketAddress origin, Transport transport, ClientLimits clients, boolean proxied) {
        OriginSettings one = OriginSettings.of(origin);
        OriginSettings to = new OriginSettings(
                one.servers(),
                one.balance(),
                one.stickyCookie(),
                one.health(),
                one.pool(),
                proxied ? ProxyProtocol.V1 : ProxyProtocol.OFF);
        ProxySettings all = RunningProxy.settings(to, SiteLimits.DEFAULT, TIMEOUTS, transport);
        List<IpPrefix> peers = proxied ? List.of(IpPrefix.of(InetAddress.getLoopbackAddress())) : List.of();
        return new ProxySettings(
                new ListenSettings(all.listen().addresses(), peers),
                all.sites(),
                all.limits(),
                clients,
                all.timeouts(),
                all.loops(),
                all.banReply());
    }

    private static ClientLimits connections(int all, int perClient) {
        return new ClientLimits(all, perClient, 1000, DEFAULT.rate(), DEFAULT.rateWindow());
    }

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"EPOLL", "NIO", "IO_URING"})
    void acceptsNoMoreConnectionsThanThereMayBeAndGoesOnWhenOneCloses(Transport transport) throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.answering(OK);
                RunningProxy proxy =
                        new RunningProxy(settings(origin.address(), transport, connections(2, 0), false))) {
            RawClient first = proxy.client();
            RawClient second = proxy.client();
            assertThat(first.send(GET).response()).isEqualTo(OK);
            assertThat(second.send(GET).response()).isEqualTo(OK);
            RawClient waiting = proxy.client();
            waiting.send(GET);
            waiting.socket().setSoTimeout(300);
            assertThatThrownBy(waiting::response).isInstanceOf(SocketTimeoutException.class);
            assertThat(second.send(GET).response()).as("what is open goes on").isEqualTo(OK);
            first.close();
            waiting.socket().setSoTimeout(10_000);
            assertThat(waiting.response()).isEqualTo(OK);
            assertThat(proxy.server().gauges().acceptPauses()).isPositive();
            second.close();
            waiting.close();
        }
    }

    @Test
    void closesAConnectionTooManyOfOneClient() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.answering(OK);
                RunningProxy proxy =
                        new RunningProxy(settings(origin.address(), Transport.AUTO, connections(0, 1), false));
                RawClient first = proxy.client()) {
            assertThat(first.send(GET).response()).isEqualTo(OK);
            try (RawClient second = proxy.client()) {
                assertThat(second.in().read()).as("closed").isEqualTo(-1);
            }
            assertThat(proxy.server().gauges().refusedConnections(ConnectionRefusal.TOO_MANY))
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"EPOLL", "NIO"})
    void endsAnUploadThatTricklesAndADownloadThatNobodyTakes(Transport transport) throws Exception {
        byte[] piece = new byte[64 << 10];
        ScriptedOrigin.Script endless = (head, in, out) -> {
            if (head.startsWith("POST")) {
                return in.readAllBytes().length > 1;
            }
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 10_000; i++) {
                out.write(piece);
            }
            return false;
        };
        ClientLimits limits = new ClientLimits(0, 0, 1000, 1000, Duration.ofSeconds(1));
        try (ScriptedOrigin origin = new ScriptedOrigin(endless);
                RunningProxy proxy = new RunningProxy(settings(origin.address(), transport, limits, false));
                RawClient upload = proxy.client();
                Socket download = new Socket()) {
            download.setReceiveBufferSize(4096);
            download.connect(proxy.address());
            download.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));
            upload.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nx");
            assertThat(upload.response()).startsWith("HTTP/1.1 408 ");
            assertThat(proxy.policy.outcomes.take().ending()).isIn(Ending.BAD_REQUEST, Ending.CLIENT_GONE);
            assertThat(proxy.policy.outcomes.take().ending()).isIn(Ending.BAD_REQUEST, Ending.CLIENT_GONE);
            assertThat(proxy.server().gauges().refusedConnections(ConnectionRefusal.TOO_SLOW))
                    .isEqualTo(2);
        }
    }

    @Test
    void servesAClientThatAnotherProxyAnnouncesAndTellsTheOriginOfIt() throws Exception {
        StringBuilder preamble = new StringBuilder();
        ScriptedOrigin.Script script = (head, in, out) -> {
            preamble.append(head, 0, head.indexOf('\n') + 1);
            out.write(OK.getBytes(StandardCharsets.US_ASCII));
            return false;
        };
        try (ScriptedOrigin origin = new ScriptedOrigin(script);
                RunningProxy proxy = new RunningProxy(settings(origin.address(), Transport.AUTO, DEFAULT, true));
                RawClient front = proxy.client();
                RawClient bare = proxy.client()) {
            front.send("PROXY TCP4 203.0.113.9 192.0.2.1 56324 80\r\n" + GET);
            assertThat(front.response()).endsWith("hello");
            assertThat(preamble.toString())
                    .isEqualTo("PROXY TCP4 203.0.113.9 127.0.0.1 56324 "
                            + proxy.address().getPort() + "\r\n");
            assertThat(origin.heads.take()).contains("\r\nX-Forwarded-For: 203.0.113.9\r\n");
            assertThat(bare.send(GET).response()).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void takesAReaderThatIsSlowButFastEnough() throws Exception {
        byte[] body = new byte[300_000];
        ScriptedOrigin.Script large = (head, in, out) -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.write(body);
            return true;
        };
        ClientLimits limits = new ClientLimits(0, 0, 1000, 1000, Duration.ofSeconds(1));
        try (ScriptedOrigin origin = new ScriptedOrigin(large);
                RunningProxy proxy = new RunningProxy(settings(origin.address(), Transport.AUTO, limits, false));
                RawClient client = proxy.client()) {
            client.send(GET);
            InputStream in = client.in();
            assertThat(ScriptedOrigin.readHead(in)).startsWith("HTTP/1.1 200 ");
            assertThat(in.readNBytes(body.length)).hasSize(body.length);
        }
    }
}
