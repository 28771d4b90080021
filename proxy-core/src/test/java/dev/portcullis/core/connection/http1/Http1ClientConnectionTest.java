package dev.portcullis.core.connection.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.testing.EmbeddedProxy;
import dev.portcullis.core.testing.EmbeddedProxy.End;
import dev.portcullis.rules.api.Outcome.Ending;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class Http1ClientConnectionTest {

    private static final String GET = "GET /a HTTP/1.1\r\nHost: example.org\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @AutoClose
    private final EmbeddedProxy proxy = new EmbeddedProxy();

    private final End client = proxy.client();

    @Test
    void readsAHeadAsSoonAsAClientConnects() {
        assertThat(client.reads).as("reads asked for").isEqualTo(1);
        assertThat(proxy.worker().openCount()).isEqualTo(1);
    }

    @Test
    void passesARequestOnOnceItIsDecidedAndTheAnswerBackAsItComes() {
        client.receive(GET);
        assertThat(proxy.origin().sent())
                .as("sent to the origin")
                .startsWith("GET /a HTTP/1.1\r\nHost: example.org\r\n");
        proxy.origin().receive("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no");
        assertThat(client.sent()).as("flushed as it came").endsWith("\r\n\r\no");
        proxy.origin().receive("k");
        assertThat(client.sent()).isEqualTo("k");
        assertThat(client.channel.isActive()).as("kept").isTrue();
        assertThat(proxy.lastOutcome().ending()).isEqualTo(Ending.SERVED);
        assertThat(proxy.lastOutcome().responseBytes()).isEqualTo(2);
    }

    @Test
    void measuresTheOriginsTimeAndItsOwn() {
        client.receive(GET);
        proxy.time.advance(Duration.ofMillis(150));
        proxy.origin().receive(OK);
        assertThat(proxy.lastOutcome().originNanos())
                .isEqualTo(Duration.ofMillis(150).toNanos());
        assertThat(proxy.finished.get(0).totalNanos())
                .isEqualTo(Duration.ofMillis(150).toNanos());
        assertThat(proxy.finished.get(0).ownNanos()).as("its own part").isZero();
    }

    @Test
    void closesAConnectionThatIsReadToItsEndByAnOldClient() {
        client.receive("GET / HTTP/1.0\r\n\r\n");
        assertThat(proxy.origin().sent()).contains("\r\nHost: origin.test\r\n");
        proxy.origin().receive("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n");
        assertThat(client.sent()).isEqualTo("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nok");
        assertThat(client.channel.isActive()).isFalse();
    }

    @Test
    void keepsTheConnectionOfAnOldClientThatAsks() {
        client.receive("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        proxy.origin().receive(OK);
        assertThat(client.sent()).contains("\r\nConnection: keep-alive\r\n");
        assertThat(client.channel.isActive()).isTrue();
    }

    @Test
    void drainsByClosingIdleConnectionsAndFinishingTheOthers() {
        End idle = proxy.client();
        client.receive(GET);
        proxy.worker().drain();
        assertThat(idle.channel.isActive()).isFalse();
        proxy.origin().receive(OK);
        assertThat(client.sent()).contains("\r\nConnection: close\r\n").endsWith("ok");
        assertThat(client.channel.isActive()).isFalse();
    }

    @Test
    void sendsTheBodyOfAPipelinedRequestWithoutWaitingForMore() {
        client.receive(GET + "POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
        proxy.origin().sent();
        proxy.origin().receive(OK);
        assertThat(proxy.origin().sent()).startsWith("POST /b HTTP/1.1\r\n").endsWith("\r\n\r\nabc");
    }

    @Test
    void saysHowMuchOfARequestIsKept() {
        client.receive("GET /a HTTP/1.1\r\nHost: example.org\r\nCookie: " + "c".repeat(5000) + "\r\n\r\n");
        proxy.origin().receive(OK);
        assertThat(proxy.finished.get(0).headBytes()).isBetween(5000, 10_200);
    }
}
