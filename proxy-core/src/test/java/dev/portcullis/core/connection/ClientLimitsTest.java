package dev.portcullis.core.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.observe.ConnectionRefusal;
import dev.portcullis.core.settings.ClientLimits;
import dev.portcullis.core.settings.LoopSettings.Transport;
import dev.portcullis.core.settings.OriginSettings;
import dev.portcullis.core.settings.OriginSettings.ProxyProtocol;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.core.settings.SiteLimits;
import dev.portcullis.core.settings.Timeouts;
import dev.portcullis.core.testing.EmbeddedProxy;
import dev.portcullis.core.testing.EmbeddedProxy.End;
import dev.portcullis.core.testing.RunningProxy;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Outcome.Ending;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ClientLimitsTest {

    private static final InetSocketAddress FRONT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000);
    private static final String GET = "GET /a HTTP/1.1\r\nHost: example.org\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String UPLOAD = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n";
    private static final Duration SWEEP = Duration.ofMillis(250);

    /** Two connections a client, three requests on each, 100 bytes a second over four seconds. */
    private static final ClientLimits LIMITS = new ClientLimits(0, 2, 3, 100, Duration.ofSeconds(4));

    @AutoClose
    private final EmbeddedProxy proxy = new EmbeddedProxy(settings(ProxyProtocol.OFF));

    private static ProxySettings settings(ProxyProtocol toOrigin) {
        OriginSettings one = OriginSettings.of(EmbeddedProxy.server("origin.test"));
        OriginSettings origin = new OriginSettings(
                one.servers(), one.balance(), one.stickyCookie(), one.health(), one.pool(), toOrigin);
        ProxySettings all = RunningProxy.settings(
                origin,
                new SiteLimits(0, Duration.ofMinutes(10), Duration.ofHours(1)),
                Timeouts.DEFAULT,
                Transport.AUTO);
        return new ProxySettings(
                all.listen(), all.sites(), all.limits(), LIMITS, all.timeouts(), all.loops(), all.banReply());
    }

    private long refused(ConnectionRefusal reason) {
        return proxy.worker().refusedCount(reason);
    }

    private void pass(Duration duration) {
        for (long left = duration.toMillis(); left > 0; left -= SWEEP.toMillis()) {
            proxy.pass(SWEEP);
        }
    }

    // Connections and requests

    @Test
    void closesAConnectionTooManyBeforeAnythingIsReadAndTakesOneAgainLater() {
        End first = proxy.client();
        proxy.client();
        End third = proxy.client();
        assertThat(third.channel.isActive()).isFalse();
        assertThat(third.reads).as("nothing was read").isZero();
        assertThat(refused(ConnectionRefusal.TOO_MANY)).isEqualTo(1);
        assertThat(proxy.worker().openCount()).isEqualTo(2);
        first.hangUp();
        assertThat(proxy.client().channel.isActive()).as("after one has closed").isTrue();
    }

    @Test
    void knowsNoLimitForTheAllowListAndForProxies() throws Exception {
        IpPrefix allowed = IpPrefix.of(InetAddress.getLoopbackAddress());
        proxy.policy.allowed.add(allowed);
        proxy.policy.trusted.add(InetAddress.getByName("192.0.2.7"));
        InetSocketAddress trusted = new InetSocketAddress("192.0.2.7", 40_000);
        for (int i = 0; i < 5; i++) {
            assertThat(proxy.client().channel.isActive()).isTrue();
            assertThat(proxy.client(trusted, false).channel.isActive()).isTrue();
        }
        assertThat(proxy.connections.of(allowed)).as("not counted at all").isZero();
        assertThat(proxy.connections.of(IpPrefix.of(trusted.getAddress()))).isZero();
    }

    @Test
    void saysWithTheLastRequestThatTheConnectionIsClosed() {
        End client = proxy.client();
        for (int i = 0; i < 2; i++) {
            client.receive(GET);
            proxy.origin().receive(OK);
            assertThat(client.sent()).isEqualTo(OK);
        }
        client.receive(GET + GET);
        proxy.origin().receive(OK);
        assertThat(client.sent()).contains("\r\nConnection: close\r\n").endsWith("ok");
        assertThat(client.channel.isActive()).isFalse();
        assertThat(proxy.finished).as("the fourth is not served").hasSize(3);
    }

    // Minimum rate

    @Test
    void answers408ToABodyThatTricklesAndLetsTheOriginSeeNoWholeUpload() {
        End client = proxy.client().receive(UPLOAD);
        for (int i = 0; i < 3; i++) {
            client.receive("x".repeat(99));
            pass(Duration.ofSeconds(1));
            assertThat(client.sent()).isEmpty();
        }
        client.receive("x".repeat(99));
        pass(Duration.ofMillis(1250));
        assertThat(client.sent()).startsWith("HTTP/1.1 408 ");
        assertThat(proxy.origin().channel.isActive()).isFalse();
        assertThat(proxy.lastOutcome().ending()).isEqualTo(Ending.BAD_REQUEST);
        assertThat(refused(ConnectionRefusal.TOO_SLOW)).isEqualTo(1);
    }

    @Test
    void waitsForABodyThatComesFastEnoughHoweverUnevenly() {
        End client = proxy.client().receive(UPLOAD);
        for (int i = 0; i < 20; i++) {
            client.receive("x".repeat(420));
            pass(Duration.ofSeconds(4));
        }
        assertThat(client.sent()).isEmpty();
        assertThat(client.channel.isActive()).isTrue();
    }

    @Test
    void doesNotHoldTheOriginsSlownessAgainstAnUpload() {
        End client = proxy.client().receive(UPLOAD);
        proxy.origin().takes(false);
        client.receive("x");
        pass(Duration.ofSeconds(30));
        assertThat(client.sent()).isEmpty();
        assertThat(client.channel.isActive()).isTrue();
    }

    @Test
    void doesNotHoldThePreviousUploadAgainstTheNext() {
        End client = proxy.client().receive(UPLOAD);
        pass(Duration.ofMillis(3750));
        client.receive("x".repeat(100_000));
        proxy.origin().receive(OK);
        assertThat(client.sent()).isEqualTo(OK);
        client.receive(UPLOAD);
        pass(Duration.ofMillis(3750));
        assertThat(client.sent()).isEmpty();
        pass(Duration.ofMillis(500));
        assertThat(client.sent()).startsWith("HTTP/1.1 408 ");
    }

    @Test
    void letsAClientWaitForTheOriginAndForEvents() {
        End client = proxy.client().receive(GET);
        pass(Duration.ofSeconds(30));
        proxy.origin().receive("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
        for (int i = 0; i < 10; i++) {
            pass(Duration.ofSeconds(20));
            proxy.origin().receive("data: x\n\n");
            assertThat(client.sent()).endsWith("data: x\n\n\r\n");
        }
        assertThat(client.channel.isActive()).isTrue();
    }

    @Test
    void cutsOffAClientThatTakesNothingOfItsResponse() {
        End client = proxy.client().receive(GET);
        client.holdWrites = true;
        proxy.origin().receive("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(1000));
        client.channel.unsafe().outboundBuffer().addFlush();
        pass(Duration.ofMillis(59_750));
        assertThat(client.channel.isActive()).isTrue();
        pass(Duration.ofMillis(500));
        assertThat(client.channel.isActive()).isFalse();
        assertThat(proxy.origin().channel.isActive()).as("its work is given up").isFalse();
        assertThat(proxy.lastOutcome().ending()).isEqualTo(Ending.CLIENT_GONE);
        assertThat(refused(ConnectionRefusal.TOO_SLOW)).isEqualTo(1);
    }

    @Test
    void doesNotAskForARateWhenThereIsNone() {
        Pace pace = new Pace();
        for (int second = 0; second < 100; second++) {
            assertThat(pace.isTooSlow(true, 0, Duration.ofSeconds(second).toNanos(), 0, Duration.ofSeconds(1)))
                    .isFalse();
        }
    }

    // PROXY protocol

    @Test
    void takesTheAnnouncedClientForThePeer() {
        proxy.policy.trusted.add(FRONT.getAddress());
        End client = proxy.client(FRONT, true).receive("PROXY TCP4 203.0.113.9 192.0.2.1 56324 80\r\n" + GET);
        assertThat(proxy.origin().sent()).contains("\r\nX-Forwarded-For: 203.0.113.9\r\n");
        proxy.origin().receive(OK);
        assertThat(client.sent()).isEqualTo(OK);
        IpPrefix announced = IpPrefix.of(new byte[] {(byte) 203, 0, 113, 9});
        assertThat(proxy.finished.get(0).peer()).isEqualTo(announced);
        assertThat(proxy.finished.get(0).facts().client()).isEqualTo(announced);
        assertThat(proxy.connections.of(announced)).as("counted for it").isEqualTo(1);
        proxy.policy.refused.add(announced);
        proxy.worker().recheck(Runnable::run);
        assertThat(client.channel.isActive()).as("banned").isFalse();
        assertThat(proxy.connections.of(announced)).isZero();
    }

    @Test
    void closesAConnectionTooManyOfAnAnnouncedClientAndServesNothingOnIt() {
        String header = "PROXY TCP4 203.0.113.9 192.0.2.1 56324 80\r\n";
        proxy.client(FRONT, true).receive(header);
        proxy.client(FRONT, true).receive(header);
        End third = proxy.client(FRONT, true).receive(header + GET);
        assertThat(third.channel.isActive()).isFalse();
        assertThat(proxy.policy.facts).isEmpty();
        assertThat(proxy.client(FRONT, true)
                        .receive("PROXY UNKNOWN\r\n")
                        .channel
                        .isActive())
                .as("the peer for itself")
                .isTrue();
    }

    @Test
    void refusesAPeerThatDoesNotAnnounce() {
        End client = proxy.client(FRONT, true).receive(GET);
        assertThat(client.sent()).startsWith("HTTP/1.1 400 ");
        assertThat(client.channel.isActive()).isFalse();
        assertThat(proxy.lastOutcome().ending()).isEqualTo(Ending.BAD_REQUEST);
        assertThat(proxy.finished.get(0).peer()).isEqualTo(IpPrefix.of(FRONT.getAddress()));
        assertThat(refused(ConnectionRefusal.NO_PROXY_HEADER)).isEqualTo(1);
        assertThat(proxy.client().receive("PROXY TCP4 1.2.3.4 1.2.3.4 1 2\r\n").sent())
                .as("from one who must not")
                .startsWith("HTTP/1.1 400 ");
    }

    @Test
    void countsTheTimeForTheHeadFromTheBeginningOfTheConnection() {
        End client = proxy.client(FRONT, true).receive("PROXY TCP4 203.0");
        int reads = client.reads;
        assertThat(reads).as("reads on after a part").isEqualTo(2);
        pass(Duration.ofSeconds(6));
        client.receive(".113.9 192.0.2.1 56324 80\r\nGET");
        pass(Duration.ofSeconds(4));
        assertThat(client.sent()).startsWith("HTTP/1.1 408 ");
        assertThat(client.channel.isActive()).isFalse();
        End silent = proxy.client(FRONT, true).receive("PROXY");
        pass(Duration.ofSeconds(10));
        assertThat(silent.channel.isActive()).isFalse();
    }

    @Test
    void tellsTheOriginForWhomItConnects() {
        try (EmbeddedProxy telling = new EmbeddedProxy(settings(ProxyProtocol.V1))) {
            telling.client().receive(GET);
            assertThat(telling.origins.get(0).sent())
                    .startsWith("PROXY TCP4 127.0.0.1 127.0.0.1 50000 8080\r\nGET /a HTTP/1.1\r\n");
            telling.client(FRONT, true).receive("PROXY TCP6 2001:db8::9 2001:db8::1 56324 80\r\n" + GET);
            assertThat(telling.origins.get(1).sent())
                    .startsWith("PROXY TCP6 2001:db8:0:0:0:0:0:9 ::ffff:127.0.0.1 56324 8080\r\nGET /a HTTP/1.1\r\n");
        }
        try (EmbeddedProxy telling = new EmbeddedProxy(settings(ProxyProtocol.V2))) {
            telling.client().receive(GET);
            assertThat(telling.origins.get(0).sent()).startsWith("\r\n\r\n\0\r\nQUIT\n!\u0011\u0000\u000C\u007F");
        }
    }
}
