package dev.portcullis.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.testing.EmbeddedProxy;
import dev.portcullis.core.testing.EmbeddedProxy.End;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Which requests are sent again on another connection to the origin, and on which connection they are sent at first. */
class RetryTest {

    private static final String GET = "GET /a HTTP/1.1\r\nHost: example.org\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @AutoClose
    private final EmbeddedProxy proxy = new EmbeddedProxy();

    private final End client = proxy.client();

    @Test
    void servesTheNextRequestOnTheSameOriginConnection() {
        client.receive(GET);
        proxy.origin().receive(OK);
        client.receive(GET);
        proxy.origin().receive(OK);
        assertThat(proxy.origins).hasSize(1);
        assertThat(client.sent()).isEqualTo(OK + OK);
    }

    @Test
    void triesAgetAgainWhenAKeptConnectionWasClosedUnseen() {
        client.receive(GET);
        proxy.origin().receive(OK);
        client.receive(GET);
        proxy.origin().hangUp();
        assertThat(proxy.origins).hasSize(2);
        assertThat(proxy.origin().sent()).startsWith("GET /a ");
        proxy.origin().receive(OK);
        assertThat(client.sent()).isEqualTo(OK + OK);
        assertThat(proxy.worker().retryCount()).isEqualTo(1);
    }

    @Test
    void triesNothingAgainThatFailsOnAFreshConnection() {
        client.receive(GET);
        proxy.origin().hangUp();
        assertThat(client.sent()).startsWith("HTTP/1.1 502 ");
        assertThat(proxy.origins).hasSize(1);
    }

    @Test
    void triesNothingAgainOnceABytesOfAResponseHasCome() {
        client.receive(GET);
        proxy.origin().receive(OK);
        client.receive(GET);
        proxy.origin().receive("HTTP/1.1 2");
        proxy.origin().hangUp();
        assertThat(client.sent()).contains("HTTP/1.1 502 ");
        assertThat(proxy.origins).hasSize(1);
    }

    @Test
    void sendsAPostOnlyOnAConnectionThatWasUsedWithinASecond() {
        String post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n";
        client.receive(GET);
        proxy.origin().receive(OK);
        proxy.time.advance(Duration.ofMillis(900));
        client.receive(post);
        proxy.origin().receive(OK);
        assertThat(proxy.origins).hasSize(1);
        proxy.time.advance(Duration.ofMillis(1100));
        client.receive(post);
        assertThat(proxy.origins).hasSize(2);
    }
}
