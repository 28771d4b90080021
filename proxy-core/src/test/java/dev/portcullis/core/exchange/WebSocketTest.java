package dev.portcullis.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.testing.EmbeddedProxy;
import dev.portcullis.core.testing.EmbeddedProxy.End;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Outcome.Ending;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketTest {

    private static final String ASK = "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\n"
            + "Upgrade: WebSocket\r\nSec-WebSocket-Key: k\r\n\r\n";
    private static final String SWITCH = "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\n"
            + "Upgrade: websocket\r\nSec-WebSocket-Accept: x\r\n\r\n";

    private final EmbeddedProxy proxy = new EmbeddedProxy();
    private final End client = proxy.client();

    @AfterEach
    void close() {
        proxy.close();
    }

    @Test
    void passesBytesBothWaysOnceBothSidesAgree() {
        client.receive(ASK);
        assertThat(proxy.origin().sent())
                .contains("\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n")
                .contains("\r\nSec-WebSocket-Key: k\r\n");
        proxy.origin().receive(SWITCH + "\u0081\u0002hi");
        assertThat(client.sent())
                .isEqualTo("HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: x\r\n"
                        + "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n\u0081\u0002hi");
        client.receive("GET / HTTP/1.1\r\n: no request any more");
        assertThat(proxy.origin().sent()).isEqualTo("GET / HTTP/1.1\r\n: no request any more");
        proxy.origin().receive("HTTP/1.1 no response");
        assertThat(client.sent()).isEqualTo("HTTP/1.1 no response");
    }

    @Test
    void passesOnWhatTheClientSentBeforeTheAnswerCame() {
        client.receive(ASK + "early");
        proxy.origin().sent();
        proxy.origin().receive(SWITCH);
        assertThat(proxy.origin().sent()).isEqualTo("early");
    }

    @Test
    void endsWhenEitherSideClosesAndIsChargedByBytesButNotForBeingOpen() {
        client.receive(ASK);
        proxy.pass(Duration.ofMillis(20));
        proxy.origin().receive(SWITCH + "1234");
        client.receive("12");
        proxy.pass(Duration.ofMinutes(30));
        proxy.origin().hangUp();
        assertThat(client.channel.isActive()).isFalse();
        assertThat(proxy.lastOutcome())
                .as("the origin's time is what it took to agree")
                .isEqualTo(new Outcome(
                        Ending.SERVED, 101, 2, 4, Duration.ofMillis(20).toNanos()));
    }

    @Test
    void closesTheOriginsSideWhenTheClientCloses() {
        client.receive(ASK);
        proxy.origin().receive(SWITCH);
        client.hangUp();
        assertThat(proxy.origin().channel.isActive()).isFalse();
        assertThat(proxy.lastOutcome().ending()).isEqualTo(Ending.SERVED);
    }

    @Test
    void isCutAtOnceWhenItsClientIsBannedAndItsBytesAreCharged() {
        client.receive(ASK);
        proxy.origin().receive(SWITCH + "1234");
        client.receive("12");
        proxy.pass(Duration.ofMinutes(2));
        proxy.policy.refused.add(IpPrefix.of(InetAddress.getLoopbackAddress()));
        proxy.worker().recheck(Runnable::run);
        assertThat(client.channel.isActive()).isFalse();
        assertThat(proxy.origin().channel.isActive()).isFalse();
        assertThat(proxy.lastOutcome()).isEqualTo(new Outcome(Ending.CUT_OFF, 101, 2, 4, 0));
        assertThat(proxy.finished.get(0).totalNanos())
                .as("how long it was open")
                .isEqualTo(Duration.ofMinutes(2).toNanos());
    }

    @Test
    void hasAnIdleLimitOfItsOwn() {
        client.receive(ASK);
        proxy.origin().receive(SWITCH);
        proxy.pass(Duration.ofMinutes(59));
        client.receive("ping");
        proxy.pass(Duration.ofMinutes(59));
        assertThat(client.channel.isActive()).isTrue();
        proxy.pass(Duration.ofMinutes(1));
        assertThat(client.channel.isActive()).isFalse();
        assertThat(proxy.origin().channel.isActive()).isFalse();
    }

    @Test
    void doesNotReadTheClientWhileTheOriginTakesNothing() {
        client.receive(ASK);
        proxy.origin().receive(SWITCH);
        proxy.origin().sent();
        proxy.origin().takes(false);
        int before = client.reads;
        client.receive("abc");
        assertThat(client.reads).as("paused").isEqualTo(before);
        proxy.origin().takes(true);
        assertThat(client.reads).as("goes on").isEqualTo(before + 1);
    }

    @Test
    void doesNotReadTheOriginWhileTheClientTakesNothing() {
        client.receive(ASK);
        proxy.origin().receive(SWITCH);
        int before = proxy.origin().reads;
        client.takes(false);
        proxy.origin().receive("abc");
        assertThat(proxy.origin().reads).as("paused").isEqualTo(before);
        client.takes(true);
        assertThat(proxy.origin().reads).as("goes on").isEqualTo(before + 1);
    }

    @Test
    void takesWhatFollowsARefusedUpgradeForTheNextRequest() {
        client.receive(ASK + "GET /next HTTP/1.1\r\nHost: a\r\n\r\n");
        proxy.origin().sent();
        proxy.origin().receive("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
        assertThat(client.sent()).startsWith("HTTP/1.1 403 Forbidden\r\n");
        assertThat(proxy.origin().sent()).as("checked as a request of its own").startsWith("GET /next HTTP/1.1\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: Upgrade\r\nUpgrade: h2c",
                "Connection: Upgrade\r\nUpgrade: websocket, h2c",
                "Upgrade: websocket",
                "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__"
            })
    void passesNoOtherUpgradeOnAndBelievesNoneUnasked(String fields) {
        client.receive("GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n\r\n");
        assertThat(proxy.origin().sent()).doesNotContainIgnoringCase("upgrade");
        proxy.origin().receive(SWITCH);
        assertThat(client.sent()).startsWith("HTTP/1.1 502 ");
    }
}
