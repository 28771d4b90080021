package dev.portcullis.core.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.testing.EmbeddedProxy;
import dev.portcullis.core.testing.EmbeddedProxy.End;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** How long a client may take for each part of a request. */
class ClientDeadlinesTest {

    private static final String GET = "GET /a HTTP/1.1\r\nHost: example.org\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @AutoClose
    private final EmbeddedProxy proxy = new EmbeddedProxy();

    private final End client = proxy.client();

    @Test
    void answers408ToAHeadThatTakesTooLongHoweverItTrickles() {
        for (int i = 0; i < 4; i++) {
            client.receive("G");
            proxy.pass(Duration.ofMillis(2500));
        }
        assertThat(client.sent()).startsWith("HTTP/1.1 408 ");
        assertThat(client.channel.isActive()).isFalse();
    }

    @Test
    void closesAConnectionThatSaysNothingWithoutAWord() {
        proxy.pass(Duration.ofSeconds(10));
        assertThat(client.sent()).isEmpty();
        assertThat(client.channel.isActive()).isFalse();
    }

    @Test
    void closesAKeptConnectionThatIsIdleForTooLong() {
        client.receive(GET);
        proxy.origin().receive(OK);
        proxy.pass(Duration.ofSeconds(59));
        assertThat(client.channel.isActive()).isTrue();
        proxy.pass(Duration.ofSeconds(1));
        assertThat(client.channel.isActive()).isFalse();
    }

    @Test
    void answers408ToABodyThatStopsComing() {
        client.receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nabc");
        proxy.pass(Duration.ofSeconds(60));
        assertThat(client.sent()).startsWith("HTTP/1.1 408 ");
        assertThat(proxy.origin().channel.isActive()).isFalse();
    }

    @Test
    void says100ItselfWhenTheOriginIsSlowToAndOnlyOnce() {
        client.receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
        assertThat(proxy.origin().sent()).contains("\r\nExpect: 100-continue\r\n");
        proxy.pass(Duration.ofSeconds(1));
        assertThat(client.sent()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
        proxy.origin().receive("HTTP/1.1 100 Continue\r\n\r\n");
        assertThat(client.sent()).isEmpty();
        client.receive("abc");
        proxy.origin().receive(OK);
        assertThat(client.sent()).isEqualTo(OK);
    }
}
