package dev.portcullis.core.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.forward.ResponseForwarding.Framing;
import dev.portcullis.core.forward.ResponseForwarding.Persistence;
import dev.portcullis.core.http.HttpVersion;
import dev.portcullis.core.http.ResponseHead;
import dev.portcullis.core.testing.Heads;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseForwardingTest {

    private static String forward(String head, HttpVersion version, Persistence persistence) {
        ResponseHead response = Heads.response(head);
        ByteBuf out = Unpooled.buffer();
        ResponseForwarding.write(response, Framing.of(response.body(), version), persistence, out);
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private static String forward(String head) {
        return forward(head, HttpVersion.HTTP_1_1, Persistence.DEFAULT);
    }

    @Test
    void passesFieldsOnInTheirOrderWithOneFraming() {
        assertThat(
                        forward(
                                "HTTP/1.1 200 Fine\r\nServer: a\r\nContent-Length: 05\r\nSet-Cookie: b\r\nSet-Cookie: c\r\n\r\n"))
                .isEqualTo(
                        "HTTP/1.1 200 Fine\r\nServer: a\r\nSet-Cookie: b\r\nSet-Cookie: c\r\nContent-Length: 5\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: close",
                "Keep-Alive: timeout=5",
                "Proxy-Authenticate: Basic",
                "Upgrade: h2,h2c",
                "Connection: X-Secret\r\nX-Secret: 1"
            })
    void removesWhatConcernsTheOriginsConnectionOnly(String fields) {
        assertThat(forward("HTTP/1.1 200 OK\r\n" + fields + "\r\nContent-Length: 5\r\n\r\n"))
                .isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
    }

    @Test
    void framesAnUnknownLengthAsTheClientsVersionKnowsIt() {
        assertThat(forward("HTTP/1.0 200 OK\r\n\r\n"))
                .isEqualTo("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        assertThat(forward(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: x\r\n\r\n",
                        HttpVersion.HTTP_1_0,
                        Persistence.CLOSE))
                .isEqualTo("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
    }

    @Test
    void keepsTheLengthThatA304SpeaksOfAndDropsThatOfA204() {
        assertThat(forward("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"))
                .isEqualTo("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n");
        assertThat(forward("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n"))
                .isEqualTo("HTTP/1.1 204 No Content\r\n\r\n");
    }

    @Test
    void writesAReasonThatIsMissingOrNotAscii() {
        assertThat(forward("HTTP/1.1 404\r\nContent-Length: 0\r\n\r\n"))
                .isEqualTo("HTTP/1.1 404 \r\nContent-Length: 0\r\n\r\n");
        assertThat(forward("HTTP/1.1 404 Nicht verf\u00fcgbar\r\nContent-Length: 0\r\n\r\n"))
                .startsWith("HTTP/1.1 404 Nicht verf\u00fcgbar\r\n");
    }
}
