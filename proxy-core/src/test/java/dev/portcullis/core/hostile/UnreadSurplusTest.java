package dev.portcullis.core.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.testing.RawClient;
import dev.portcullis.core.testing.RunningProxy;
import dev.portcullis.core.testing.ScriptedOrigin;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A response that fills the buffer it is read into to the last byte, and another one after it, still in the socket when the next
 * request wants a connection.
 */
class UnreadSurplusTest {

    private static final String EVIL = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nEVIL";
    private static final String MINE = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nmine";

    @ParameterizedTest
    @ValueSource(ints = {256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536})
    void isNotTheAnswerToTheNextRequest(int size) throws Exception {
        try (ScriptedOrigin origin = new ScriptedOrigin((head, in, out) -> {
                    out.write((head.startsWith("GET /1 ") ? filling(size) + EVIL : MINE)
                            .getBytes(StandardCharsets.ISO_8859_1));
                    return true;
                });
                RunningProxy proxy = new RunningProxy(origin.address());
                RawClient client = proxy.client()) {
            client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n");

            assertThat(client.response()).endsWith("xx");
            assertThat(client.response()).endsWith("mine");
        }
    }

    /** A response of so many bytes, its head included. */
    private static String filling(int size) {
        String head = "HTTP/1.1 200 OK\r\nContent-Length: %05d\r\n\r\n";
        int length = size - String.format(head, 0).length();
        return String.format(head, length) + "x".repeat(length);
    }
}
