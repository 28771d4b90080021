package dev.portcullis.core.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.testing.EmbeddedProxy;
import dev.portcullis.core.testing.EmbeddedProxy.End;
import dev.portcullis.rules.api.Outcome.Ending;
import io.netty.channel.WriteBufferWaterMark;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Neither side is read faster than the other one takes, nor for a client that has gone. */
class BackPressureTest {

    private static final String GET = "GET /a HTTP/1.1\r\nHost: example.org\r\n\r\n";

    @AutoClose
    private final EmbeddedProxy proxy = new EmbeddedProxy();

    private final End client = proxy.client();

    @Test
    void cancelsTheOriginsWorkWhenTheClientGoes() {
        client.receive(GET);
        client.hangUp();
        assertThat(proxy.origin().channel.isActive()).isFalse();
        assertThat(proxy.lastOutcome().ending()).isEqualTo(Ending.CLIENT_GONE);
        assertThat(proxy.worker().openCount()).isZero();
        assertThat(proxy.worker().exchangeCount()).isZero();
    }

    @Test
    void doesNotReadTheOriginWhileTheClientTakesNothing() {
        client.channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(10, 20));
        client.receive(GET);
        int before = proxy.origin().reads;
        client.takes(false);
        proxy.origin().receive("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
        assertThat(proxy.origin().reads).as("paused").isEqualTo(before);
        client.takes(true);
        assertThat(proxy.origin().reads).as("goes on").isEqualTo(before + 1);
    }

    @Test
    void doesNotReadTheClientWhileTheOriginTakesNothing() {
        client.receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
        proxy.origin().takes(false);
        int before = client.reads;
        client.receive("abc");
        assertThat(client.reads).as("paused").isEqualTo(before);
        proxy.origin().takes(true);
        assertThat(client.reads).as("goes on").isEqualTo(before + 1);
        assertThat(proxy.origin().sent()).endsWith("abc");
    }

    @Test
    void holdsPipelinedRequestsWithoutReadingMore() {
        client.receive(GET);
        int before = client.reads;
        client.receive(GET + GET);
        assertThat(client.reads).as("nothing more is read while requests wait").isEqualTo(before);
        assertThat(proxy.policy.facts).hasSize(1);
    }
}
