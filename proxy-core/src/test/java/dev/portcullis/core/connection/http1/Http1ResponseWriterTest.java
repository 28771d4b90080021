package dev.portcullis.core.connection.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.testing.EmbeddedProxy;
import dev.portcullis.core.testing.EmbeddedProxy.End;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** In how many buffers a response goes out: each is a write of its own, and all of a flush but one alone need a slower system call. */
class Http1ResponseWriterTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    @AutoClose
    private final EmbeddedProxy proxy = new EmbeddedProxy();

    private final End client = proxy.client();

    private int buffersFor(String response) {
        client.receive(GET);
        proxy.origins.get(0).receive(response);
        return client.channel.outboundMessages().size();
    }

    @Test
    void aSmallBodyGoesOutWithItsHead() {
        assertThat(buffersFor("HTTP/1.1 200 OK\r\nContent-Length: 4096\r\n\r\n" + "x".repeat(4096)))
                .isEqualTo(1);
        assertThat(client.sent()).endsWith("\r\n\r\n" + "x".repeat(4096));
    }

    @Test
    void aResponseWithoutABodyIsOneBuffer() {
        assertThat(buffersFor("HTTP/1.1 204 No Content\r\n\r\n")).isEqualTo(1);
        assertThat(client.sent()).startsWith("HTTP/1.1 204 ");
    }

    @Test
    void smallChunksGoOutWithTheHead() {
        assertThat(buffersFor(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n"))
                .isEqualTo(1);
        assertThat(client.sent()).endsWith("\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n");
    }

    @Test
    void aLargeBodyIsNotCopied() {
        assertThat(buffersFor("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + "x".repeat(5000)))
                .as("the head, and the body as it came")
                .isGreaterThan(1);
        assertThat(client.sent()).endsWith("\r\n\r\n" + "x".repeat(5000));
    }

    @Test
    void whatIsHeldGoesOutWhenNoMoreHasCome() {
        assertThat(buffersFor("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc"))
                .isEqualTo(1);
        assertThat(client.sent()).endsWith("\r\n\r\nabc");
        proxy.origins.get(0).receive("def");
        assertThat(client.sent()).isEqualTo("def");
    }

    @Test
    void whatIsHeldIsReleasedWhenTheClientIsGone() {
        client.receive(GET);
        client.holdWrites = true;
        proxy.origins.get(0).receive("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc");
        client.hangUp();
        assertThat(client.channel.isActive()).isFalse();
    }
}
